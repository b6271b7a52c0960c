#include "platform/resources/cluster.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/arn.h"
#include "base/text.h"
#include "engine/keep/memory_keep.h"
#include "engine/value.h"
#include "platform/kinds/kinds.h"
#include "platform/resources/former_cluster.h"
#include "platform/steps/roles.h"
#include "platform/trust/names.h"
#include "platform/trust/trust_policy.h"

namespace platform {
namespace {

using base::ErrorKind;
using engine::Resource;
using json::Value;

constexpr const char* kRoleAt = "role";
constexpr const char* kClusterAt = "cluster";
constexpr const char* kProviderAt = "identity-provider";
constexpr std::string_view kPolicy = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy";

constexpr auto kPollInterval = std::chrono::seconds(5);
constexpr auto kPatience = std::chrono::minutes(40);  // EKS takes about ten
// IAM is read where it is written only after a while (IAM User Guide, "Troubleshoot IAM"); the account on this machine
// has no such delay.
constexpr base::Milliseconds kWindow{10'000};
constexpr base::Milliseconds kCallLimit{30'000}, kCallLimitHere{10'000};  // of an account on this machine

bool is_ours(const ClusterTarget& target) {
  return judge(target.tags, target.owner().tags()) == Ownership::ours;
}

// Slipway makes it, or has made it.
bool is_managed(const ClusterTarget& target) {
  return target.status.empty() || is_ours(target);
}

std::string title(const ClusterTarget& target) {
  return fmt::format("cluster {} ({}, account {})", target.cluster.name, target.cluster.region,
                     target.account_id);
}

base::Status check_owner(const ClusterTarget& target) {
  if (target.status.empty() || judge(target.tags, target.owner().tags()) != Ownership::others) return {};
  return tl::unexpected(
      base::Error{ErrorKind::conflict,
                  fmt::format("cluster `{}` in {} belongs to another deployment of Slipway ({})",
                              target.cluster.name, target.cluster.region, marks_text(target.tags)),
                  "choose another name in `clusters`, or another account"});
}

// One that we made for the name would have another issuer, and no pod of the real one would get its role.
base::Status check_existing(const ClusterTarget& target) {
  if (!target.status.empty() || target.cluster.kubeconfig.empty()) return {};
  return tl::unexpected(base::Error{
      ErrorKind::not_found,
      fmt::format(
          "account {} has no EKS cluster `{}` in {}, so nobody knows the issuer of the Kubernetes that "
          "its `kubeconfig:` names",
          target.account_id, target.cluster.name, target.cluster.region),
      "name the cluster as `aws eks list-clusters` does"});
}

// Of one that Slipway has nothing to do with.
base::Status wait_until_active(ClusterTarget& target, const Platform& platform) {
  auto patience = base::Deadline::in(platform.clock, kPatience);
  while (target.status != "ACTIVE") {
    if (target.status.empty() || target.status == "FAILED" || target.status == "DELETING")
      return base::fail(ErrorKind::conflict, "cluster {}: it is {}", target.cluster.name,
                        target.status.empty() ? "gone" : target.status);
    if (patience.passed())
      return base::fail(ErrorKind::timeout, "cluster {}: it is still {} after 40 minutes",
                        target.cluster.name, target.status);
    platform.progress(fmt::format("cluster {} is {}", target.cluster.name, target.status));
    patience.pause(kPollInterval);
    TRY(target.read());
  }
  return {};
}

bool has_audience(const Value& provider) {
  const json::Array& ids = list_at(provider, "ClientIDList");
  return std::find(ids.begin(), ids.end(), Value(kStsAudience)) != ids.end();
}

base::Error lacks_audience(const std::string& arn) {
  return {ErrorKind::conflict,
          fmt::format("identity provider `{}` is not Slipway's and lacks the audience {}", arn, kStsAudience),
          fmt::format("aws iam add-client-id-to-open-id-connect-provider --client-id {} "
                      "--open-id-connect-provider-arn {}",
                      kStsAudience, arn)};
}

std::string policy_address(const std::string& role_address, const std::string& arn) {
  std::string owner = account_of(arn) == "aws" ? "" : account_of(arn) + "/";
  return fmt::format("{}/policy/{}{}", role_address, owner, role_name_of(arn));
}

engine::Kinds kinds_for(const ClusterTarget& target) {
  return kinds_of_account(target.account_id, target.access.embedded ? base::Milliseconds(0) : kWindow);
}

base::Milliseconds call_limit_for(const ClusterTarget& target) {
  return target.access.embedded ? kCallLimitHere : kCallLimit;
}

std::string role_arn(const ClusterTarget& target) {
  return base::iam_arn(base::AccountId(target.account_id),
                       fmt::format("role{}{}", kRolePath, cluster_role_name(target.cluster.name)));
}

Resource resource(std::string address, std::string_view kind, const ClusterTarget& target,
                  json::Object desired, std::vector<std::string> needs) {
  Resource resource;
  resource.address = std::move(address);
  resource.kind = kind;
  resource.connection = connection_of(target.cluster);
  resource.desired = std::move(desired);
  resource.needs = std::move(needs);
  resource.why = fmt::format("cluster {}", target.cluster.name);
  return resource;
}

Resource cluster_resource(const ClusterTarget& target) {
  return resource(kClusterAt, kEksCluster, target,
                  desired_eks_cluster(target.cluster.name, role_arn(target), target.owner().tags()),
                  {kRoleAt, policy_address(kRoleAt, std::string(kPolicy))});
}

// Made by us at some time, as far as we know.
bool is_made(const engine::State& state, const std::string& address) {
  const auto* newest = state.newest(address);
  return newest && !newest->second.identity.is_null();
}

}  // namespace

ClusterWork::ClusterWork(ClusterTarget& target, const Platform& platform)
    : target_(target),
      platform_(platform),
      keep_(platform.home.cluster_journal(target.organization, target.cluster), platform.clock),
      caller_(*target.cloud),
      run_(
          keep_, caller_, kinds_for(target), call_limit_for(target),
          [this](const std::string& address) { return words(address); }, platform),
      section_{title(target), {}, {}} {}

base::Result<std::unique_ptr<ClusterWork>> ClusterWork::up(ClusterTarget& target, bool needs_provider,
                                                           const Platform& platform) {
  TRY(check_owner(target));
  TRY(check_existing(target));
  std::unique_ptr<ClusterWork> work(new ClusterWork(target, platform));
  TRY(move_former_cluster(target, work->keep_, platform));
  TRY(work->run_.load());
  std::vector<Resource> desired = TRY(work->desired(needs_provider));
  std::vector<std::string> may_go;
  if (!is_managed(target)) may_go.emplace_back(kClusterAt);
  TRY(work->run_.plan(std::move(desired), may_go));
  if (is_managed(target)) work->section_.steps.push_back(work->role_line());
  work->section_.steps.push_back(work->cluster_line());
  if (needs_provider) work->section_.steps.push_back(work->provider_line());
  return work;
}

base::Result<std::unique_ptr<ClusterWork>> ClusterWork::down(ClusterTarget& target,
                                                             const Platform& platform) {
  std::unique_ptr<ClusterWork> work(new ClusterWork(target, platform));
  work->is_removal_ = true;
  TRY(move_former_cluster(target, work->keep_, platform));
  TRY(work->run_.load());
  TRY(work->run_.plan({}, {kClusterAt}));
  std::vector<Step>& steps = work->section_.steps;
  for (const char* address : {kProviderAt, kClusterAt, kRoleAt})
    if (work->run_.state().newest(address)) steps.push_back({Change::remove, work->words(address), "", {}});
  steps.push_back({Change::remove, "what Slipway remembers of it", "", {}});
  return work;
}

base::Result<std::vector<Resource>> ClusterWork::desired(bool needs_provider) {
  std::vector<Resource> desired;
  if (is_managed(target_)) {
    auto made = TRY(tags_of_cluster_role(*target_.cloud, target_.cluster));
    bool by_start = made && *made == marks_of_cluster_start();
    desired = cluster_role(target_, by_start ? *made : target_.owner().tags());
    desired.push_back(cluster_resource(target_));
  }
  TRY(add_provider(needs_provider, desired));
  return desired;
}

// One that somebody else made serves if it has our audience, and is none of ours to change.
base::Status ClusterWork::add_provider(bool needs_provider, std::vector<Resource>& desired) {
  bool made = is_made(run_.state(), kProviderAt);
  if (!needs_provider && !made) return {};
  if (!target_.issuer.empty() && !made) {
    std::string arn = target_.provider_arn();
    auto found = TRY(find(*target_.cloud, "iam", "GetOpenIDConnectProvider",
                          json::Object{{"OpenIDConnectProviderArn", arn}}));
    if (found && judge(marks_of(found->find("Tags")), target_.owner().tags()) != Ownership::ours) {
      if (!has_audience(*found)) return tl::unexpected(lacks_audience(arn));
      has_foreign_provider_ = true;
      return {};
    }
  }
  Value url = target_.issuer.empty() ? engine::after({kClusterAt, "Issuer"}) : Value(target_.issuer);
  std::vector<std::string> needs;
  if (is_managed(target_)) needs.emplace_back(kClusterAt);
  desired.push_back(resource(kProviderAt, kIdentityProvider, target_,
                             desired_identity_provider(std::move(url), target_.owner().tags()),
                             std::move(needs)));
  return {};
}

Step ClusterWork::role_line() const {
  Step line{run_.change(kRoleAt), words(kRoleAt), role_name_of(kPolicy), {}};
  if (line.change == Change::make) return line;
  std::vector<std::string> parts;
  if (run_.differing(kRoleAt).contains("trust")) parts.emplace_back("trust policy");
  if (!run_.below(kRoleAt, Change::make).empty()) parts.push_back("+" + line.detail);
  if (parts.empty()) return line;
  return {Change::change, line.what, base::join(parts, ", "), {}};
}

Step ClusterWork::cluster_line() const {
  Step line{Change::keep, words(kClusterAt), "Amazon EKS", {}};
  if (target_.status.empty()) {
    line.change = Change::make;
  } else if (target_.status != "ACTIVE") {
    line.change = Change::change;
    line.detail = fmt::format("is {}: wait until it is ACTIVE", target_.status);
  } else if (!is_managed(target_)) {
    line.detail = "Amazon EKS, not made by Slipway";
  }
  return line;
}

Step ClusterWork::provider_line() const {
  Step line{run_.change(kProviderAt), words(kProviderAt), fmt::format("audience {}", kStsAudience), {}};
  if (has_foreign_provider_) return {Change::keep, line.what, "not made by Slipway", {}};
  if (line.change == Change::change) line.detail = fmt::format("lacks the audience {}", kStsAudience);
  return line;
}

std::string ClusterWork::words(const std::string& address) const {
  std::string role = "role " + cluster_role_name(target_.cluster.name);
  if (address == kRoleAt) return role;
  if (address == kClusterAt) return "cluster " + target_.cluster.name;
  if (address != kProviderAt) return fmt::format("policy {} of {}", role_name_of(address), role);
  const auto* newest = run_.state().newest(kProviderAt);
  bool names_it = is_removal_ && newest && !newest->second.identity.is_null();
  return "identity provider " + (names_it ? text_of(newest->second.identity, "OpenIDConnectProviderArn")
                                          : "of " + target_.cluster.name);
}

base::Status ClusterWork::apply() {
  if (is_removal_) {
    TRY(run_.apply("slipway down"));
    return platform_.files.remove_cluster(target_.organization, target_.cluster);
  }
  if (!is_managed(target_)) TRY(wait_until_active(target_, platform_));
  if (run_.has_steps()) TRY(platform_.files.mark_moved(target_.organization, target_.cluster));
  TRY(run_.apply("slipway up"));
  return target_.read();
}

Section kept(const ClusterTarget& target, const std::vector<std::string>& users) {
  Step line{Change::keep, "cluster " + target.cluster.name, base::join(users, ", ") + " uses it too", {}};
  return {title(target), {line}, {}};
}

Marks marks_of_cluster_start() {
  return {{"made-by", "slipway cluster start"}};
}

std::vector<Resource> cluster_role(const ClusterTarget& target, const Marks& tags) {
  std::string name = cluster_role_name(target.cluster.name), policy(kPolicy);
  std::string description = fmt::format("Amazon EKS cluster {}, made by Slipway", target.cluster.name);
  return {resource(kRoleAt, kRole, target, desired_role(name, description, cluster_trust_policy(), tags), {}),
          resource(policy_address(kRoleAt, policy), kRolePolicy, target, desired_role_policy(name, policy),
                   {kRoleAt})};
}

base::Status make_cluster_role(ClusterTarget& target, const Marks& tags, const Platform& platform) {
  engine::MemoryKeep keep(platform.clock);
  CloudCaller caller(*target.cloud);
  auto words = [&](const std::string&) { return "role " + cluster_role_name(target.cluster.name); };
  Run run(keep, caller, kinds_for(target), call_limit_for(target), words, platform);
  TRY(run.plan(cluster_role(target, tags), {}));
  return run.apply("slipway cluster start");
}

base::Result<std::optional<Marks>> tags_of_cluster_role(Cloud& cloud, const Cluster& cluster) {
  Marks found = TRY(role_tags(cloud, cluster_role_name(cluster.name)));
  if (judge(found, marks_of_cluster_start()) == Ownership::ours)
    return std::optional(marks_of_cluster_start());
  Marks wanted = ClusterTarget(found["slipway:organization"], cluster).owner().tags();
  bool ours = wanted.contains("slipway:organization") && judge(found, wanted) == Ownership::ours;
  return ours ? std::optional(wanted) : std::nullopt;
}

json::Value new_cluster(const ClusterTarget& target, const Marks& tags) {
  engine::Subject subject;
  subject.desired = desired_eks_cluster(target.cluster.name, role_arn(target), tags);
  return eks_cluster_kind().create(subject).input;
}

}  // namespace platform
