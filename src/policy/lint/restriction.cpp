#include "policy/lint/restriction.h"

#include <algorithm>

#include "base/text.h"

namespace policy {

bool restricts(const CompiledStatement& statement, std::initializer_list<std::string_view> keys,
               const Context& context) {
  return std::any_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const Condition& condition) {
                       bool is_asked = std::any_of(keys.begin(), keys.end(), [&](std::string_view key) {
                         return base::equal_ignoring_case(key, condition.key());
                       });
                       return is_asked && !condition.holds(context);
                     });
}

bool is_denied(const Policy& policy, const Principal& caller, std::string_view action,
               const Context& context) {
  Request request;
  request.principal = caller;
  request.action = action;
  request.resource_account = caller.account;
  request.context = context;
  Layers layers;
  layers.resource_kind = ResourcePolicyKind::trust;
  layers.resource = std::make_shared<const Policy>(policy);
  return evaluate(request, layers).outcome == Outcome::explicit_deny;
}

}  // namespace policy
