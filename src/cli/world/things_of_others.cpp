#include "cli/world/things_of_others.h"

#include <map>

#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"

namespace cli {
namespace {

using base::Status;
using json::Object;

// What a policy of others says concerns nobody who attaches it.
constexpr const char* kSomePolicy =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]})";
// How far a boundary goes, the file does not say.
constexpr const char* kBoundary =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})";
// So that whatever takes a role of a cluster may take it.
constexpr const char* kTrustOfAll =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["eks.amazonaws.com",)"
    R"("ec2.amazonaws.com","eks-fargate-pods.amazonaws.com","pods.eks.amazonaws.com"]},)"
    R"("Action":["sts:AssumeRole","sts:TagSession"]}]})";

// Of an ARN of IAM: `/team/` of arn:aws:iam::111122223333:policy/team/mine.
std::string path_of(const std::string& arn) {
  size_t path = arn.find('/');
  return arn.substr(path, arn.rfind('/') + 1 - path);
}

Status make_user(const std::string& arn, blueprint::Cloud& root) {
  TRY(blueprint::call(root, "iam", "CreateUser",
                      Object{{"UserName", blueprint::role_name_of(arn)}, {"Path", path_of(arn)}}));
  return {};
}

Status make_role(const std::string& arn, const std::string& trust, blueprint::Cloud& root) {
  if (arn.find(":user/") != std::string::npos) return make_user(arn, root);
  TRY(blueprint::call(root, "iam", "CreateRole",
                      Object{{"RoleName", blueprint::role_name_of(arn)},
                             {"Path", path_of(arn)},
                             {"AssumeRolePolicyDocument", trust}}));
  return {};
}

Status make_policy(const std::string& arn, const char* document, blueprint::Cloud& root) {
  TRY(blueprint::call(root, "iam", "CreatePolicy",
                      Object{{"PolicyName", arn.substr(arn.rfind('/') + 1)},
                             {"Path", path_of(arn)},
                             {"PolicyDocument", document}}));
  return {};
}

}  // namespace

Status make_things_of_others(const std::string& account, const blueprint::DesiredCluster* cluster,
                             const std::vector<platform::Environment>& environments, blueprint::Cloud& root,
                             const base::Clock& clock) {
  std::map<std::string, std::string> roles;     // with whom they trust
  std::map<std::string, const char*> policies;  // with what they say
  const std::string some_trust = json::dump(blueprint::cluster_trust_policy());
  for (const platform::Environment& environment : environments)
    for (const platform::Service& service : environment.services) {
      if (!service.permissions) continue;
      if (!service.permissions->makes_role()) roles[service.permissions->role_arn] = some_trust;
      for (const std::string& arn : service.permissions->policies) policies[arn] = kSomePolicy;
    }
  if (cluster) {
    for (const std::string& arn : cluster->admins) roles[arn] = some_trust;
    for (const auto& [use, arn] : cluster->iam.given) roles[arn] = kTrustOfAll;
    policies[cluster->iam.boundary] = kBoundary;
    TRY(make_network_of_others(*cluster, root, clock));
  }
  for (const auto& [arn, trust] : roles)
    if (blueprint::account_of(arn) == account) TRY(make_role(arn, trust, root));
  for (const auto& [arn, document] : policies)
    if (blueprint::account_of(arn) == account) TRY(make_policy(arn, document, root));
  return {};
}

}  // namespace cli
