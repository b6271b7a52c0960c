// Roles that a caller hands to EKS: whether they are there, and trust the service that is to assume them.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "account/call/operation.h"

namespace account::eks {

inline constexpr std::string_view kEks = "eks.amazonaws.com";
inline constexpr std::string_view kEksRole = "AWSServiceRoleForAmazonEKS";
inline constexpr std::string_view kFargate = "eks-fargate.amazonaws.com";
inline constexpr std::string_view kFargateRole = "AWSServiceRoleForAmazonEKSForFargate";

// A role by the ARN that the call gives, which may be there or not: it is only asked about.
aws::Result<Resource> locate_role_of_arn(const Asking& asking);
inline constexpr RecordKind kRolesByArn{.name = "eks.role_of_arn",
                                        .noun = "role",
                                        .type = "role",
                                        .arn = "iam::{account}:role/{roleArn}",
                                        .name_member = "roleArn",
                                        .locate = locate_role_of_arn};

// InvalidParameterException: no role's ARN, another account's, or there is none.
aws::Result<void> check_own_role(const Call& call, const std::string& role_arn);
// Who asks to assume a role, and for what.
struct Assuming {
  std::string_view service;  // eks.amazonaws.com
  std::string source_arn;    // aws:SourceArn: of what it is for
  std::string_view action = "sts:AssumeRole";
  std::map<std::string, std::string> tags = {};  // of the session
};
// Whether the role's trust policy lets the service do it, which asks as itself. No such role trusts nobody.
aws::Result<bool> trusts(const Call& call, const std::string& role_arn, const Assuming& assuming);

// A role of a service's own in the account, which it makes with the caller's permissions where there is none.
// InvalidRequestException: the caller may not.
aws::Result<void> ensure_service_linked_role(Call& call, std::string_view service, std::string_view name);
// Such a role as one who calls others: what it may do its policies say.
Caller service_linked_caller(const Call& call, std::string_view service, std::string_view name);

// What EKS does by itself for clusters, as its service-linked role: in a call, or when its time has come. The role is
// there.
class ServiceRole {
 public:
  ServiceRole(const State& state, Facilities& facilities, base::Time now);

  // Errors: those of that service.
  Output ask(std::string_view service, std::string_view operation, json::Value input);

 private:
  State state_;
  Facilities& facilities_;
  base::Time now_;
  Caller caller_;
};

}  // namespace account::eks
