// One thing that the caller must be allowed to do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/decide/evaluate.h"

namespace account {

struct Question {
  std::string action;  // empty: SERVICE:OPERATION
  std::string resource = "*";
  std::string resource_account;  // empty: the caller's
  policy::Context context;       // keys of this resource and request, beside the global ones
  std::string resource_policy;   // JSON text attached to the resource; empty: none
  policy::ResourcePolicyKind resource_policy_kind = policy::ResourcePolicyKind::ordinary;
  std::optional<size_t> entry =
      {};  // of a list whose entries are answered one by one: which; nullopt: the call
};
using Questions = std::vector<Question>;

inline Questions ask(std::string resource, policy::Context context = {}) {
  return {Question{"", std::move(resource), "", std::move(context), "", {}}};
}

}  // namespace account
