#include "policy/read/context_keys.h"

#include <algorithm>

#include "base/text.h"

namespace policy {
namespace {

void add(std::string_view key, std::vector<std::string>& keys) {
  bool known = std::any_of(keys.begin(), keys.end(),
                           [&](const auto& other) { return base::equal_ignoring_case(other, key); });
  if (!known) keys.emplace_back(key);
}

void add_variables(std::string_view text, std::vector<std::string>& keys) {
  for (size_t begin = text.find("${"); begin != std::string_view::npos; begin = text.find("${")) {
    size_t end = text.find('}', begin);
    if (end == std::string_view::npos) return;
    std::string_view inside = text.substr(begin + 2, end - begin - 2);
    std::string_view key = base::trim(inside.substr(0, inside.find(',')));
    if (key.find(':') != std::string_view::npos) add(key, keys);  // no escape
    text.remove_prefix(end + 1);
  }
}

}  // namespace

void add_context_keys(const Document& document, std::vector<std::string>& keys) {
  for (const auto& statement : document.statements) {
    if (document.has_variables) {
      for (const auto& resource : statement.resources) add_variables(resource.value, keys);
    }
    for (const auto& condition : statement.conditions) {
      add(condition.key.value, keys);
      if (!document.has_variables) continue;
      for (const auto& value : condition.values) add_variables(value.value, keys);
    }
  }
}

}  // namespace policy
