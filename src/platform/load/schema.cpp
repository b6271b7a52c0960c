#include "platform/load/schema.h"

#include <fmt/core.h>

#include <algorithm>
#include <regex>

#include "base/code_points.h"
#include "base/text.h"
#include "base/visible.h"
#include "platform/embedded_text.h"

namespace platform {
namespace {

using base::Span;
using json::Value;

// What people call the types of YAML.
std::string_view words_for_type(std::string_view type) {
  if (type == "object") return "a mapping";
  if (type == "array") return "a list";
  if (type == "string") return "text";
  if (type == "integer") return "a whole number";
  if (type == "number") return "a number";
  if (type == "boolean") return "true or false";
  return "nothing";
}

std::string alternatives(const std::vector<std::string>& words) {
  std::string out;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

std::vector<std::string> texts_of(const Value& list) {
  std::vector<std::string> out;
  for (const Value& each : list.as_array()) out.push_back(each.as_string());
  return out;
}

// `type` of a schema: one name or a list of names.
std::vector<std::string> types_of(const Value& schema) {
  const Value* type = schema.find("type");
  if (!type) return {};
  return type->is_string() ? std::vector<std::string>{type->as_string()} : texts_of(*type);
}

bool has_type(const Value& value, const std::vector<std::string>& types) {
  return types.empty() || std::any_of(types.begin(), types.end(), [&](const std::string& type) {
           return value.type_name() == type || (type == "number" && value.is_number());
         });
}

size_t count_characters(std::string_view utf8) {
  return static_cast<size_t>(std::count_if(
      utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// A pattern speaks of characters, not of bytes.
std::wstring wide(std::string_view utf8) {
  std::u32string points = base::code_points(utf8);
  return {points.begin(), points.end()};
}

std::string shown(std::string_view text) {
  return base::visible_line(text.size() <= 60 ? text : text.substr(0, 57)) + (text.size() <= 60 ? "" : "...");
}

class Checker {
 public:
  Checker(const Value& root, base::Diagnostics& diagnostics) : root_(root), diagnostics_(diagnostics) {}

  // `what` names the value in messages: `memory`, or "an element of `policies`".
  void check(const Value& value, const Value& schema, const std::string& what) {
    std::string description(schema.string_or("description", ""));
    const Value& resolved = follow(schema);
    if (description.empty() || description.back() == '.') description = resolved.string_or("description", "");
    if (const Value* branches = resolved.find("anyOf")) return check_any(value, *branches, what);
    if (!check_type(value, types_of(resolved), what)) return;
    if (value.is_object()) check_object(value, resolved, what);
    if (value.is_array()) check_array(value, resolved, what);
    if (value.is_string()) check_text(value.as_string(), value.span, resolved, description, what);
    if (value.is_number()) check_number(value, resolved, description, what);
  }

 private:
  const Value& follow(const Value& schema) const {
    const Value* at = &schema;
    while (const Value* reference = at->find("$ref")) {
      at = root_.find("$defs")->find(reference->as_string().substr(std::string_view("#/$defs/").size()));
    }
    return *at;
  }

  bool check_type(const Value& value, const std::vector<std::string>& types, const std::string& what) {
    if (has_type(value, types)) return true;
    std::vector<std::string> words;
    for (const std::string& type : types) {
      if (type == "integer" && types.size() > 1) continue;  // `number` stands beside it
      words.emplace_back(words_for_type(type));
    }
    wrong_type(value, words, what);
    return false;
  }

  void wrong_type(const Value& value, const std::vector<std::string>& expected, const std::string& what) {
    bool quotes_mend = !value.is_null() && !value.is_array() && !value.is_object() && expected.size() == 1 &&
                       expected[0] == "text";
    diagnostics_.error(
        "wrong-type", value.span,
        fmt::format("{} is {}, expected {}", what, words_for_type(value.type_name()), alternatives(expected)),
        quotes_mend ? "put it in quotes to make it text" : "");
  }

  // The branches are of different types, so the value's type chooses the one that was meant.
  void check_any(const Value& value, const Value& branches, const std::string& what) {
    std::vector<std::string> expected;
    for (const Value& branch : branches.as_array()) {
      const Value& resolved = follow(branch);
      if (has_type(value, types_of(resolved))) return check(value, branch, what);
      auto types = types_of(resolved);
      for (const std::string& type : types) {
        if (type == "integer" && types.size() > 1) continue;  // `number` stands beside it
        expected.emplace_back(words_for_type(type));
      }
    }
    wrong_type(value, expected, what);
  }

  void check_object(const Value& value, const Value& schema, const std::string& what) {
    const json::Object& object = value.as_object();
    check_count(object.size(), "minProperties", "maxProperties", "entries", value.span, schema, what);
    if (const Value* required = schema.find("required")) {
      for (const std::string& name : texts_of(*required)) {
        if (object.contains(name)) continue;
        diagnostics_.error("missing-key", value.span, fmt::format("{} lacks `{}`", what, name));
      }
    }
    for (const json::Member& member : object) check_member(member, schema, what);
  }

  void check_member(const json::Member& member, const Value& schema, const std::string& what) {
    if (const Value* names = schema.find("propertyNames")) {
      const Value& rules = follow(*names);
      check_text(member.name, member.name_span, rules, std::string(rules.string_or("description", "")),
                 "this name");
    }
    const Value* properties = schema.find("properties");
    if (const Value* known = properties ? properties->find(member.name) : nullptr) {
      return check(member.value, *known, fmt::format("`{}`", member.name));
    }
    const Value* others = schema.find("additionalProperties");
    if (others && others->is_object()) return check(member.value, *others, fmt::format("`{}`", member.name));
    if (others && !others->as_bool()) unknown_key(member, properties, what);
  }

  void unknown_key(const json::Member& member, const Value* properties, const std::string& what) {
    std::vector<std::string> names;
    std::vector<std::string> quoted;
    for (const json::Member& known : properties->as_object()) {
      names.push_back(known.name);
      quoted.push_back(fmt::format("`{}`", known.name));
    }
    auto meant = base::did_you_mean(member.name, names);
    diagnostics_.error(
        "unknown-key", member.name_span, fmt::format("unknown key `{}` in {}", shown(member.name), what),
        meant ? fmt::format("did you mean `{}`?", *meant) : "expected " + alternatives(quoted));
  }

  void check_array(const Value& value, const Value& schema, const std::string& what) {
    const json::Array& list = value.as_array();
    check_count(list.size(), "minItems", "maxItems", "elements", value.span, schema, what);
    const Value* items = schema.find("items");
    for (size_t i = 0; i < list.size(); ++i) {
      if (items) check(list[i], *items, fmt::format("an element of {}", what));
      bool seen = std::find(list.begin(), list.begin() + static_cast<ptrdiff_t>(i), list[i]) !=
                  list.begin() + static_cast<ptrdiff_t>(i);
      if (seen && schema.bool_or("uniqueItems", false)) {
        diagnostics_.error("duplicate-element", list[i].span, fmt::format("this stands twice in {}", what));
      }
    }
  }

  void check_count(size_t count, std::string_view min_key, std::string_view max_key, std::string_view unit,
                   const Span& span, const Value& schema, const std::string& what) {
    auto size = static_cast<int64_t>(count);
    if (size < schema.int_or(min_key, 0)) {
      diagnostics_.error("too-few", span, fmt::format("{} has no {}, expected at least one", what, unit));
    }
    if (int64_t max = schema.int_or(max_key, size); size > max) {
      diagnostics_.error("too-many", span,
                         fmt::format("{} has {} {}, expected at most {}", what, size, unit, max));
    }
  }

  void check_text(const std::string& text, const Span& span, const Value& schema,
                  const std::string& description, const std::string& what) {
    if (const Value* allowed = schema.find("enum")) return check_enum(text, span, texts_of(*allowed), what);
    auto length = static_cast<int64_t>(count_characters(text));
    bool fits = length >= schema.int_or("minLength", 0) && length <= schema.int_or("maxLength", length);
    std::string_view pattern = schema.string_or("pattern", "");
    // The bound on the length comes first: std::regex recurses for each character.
    if (fits && !pattern.empty()) fits = std::regex_search(wide(text), std::wregex(wide(pattern)));
    if (fits) return;
    diagnostics_.error("bad-text", span,
                       fmt::format("{} is `{}`, expected {}", what, shown(text),
                                   description.empty() ? "some text" : description));
  }

  void check_enum(const std::string& text, const Span& span, const std::vector<std::string>& allowed,
                  const std::string& what) {
    if (std::find(allowed.begin(), allowed.end(), text) != allowed.end()) return;
    std::vector<std::string> quoted;
    for (const std::string& each : allowed) quoted.push_back(fmt::format("`{}`", each));
    auto meant = base::did_you_mean(text, allowed);
    diagnostics_.error("bad-choice", span,
                       fmt::format("{} is `{}`, expected {}", what, shown(text), alternatives(quoted)),
                       meant ? fmt::format("did you mean `{}`?", *meant) : "");
  }

  void check_number(const Value& value, const Value& schema, const std::string& description,
                    const std::string& what) {
    if (!value.is_int()) return;
    int64_t number = value.as_int();
    if (number >= schema.int_or("minimum", number) && number <= schema.int_or("maximum", number)) return;
    diagnostics_.error("out-of-range", value.span,
                       fmt::format("{} is {}, expected {}", what, number, description));
  }

  const Value& root_;
  base::Diagnostics& diagnostics_;
};

}  // namespace

std::string_view schema_text() {
  return embedded_text("slipway.schema.json");
}

void check_against_schema(const Value& document, const Value& schema, base::Diagnostics& diagnostics) {
  Checker(schema, diagnostics).check(document, schema, "the file");
}

}  // namespace platform
