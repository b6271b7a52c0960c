// The attached policies that a simulation leaves out (IAM API Reference, SimulatePrincipalPolicy,
// PolicyExclusionList, and PolicyIdentifier).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/call/operation.h"
#include "policy/match/glob.h"

namespace account::iam {

class PolicyExclusions {
 public:
  PolicyExclusions() = default;  // leaves nothing out
  // InvalidInput for an identifier that is none. One that fits no policy does nothing.
  static aws::Result<PolicyExclusions> read(const Call& call);

  bool excludes_managed(std::string_view arn) const;
  // `attachment`: user, group or role.
  bool excludes_inline(std::string_view attachment, std::string_view entity, std::string_view policy) const;
  bool excludes_boundary() const { return has_type("permission-boundary"); }

 private:
  struct Inline {
    std::string policy;
    std::string attachment;
    policy::Glob entity;
  };
  bool has_type(std::string_view type) const;

  std::vector<std::string> types_;
  std::vector<policy::Glob> arns_;
  std::vector<Inline> inline_;
};

}  // namespace account::iam
