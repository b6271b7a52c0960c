// Grants as documents for IAM, by phase: those of a later phase hold what the ones before lack, so that to have less to
// do with a cluster is to have fewer of them attached.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "rehearsal/derive/grant.h"
#include "rehearsal/life/policies.h"

namespace rehearsal {

// A managed policy's limit, without white space (IAM User Guide, "IAM and AWS STS quotas").
inline constexpr size_t kMaxDocument = 6144;

struct PolicyDocument {
  std::string name;  // such as `slipway-dev-create`, and `-2` where one is not enough
  Phase phase;
  json::Value document;
};

// `partition`: of all ARNs.
std::vector<PolicyDocument> documents_of(const std::vector<Grant>& grants, const std::string& cluster,
                                         const std::string& partition);
// `aws`, `aws-cn`, `aws-us-gov` (AWS General Reference, "Amazon Resource Names").
std::string partition_of(std::string_view region);

Policies policies_of(const std::vector<PolicyDocument>& documents);

// One statement, without a Sid.
json::Object statement_of(const Grant& grant);

}  // namespace rehearsal
