#include "blueprint/terraform/hcl.h"

#include <fmt/core.h>

#include <algorithm>

namespace blueprint {
namespace {

using json::Value;

bool is_name(std::string_view text) {
  auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && !(text[0] >= '0' && text[0] <= '9') && std::all_of(text.begin(), text.end(), fits);
}

std::string object_text(const json::Object& object, size_t depth);

std::string value_text(const Value& value, size_t depth, const HclReferences& references) {
  if (value.is_string()) {
    std::string reference = references ? references(value.as_string()) : "";
    return reference.empty() ? hcl_text(value.as_string()) : reference;
  }
  if (value.is_object()) return object_text(value.as_object(), depth);
  if (!value.is_array()) return json::dump(value);
  std::string out = "[";
  for (const Value& item : value.as_array())
    out += (out.size() > 1 ? ", " : "") + value_text(item, depth, references);
  return out + "]";
}

// Keys are in quotes wherever one of them must be.
std::string object_text(const json::Object& object, size_t depth) {
  if (object.empty()) return "{}";
  bool quoted = std::any_of(object.begin(), object.end(),
                            [](const json::Member& member) { return !is_name(member.name); });
  std::vector<HclItem> items;
  for (const json::Member& member : object)
    items.push_back(
        hcl_attribute(quoted ? hcl_text(member.name) : member.name, value_text(member.value, depth + 1, {})));
  std::string inner = hcl(items), out = "{\n";
  size_t at = 0;
  while (at < inner.size()) {
    size_t end = inner.find('\n', at);
    out += "  " + inner.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out + "}";
}

bool is_one_line(const HclItem& item) {
  return !item.is_block && item.expression.find('\n') == std::string::npos;
}

void add_lines(const std::vector<HclItem>& items, const std::string& indent, std::string& out);

void add_block(const HclItem& block, const std::string& indent, std::string& out) {
  out += fmt::format("{}{} {{", indent, block.name);
  if (!block.body.empty()) {
    out += "\n";
    add_lines(block.body, indent + "  ", out);
    out += indent;
  }
  out += "}\n";
}

void add_attribute(const HclItem& item, size_t width, const std::string& indent, std::string& out) {
  out += fmt::format("{}{:<{}} = ", indent, item.name, width);
  for (char c : item.expression) {
    out += c;
    if (c == '\n') out += indent;
  }
  out += "\n";
}

// Attributes of one line that stand together have their values below each other.
void add_lines(const std::vector<HclItem>& items, const std::string& indent, std::string& out) {
  for (size_t at = 0; at < items.size();) {
    if (items[at].is_block) {
      if (at > 0) out += "\n";
      add_block(items[at++], indent, out);
      continue;
    }
    size_t end = at, width = 0;
    while (end < items.size() && is_one_line(items[end])) width = std::max(width, items[end++].name.size());
    if (end == at) add_attribute(items[at++], 0, indent, out);
    for (; at < end; ++at) add_attribute(items[at], width, indent, out);
  }
}

}  // namespace

HclItem hcl_attribute(std::string name, std::string expression) {
  return {std::move(name), false, std::move(expression), {}};
}

HclItem hcl_block(std::string name, std::vector<HclItem> body) {
  return {std::move(name), true, "", std::move(body)};
}

std::string hcl_text(std::string_view text) {
  std::string out = "\"";
  for (size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    bool opens = (c == '$' || c == '%') && at + 1 < text.size() && text[at + 1] == '{';
    if (opens) out += c;
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", c);
    else
      out += c;
  }
  return out + "\"";
}

std::string hcl_value(const Value& value, const HclReferences& references) {
  return value_text(value, 0, references);
}

std::string hcl_name(std::string_view text) {
  std::string name(text);
  for (char& c : name)
    if (!is_name(std::string(1, c)) && !(c >= '0' && c <= '9')) c = '_';
  return is_name(name) ? name : "_" + name;
}

std::string hcl(const std::vector<HclItem>& items) {
  std::string out;
  add_lines(items, "", out);
  return out;
}

}  // namespace blueprint
