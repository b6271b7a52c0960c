// Whether the conditions of a statement restrict anything. That a key is asked about says nothing: `*`, a
// negation or ...IfExists may let everything through. So the evaluator is asked with what others would bring.
#pragma once

#include <initializer_list>
#include <string_view>

#include "policy/decide/compiled.h"
#include "policy/decide/evaluate.h"

namespace policy {

// Whether some condition on one of the keys does not hold in the context, where keys that it lacks are
// absent. Conditions on other keys are not looked at.
bool restricts(const CompiledStatement& statement, std::initializer_list<std::string_view> keys,
               const Context& context);

// Whether a Deny of the policy, which is a trust policy, keeps the caller from `action` all the same.
bool is_denied(const Policy& policy, const Principal& caller, std::string_view action,
               const Context& context);

}  // namespace policy
