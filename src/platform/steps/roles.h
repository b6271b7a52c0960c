// IAM roles that Slipway makes: found again by name and tags, made equal to what is wanted, removed with all
// that hangs on them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "platform/state/state.h"
#include "platform/steps/plan.h"
#include "platform/target/connections.h"
#include "platform/trust/ownership.h"

namespace platform {

struct DesiredRole {
  std::string name;
  std::string description;
  // Asked for when the step runs: the issuer may not be known before.
  std::function<json::Value()> trust;
  bool trust_is_known = true;         // may be asked for while planning
  std::vector<std::string> policies;  // ARNs
  Marks tags;
  std::string journal_kind;  // role, cluster-role
  std::string service;       // slug, for the journal
};

using Save = std::function<base::Status()>;  // writes the journal

// make, change or keep. The journal entry knows which policies we attached: those that are not desired any
// more are detached, those that somebody else attached stay. conflict: a role of that name is not ours.
base::Result<Step> plan_role_step(Cloud& cloud, const DesiredRole& desired, Journal& journal,
                                  const Save& save);

// None if there is no such role.
base::Result<Marks> role_tags(Cloud& cloud, const std::string& name);

// Detaches and deletes whatever is on it, then the role itself. Not there is no error; one without these tags stays.
base::Status remove_role(Cloud& cloud, const std::string& name, const Marks& tags);

// The names of policies from their ARNs: `AmazonS3ReadOnlyAccess, my-policy`.
std::string policy_names(const std::vector<std::string>& arns);

}  // namespace platform
