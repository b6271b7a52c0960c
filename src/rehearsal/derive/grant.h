// What must be allowed: an action on a resource under conditions, with the phases and the reasons for which it was
// asked about. Derived from two lives under a role that might do everything, which differ in ids that were made up.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "policy/catalog/catalog.h"
#include "rehearsal/life/asked.h"

namespace rehearsal {

struct Condition {
  std::string comparison;  // StringEquals, StringLike, ArnEquals, ArnLike
  std::string key;         // aws:ResourceTag/slipway:cluster
  std::vector<std::string> values;

  auto operator<=>(const Condition&) const = default;
};

struct Grant {
  std::string action;
  std::string resource;  // an ARN, with `*` for what cannot be known beforehand; or `*` alone
  std::vector<Condition> conditions;
  std::set<Phase> phases;
  std::set<std::string> operations;  // `eks CreateCluster`: the calls for which it was asked
  Reasons reasons;
  // Where neither resource nor marks narrow it: why not.
  std::string unscoped;

  Phase phase() const { return *phases.begin(); }  // of the documents in which it stands
};
// As people read it: `iam:GetRole on arn:...`.
std::string text_of(const Grant& grant);

// Whether an action changes nothing, by the level that AWS gives it.
bool only_reads(const policy::Catalog& catalog, const std::string& action);

// By service, action and resource. A grant that another one of the same phase or of an earlier one takes in is not
// among them. Error: the two lives did not go alike.
base::Result<std::vector<Grant>> derive(const std::vector<Asked>& one, const std::vector<Asked>& other,
                                        const policy::Catalog& catalog);

}  // namespace rehearsal
