#include "blueprint/desired/given_roles.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/ec2_thing.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"
#include "engine/value.h"
#include "policy/decide/evaluate.h"

namespace blueprint {
namespace {

using base::ErrorKind;
using engine::Resource;
using json::Object;
using json::Value;

// What Slipway would have made in its place.
struct Needed {
  std::string service;                // that takes it; empty: somebody with a token
  std::vector<std::string> policies;  // ARNs of AWS's own
};

// Of one of our own trust policies.
std::string service_in(const Value& trust) {
  const json::Array& statements = list_at(trust, "Statement");
  const Value* principal = statements.empty() ? nullptr : statements.front().find("Principal");
  return principal ? text_of(*principal, "Service") : "";
}

Needed needed_of(const DesiredCluster& cluster, const Place& place, const std::string& use) {
  std::set<std::string> others;
  for (const Resource& each : resources(cluster, place)) others.insert(each.address);
  DesiredCluster without = cluster;
  without.iam.given.erase(use);
  Needed needed;
  for (const Resource& each : resources(without, place)) {
    if (others.contains(each.address)) continue;
    Value desired = engine::fill(each.desired, [](const engine::Output&) { return nullptr; });
    if (each.kind == kRole) needed.service = service_in(*desired.find("trust"));
    if (each.kind == kRolePolicy) needed.policies.push_back(text_of(desired, "policy"));
  }
  return needed;
}

// Whatever its conditions: which of them the service will meet is not known here.
bool may_be_taken_by(const std::string& service, const Value& trust, const std::string& arn) {
  Value bare = trust;
  if (Value* statements = bare.is_object() ? bare.as_object().find("Statement") : nullptr) {
    if (statements->is_object()) *statements = json::Array{Value(statements->as_object())};
    if (statements->is_array())
      for (Value& each : statements->as_array())
        if (each.is_object()) each.as_object().erase("Condition");
  }
  policy::Request request;
  request.principal.type = policy::PrincipalType::service;
  request.principal.service = service;
  request.action = "sts:AssumeRole";
  request.resource = arn;
  request.resource_account = account_of(arn);
  policy::Layers layers;
  auto compiled = policy::compile(json::dump(bare), policy::Kind::trust, "the trust policy");
  if (!compiled) return false;
  layers.resource = *std::move(compiled);
  layers.resource_kind = policy::ResourcePolicyKind::trust;
  return policy::evaluate(request, layers).allowed();
}

base::Status check_trust(Cloud& cloud, const std::string& arn, const std::string& service,
                         const std::string& account) {
  auto refuse = [&](std::string message, std::string hint) {
    return tl::unexpected(base::Error{ErrorKind::invalid, std::move(message), std::move(hint)});
  };
  if (account_of(arn) != account)
    return refuse(
        fmt::format("role `{}` is of another account than the cluster, {}", arn, account),
        "IAM passes roles within an account only: name one of this account in `iam: { roles: ... }`");
  auto found = TRY(find(cloud, "iam", "GetRole", Object{{"RoleName", role_name_of(arn)}}));
  const Value* role = found ? found->find("Role") : nullptr;
  if (!role || text_of(*role, "Arn") != arn)
    return refuse(fmt::format("there is no role `{}`", arn),
                  "make it first, or name another in `iam: { roles: ... }`");
  Value trust = read_policy_document(role->string_or("AssumeRolePolicyDocument", ""));
  if (service.empty() || may_be_taken_by(service, trust, arn)) return {};
  return refuse(fmt::format("role `{}` does not let {} take it", arn, service),
                fmt::format("allow sts:AssumeRole to the service {} in its trust policy", service));
}

base::Result<std::vector<std::string>> lacking(Cloud& cloud, const std::string& arn,
                                               std::vector<std::string> policies) {
  if (policies.empty()) return policies;
  auto attached = cloud.call_all("iam", "ListAttachedRolePolicies", Object{{"RoleName", role_name_of(arn)}},
                                 "AttachedPolicies");
  if (!attached) return tl::unexpected(to_error(attached.error(), "iam", "ListAttachedRolePolicies"));
  std::erase_if(policies, [&](const std::string& policy) {
    return std::any_of(attached->begin(), attached->end(),
                       [&](const Value& each) { return text_of(each, "PolicyArn") == policy; });
  });
  return policies;
}

}  // namespace

base::Result<std::vector<std::string>> check_given_roles(Cloud& cloud, const DesiredCluster& cluster,
                                                         const Place& place) {
  std::vector<std::string> notes;
  for (const auto& [use, arn] : cluster.iam.given) {
    Needed needed = needed_of(cluster, place, use);
    TRY(check_trust(cloud, arn, needed.service, place.account_id));
    std::vector<std::string> lacks = TRY(lacking(cloud, arn, std::move(needed.policies)));
    for (std::string& policy : lacks) policy = policy.substr(policy.rfind('/') + 1);
    if (!lacks.empty())
      notes.push_back(fmt::format("role {} has not {} attached: other policies of it must allow what {}",
                                  role_name_of(arn), base::join(lacks, ", "),
                                  lacks.size() == 1 ? "that does" : "those do"));
  }
  return notes;
}

}  // namespace blueprint
