// Compares an output with the part of it that a scenario expects.
#include "services/testing/scenario.h"

namespace account::testing {
namespace {

bool fits(std::string_view pattern, std::string_view text) {
  size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  text.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  for (size_t skip = 0; skip <= text.size(); ++skip) {
    if (fits(pattern, text.substr(skip))) return true;
  }
  return false;
}

std::string differs(const std::string& where, const std::string& wanted, const json::Value* actual) {
  return fmt::format("{}: {} is expected, not {}", where, wanted, actual ? json::dump(*actual) : "nothing");
}

std::string list_difference(const json::Array& wanted, const json::Value* actual, const std::string& where) {
  if (!actual || !actual->is_array() || actual->as_array().size() != wanted.size()) {
    return differs(where, fmt::format("a list of {}", wanted.size()), actual);
  }
  for (size_t i = 0; i < wanted.size(); ++i) {
    std::string found = difference(wanted[i], &actual->as_array()[i], fmt::format("{}[{}]", where, i));
    if (!found.empty()) return found;
  }
  return "";
}

std::string contains_difference(const json::Array& wanted, const json::Value* actual,
                                const std::string& where) {
  if (!actual || !actual->is_array()) return differs(where, "a list", actual);
  for (const json::Value& one : wanted) {
    bool found = false;
    for (const json::Value& element : actual->as_array()) found |= difference(one, &element, where).empty();
    if (!found) return differs(where, "an element like " + json::dump(one), actual);
  }
  return "";
}

std::string object_difference(const json::Object& wanted, const json::Value* actual,
                              const std::string& where) {
  if (const json::Value* elements = wanted.find("contains")) {
    return contains_difference(elements->as_array(), actual, where);
  }
  if (const json::Value* count = wanted.find("count")) {
    bool right =
        actual && actual->is_array() && static_cast<int64_t>(actual->as_array().size()) == count->as_int();
    return right ? "" : differs(where, fmt::format("a list of {}", count->as_int()), actual);
  }
  if (!actual || !actual->is_object()) return differs(where, json::dump(wanted), actual);
  for (const auto& member : wanted) {
    std::string found = difference(member.value, actual->find(member.name), where + "." + member.name);
    if (!found.empty()) return found;
  }
  return "";
}

// A text that holds a document.
std::optional<json::Value> document_in(const std::string& text) {
  auto document = json::parse(text);
  if (!document) return std::nullopt;
  return std::move(*document);
}

}  // namespace

std::string difference(const json::Value& wanted, const json::Value* actual, const std::string& where) {
  if (wanted.is_null()) return actual && !actual->is_null() ? differs(where, "nothing", actual) : "";
  if (wanted.is_object() && actual && actual->is_string()) {
    auto document = document_in(actual->as_string());
    if (!document) return differs(where, "a document", actual);
    return object_difference(wanted.as_object(), &*document, where);
  }
  if (wanted.is_object()) return object_difference(wanted.as_object(), actual, where);
  if (wanted.is_array()) return list_difference(wanted.as_array(), actual, where);
  if (wanted.is_string()) {
    bool right = actual && actual->is_string() && fits(wanted.as_string(), actual->as_string());
    return right ? "" : differs(where, json::dump(wanted), actual);
  }
  return actual && *actual == wanted ? "" : differs(where, json::dump(wanted), actual);
}

}  // namespace account::testing
