#include "blueprint/terraform/source.h"

#include <algorithm>

#include "base/text.h"
#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using json::Value;

std::string text_at(const Value* value) {
  if (!value) return "";
  return value->is_string() ? value->as_string() : json::dump(*value);
}

Value map_of_tags(const Value& list) {
  json::Object tags;
  if (list.is_array())
    for (const Value& tag : list.as_array()) tags.set(text_of(tag, "Key"), text_of(tag, "Value"));
  return tags;
}

bool is_block(const std::string& text) {
  return text.find('/') != text.npos && text.find(':') == text.npos;
}

// In the form that the table asks for. nullopt: it is not of that form.
std::optional<TerraformValue> in_form(const std::string& form, const Value& value) {
  if (form == "json") return TerraformValue{value, true};
  if (form == "trust") return TerraformValue{trust_document(value), true};
  if (form == "tags") return TerraformValue{map_of_tags(value)};
  if (form == "list") return TerraformValue{json::Array{value}};
  bool fits = form.empty();
  if (form == "port") fits = value.is_int() && value.as_int() >= 0;
  if (form == "cidr") fits = is_block(text_at(&value));
  if (form.ends_with('-')) fits = text_at(&value).starts_with(form);
  return fits ? std::optional(TerraformValue{value}) : std::nullopt;
}

}  // namespace

const Value* TerraformSource::at(std::string_view path) const {
  const Value* value = &applied;
  if (path.starts_with("id.") || path.starts_with("out.")) {
    value = path.starts_with("id.") ? &identity : &outputs;
    path.remove_prefix(path.find('.') + 1);
  }
  for (std::string_view part : base::split(path, '.'))
    if (value) value = value->find(part);
  return value;
}

bool TerraformSource::holds(std::string_view condition) const {
  if (condition.starts_with('!')) return !has_something(at(condition.substr(1)));
  size_t equals = condition.find('=');
  if (equals == condition.npos) return has_something(at(condition));
  return text_at(at(condition.substr(0, equals))) == condition.substr(equals + 1);
}

std::string TerraformSource::filled(std::string_view text) const {
  std::string out;
  while (!text.empty()) {
    size_t begin = text.find('{'), end = text.find('}');
    if (begin == text.npos || end == text.npos) return out + std::string(text);
    out += text.substr(0, begin);
    out += text_at(at(text.substr(begin + 1, end - begin - 1)));
    text.remove_prefix(end + 1);
  }
  return out;
}

bool has_something(const Value* value) {
  if (!value || value->is_null()) return false;
  if (value->is_bool()) return value->as_bool();
  if (value->is_int()) return value->as_int() != 0;
  if (value->is_string()) return !value->as_string().empty();
  if (value->is_array()) return !value->as_array().empty();
  return !value->is_object() || !value->as_object().empty();
}

TerraformTerm read_term(const std::string& text) {
  if (text.starts_with('=')) return {"=", text.substr(1)};
  size_t colon = text.find(':');
  if (colon == text.npos) return {"", text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::optional<TerraformValue> value_of(const TerraformTerm& term, const TerraformSource& source) {
  if (term.form == "=") return TerraformValue{term.path, false, true};
  if (term.path.starts_with('=')) return in_form(term.form, term.path.substr(1));
  const Value* value = source.at(term.path);
  bool is_said = value && (value->is_bool() || value->is_number() || has_something(value));
  return is_said ? in_form(term.form, *value) : std::nullopt;
}

}  // namespace blueprint
