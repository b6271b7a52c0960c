#include "blueprint/cluster/role.h"

#include <fmt/core.h>

#include "base/text.h"
#include "blueprint/desired/cluster.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/trust/names.h"

namespace blueprint {
namespace {

using engine::Resource;

// IAM is read as it was written only after a while (IAM User Guide, "Troubleshoot IAM"); the account on this machine
// has no such delay.
constexpr base::Milliseconds kWindow{10'000};
constexpr base::Milliseconds kCallLimit{30'000}, kCallLimitHere{10'000};  // of an account on this machine

// The last part of a policy's address, which is its name.
std::string names_of(const std::vector<std::string>& addresses) {
  return policy_names(addresses);
}

}  // namespace

std::vector<Resource> resources_of(const DesiredRole& role, const engine::Connection& connection) {
  Resource resource;
  resource.address = role.address;
  resource.kind = kRole;
  resource.connection = connection;
  resource.desired = desired_role(role.name, role.description, role.trust, role.tags);
  resource.why = role.description;
  std::vector<Resource> resources = {resource};
  for (const std::string& arn : role.policies) {
    Resource policy;
    policy.address = policy_address(role.address, arn);
    policy.kind = kRolePolicy;
    policy.connection = connection;
    policy.desired = desired_role_policy(role.name, arn);
    policy.needs = {role.address};
    policy.why = role.description;
    resources.push_back(std::move(policy));
  }
  return resources;
}

engine::Line role_line(const DesiredRole& role, const engine::Run& run, std::string detail) {
  engine::Line line{run.change(role.address), "role " + role.name, std::move(detail)};
  if (line.change == engine::Change::make) return line;
  std::vector<std::string> parts;
  if (run.differing(role.address).contains("trust")) parts.emplace_back("trust policy");
  if (auto made = run.below(role.address, engine::Change::make); !made.empty())
    parts.push_back("+" + names_of(made));
  if (auto gone = run.below(role.address, engine::Change::remove); !gone.empty())
    parts.push_back("-" + names_of(gone));
  if (parts.empty()) return line;
  return {engine::Change::change, line.what, base::join(parts, ", ")};
}

std::string policy_address(const std::string& role_address, const std::string& policy_arn) {
  std::string owner = account_of(policy_arn) == "aws" ? "" : account_of(policy_arn) + "/";
  return fmt::format("{}/policy/{}{}", role_address, owner, role_name_of(policy_arn));
}

std::string role_words(const std::string& role_name, const std::string& role_address,
                       const std::string& address) {
  std::string words = "role " + role_name;
  return address == role_address ? words : fmt::format("policy {} of {}", role_name_of(address), words);
}

engine::Connection connection_of(const Cluster& cluster) {
  const AccountReference& account = cluster.account;
  bool is_embedded = account.kind == AccountReference::Kind::embedded;
  return {is_embedded ? "embedded" + (account.name.empty() ? "" : "/" + account.name) : account.endpoint,
          cluster.region, json::Value()};
}

engine::Kinds kinds_for(const std::string& account_id, base::Milliseconds window) {
  engine::Kinds all = kinds_of_account(account_id, window);
  for (const auto& [name, kind] : kinds_of_clusters(account_id, window)) all.emplace(name, kind);
  return all;
}

engine::RunSettings settings_for(const ClusterTarget& target, const std::string& whose,
                                 engine::Run::Words words) {
  bool is_here = target.access.embedded;
  return {kinds_for(target.account_id, is_here ? base::Milliseconds(0) : kWindow),
          is_here ? kCallLimitHere : kCallLimit, "delete it, or rename the " + whose, std::move(words)};
}

}  // namespace blueprint
