#include "platform/testing/schema_page.h"

#include <fmt/format.h>

#include "base/text.h"

namespace platform {
namespace {

using json::Value;

constexpr std::string_view kDefinitions = "#/$defs/";

std::string type_words(const std::string& type) {
  if (type == "object") return "mapping";
  if (type == "array") return "list";
  if (type == "string") return "text";
  if (type == "boolean") return "true or false";
  return type == "integer" ? "whole number" : type;
}

class Page {
 public:
  explicit Page(const Value& schema) : schema_(schema) {}

  std::string text() {
    section("The file", schema_);
    for (const json::Member& each : schema_.find("$defs")->as_object())
      if (each.value.find("properties")) section(each.name, each.value);
    return std::move(text_);
  }

 private:
  // nullptr: it stands inline.
  const json::Member* definition_of(const Value& schema) const {
    std::string_view reference = schema.string_or("$ref", "");
    if (!reference.starts_with(kDefinitions)) return nullptr;
    for (const json::Member& each : schema_.find("$defs")->as_object())
      if (each.name == reference.substr(kDefinitions.size())) return &each;
    return nullptr;
  }
  const Value& follow(const Value& schema) const {
    const json::Member* definition = definition_of(schema);
    return definition ? definition->value : schema;
  }

  void section(const std::string& title, const Value& schema) {
    text_ += fmt::format("\n## {}\n", title);
    if (std::string_view about = schema.string_or("description", ""); !about.empty() && &schema != &schema_)
      text_ += fmt::format("\n{}\n", about);
    text_ += "\n| Key | Is | |\n| --- | --- | --- |\n";
    rows("", schema);
  }

  void rows(const std::string& prefix, const Value& schema) {
    std::vector<std::string> required = schema.strings_at("required");
    for (const json::Member& each : schema.find("properties")->as_object()) {
      bool is_required = std::find(required.begin(), required.end(), each.name) != required.end();
      row(prefix + each.name, each.value, is_required);
    }
  }

  void row(const std::string& key, const Value& schema, bool is_required) {
    const Value& resolved = follow(schema);
    std::string_view about = schema.string_or("description", resolved.string_or("description", ""));
    text_ += fmt::format("| `{}`{} | {} | {} |\n", key, is_required ? ", always" : "", kind_of(schema),
                         escaped(about));
    if (!definition_of(schema) && resolved.find("properties")) rows(key + ".", resolved);
  }

  std::string kind_of(const Value& schema) const {
    if (const json::Member* definition = definition_of(schema);
        definition && definition->value.find("properties"))
      return fmt::format("[{0}](#{0})", definition->name);
    const Value& resolved = follow(schema);
    if (resolved.find("enum")) return fmt::format("`{}`", base::join(resolved.strings_at("enum"), "`, `"));
    if (const Value* branches = resolved.find("anyOf")) {
      std::vector<std::string> kinds;
      for (const Value& each : branches->as_array()) kinds.push_back(kind_of(each));
      return base::join(kinds, " or ");
    }
    if (const Value* items = resolved.find("items")) return "list of " + kind_of(*items);
    if (const Value* others = resolved.find("additionalProperties"); others && others->is_object())
      return "NAME: " + kind_of(*others);
    const Value* type = resolved.find("type");
    return type && type->is_string() ? type_words(type->as_string()) : "text or number";
  }

  static std::string escaped(std::string_view text) {
    std::string out;
    for (char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
    return out;
  }

  const Value& schema_;
  std::string text_ = std::string(
      "# slipway.yaml, key by key\n"
      "\n"
      "Written from the schema (`slipway schema`, src/platform/slipway.schema.json) by a test; `./dev accept "
      "unit platform` rewrites it.\n"
      "What clusters and services can be is told in [clusters.md](clusters.md) and "
      "[services.md](services.md).\n");
};

}  // namespace

std::string schema_page(const Value& schema) {
  return Page(schema).text();
}

}  // namespace platform
