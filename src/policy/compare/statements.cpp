#include "policy/compare/statements.h"

#include <algorithm>

#include "base/text.h"
#include "policy/match/pattern.h"
#include "policy/match/relation.h"

namespace policy {
namespace {

bool same_texts(const std::vector<Text>& a, const std::vector<Text>& b) {
  auto is_in = [](const Text& text, const std::vector<Text>& list) {
    return std::any_of(list.begin(), list.end(),
                       [&](const Text& other) { return other.value == text.value; });
  };
  return std::all_of(a.begin(), a.end(), [&](const Text& text) { return is_in(text, b); }) &&
         std::all_of(b.begin(), b.end(), [&](const Text& text) { return is_in(text, a); });
}

// A pattern with a token for each `${...}`, the same for the same; a `*` takes them in whatever their value.
Tokens tokens_of(std::string_view text, std::vector<std::string>& variables) {
  Tokens out;
  while (true) {
    size_t begin = text.find("${"), end = text.find('}', begin);
    bool is_last = begin == std::string_view::npos || end == std::string_view::npos;
    out += tokenize(is_last ? text : text.substr(0, begin));
    if (is_last) return out;
    std::string variable(text.substr(begin, end + 1 - begin));
    auto known = std::find(variables.begin(), variables.end(), variable);
    out += static_cast<Token>(kVariable + (known - variables.begin()));
    if (known == variables.end()) variables.push_back(std::move(variable));
    text.remove_prefix(end + 1);
  }
}

bool covers_text(std::string_view wide, std::string_view narrow) {
  std::vector<std::string> variables;
  Tokens tokens = tokens_of(wide, variables);
  return covers(tokens, tokens_of(narrow, variables));
}

bool resources_take_in(const WrittenStatement& wide, const WrittenStatement& narrow) {
  if (wide.not_resource || narrow.not_resource) {
    return wide.not_resource == narrow.not_resource && same_texts(wide.resources, narrow.resources);
  }
  if (wide.has_resource != narrow.has_resource) return !wide.has_resource;
  return std::all_of(narrow.resources.begin(), narrow.resources.end(), [&](const Text& resource) {
    return std::any_of(wide.resources.begin(), wide.resources.end(), [&](const Text& other) {
      return other.value == resource.value || covers_text(other.value, resource.value);
    });
  });
}

bool principals_take_in(const WrittenStatement& wide, const WrittenStatement& narrow) {
  if (wide.not_principal != narrow.not_principal || wide.has_principal != narrow.has_principal) return false;
  auto is_in = [](const WrittenPrincipal& one, const std::vector<WrittenPrincipal>& list) {
    return std::any_of(list.begin(), list.end(), [&](const WrittenPrincipal& other) {
      return other.key == one.key && other.text.value == one.text.value;
    });
  };
  auto all_in = [&](const std::vector<WrittenPrincipal>& some, const std::vector<WrittenPrincipal>& list) {
    return std::all_of(some.begin(), some.end(),
                       [&](const WrittenPrincipal& one) { return is_in(one, list); });
  };
  bool is_exact = !wide.not_principal || all_in(wide.principals, narrow.principals);
  return all_in(narrow.principals, wide.principals) && is_exact;
}

bool has_condition(const WrittenStatement& statement, const WrittenCondition& wanted) {
  return std::any_of(
      statement.conditions.begin(), statement.conditions.end(), [&](const WrittenCondition& other) {
        return base::equal_ignoring_case(other.operator_name.value, wanted.operator_name.value) &&
               base::equal_ignoring_case(other.key.value, wanted.key.value) &&
               same_texts(other.values, wanted.values);
      });
}

}  // namespace

bool takes_in(const WrittenStatement& wide, const WrittenStatement& narrow) {
  return resources_take_in(wide, narrow) && principals_take_in(wide, narrow) &&
         std::all_of(wide.conditions.begin(), wide.conditions.end(),
                     [&](const WrittenCondition& condition) { return has_condition(narrow, condition); });
}

}  // namespace policy
