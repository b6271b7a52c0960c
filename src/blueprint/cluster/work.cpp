#include "blueprint/cluster/work.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "blueprint/cluster/cluster_role.h"
#include "blueprint/cluster/whole.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"
#include "engine/value.h"

namespace blueprint {
namespace {

using base::ErrorKind;
using engine::Resource;
using json::Value;

constexpr const char* kProviderAt = "identity-provider";

constexpr auto kPollInterval = std::chrono::seconds(5);
constexpr auto kPatience = std::chrono::minutes(40);  // EKS takes about ten

bool is_ours(const ClusterTarget& target) {
  return judge(target.tags, target.owner().tags()) == Ownership::ours;
}

// One that was adopted keeps the role that it has, which is somebody else's.
bool has_own_role(const ClusterTarget& target) {
  return !target.role_arn.empty() && target.role_arn != cluster_role_arn(target);
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
base::Status wait_until_active(ClusterTarget& target, const engine::RunWorld& world) {
  auto patience = base::Deadline::in(world.clock, kPatience, world.stop);
  while (target.status != "ACTIVE") {
    if (target.status.empty() || target.status == "FAILED" || target.is_ending())
      return base::fail(ErrorKind::conflict, "cluster {}: it is {}", target.cluster.name,
                        target.status.empty() ? "gone" : target.status);
    if (patience.stopped()) return tl::unexpected(engine::unfinished("stopped"));
    if (patience.passed())
      return base::fail(ErrorKind::timeout, "cluster {}: it is still {} after 40 minutes",
                        target.cluster.name, target.status);
    world.progress(fmt::format("cluster {} is {}", target.cluster.name, target.status));
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
  bool is_kept = has_own_role(target);
  std::vector<std::string> needs;
  if (!is_kept) needs = {kClusterRoleAt, policy_address(kClusterRoleAt, std::string(kClusterPolicy))};
  return resource(
      kClusterAt, kEksCluster, target,
      desired_eks_cluster(target.cluster.name, is_kept ? target.role_arn : cluster_role_arn(target),
                          target.owner().tags()),
      std::move(needs));
}

// Made by us at some time, as far as we know.
bool is_made(const engine::State& state, const std::string& address) {
  const auto* newest = state.newest(address);
  return newest && !newest->second.identity.is_null();
}

}  // namespace

ClusterWork::ClusterWork(ClusterTarget& target, std::unique_ptr<engine::Keep> keep, const ClusterWorld& world)
    : target_(target),
      world_(world),
      keep_(std::move(keep)),
      caller_(*target.cloud),
      run_(*keep_, caller_,
           settings_for(target, "cluster", [this](const std::string& address) { return words(address); }),
           world.run),
      section_{title(target), {}, {}} {}

base::Result<std::unique_ptr<ClusterWork>> ClusterWork::open(ClusterTarget& target,
                                                             const ClusterWorld& world) {
  auto keep = TRY(world.open());
  std::unique_ptr<ClusterWork> work(new ClusterWork(target, std::move(keep), world));
  TRY(work->run_.load());
  bool was_whole = is_whole(work->run_.state());
  work->is_whole_ = target.cluster.is_described() || was_whole;
  work->is_left_alone_ = was_whole && !target.cluster.is_described();
  return work;
}

base::Result<std::unique_ptr<ClusterWork>> ClusterWork::up(ClusterTarget& target, bool needs_provider,
                                                           const ClusterWorld& world) {
  TRY(check_owner(target));
  TRY(check_existing(target));
  auto work = TRY(open(target, world));
  TRY(work->plan(needs_provider));
  return work;
}

base::Result<std::unique_ptr<ClusterWork>> ClusterWork::down(ClusterTarget& target,
                                                             const ClusterWorld& world) {
  auto work = TRY(open(target, world));
  TRY(work->plan_removal());
  return work;
}

// Slipway makes it, or has made it, or is to have it.
bool ClusterWork::is_managed() const {
  return target_.status.empty() || is_ours(target_) || world_.wants_foreign;
}

base::Status ClusterWork::plan(bool needs_provider) {
  if (is_left_alone_) return leave_alone();
  if (is_whole_) return plan_whole();
  std::vector<Resource> all = TRY(desired(needs_provider));
  engine::PlanOptions options;
  if (!is_managed()) options.allow_destroy.emplace_back(kClusterAt);
  TRY(run_.plan(std::move(all), options));
  if (is_managed() && !has_own_role(target_))
    section_.steps.push_back(role_line(role_, run_, policy_names(role_.policies)));
  section_.steps.push_back(cluster_line());
  if (needs_provider) section_.steps.push_back(provider_line());
  return {};
}

base::Status ClusterWork::plan_removal() {
  is_removal_ = true;
  if (is_left_alone_) return leave_alone();
  engine::PlanOptions options;
  options.allow_destroy = {kClusterAt};
  TRY(is_whole_ ? remove_all(options) : run_.plan({}, options));
  if (is_whole_) section_.steps = whole_lines(run_, {});
  for (const char* address : {kProviderAt, kClusterAt, kClusterRoleAt})
    if (!is_whole_ && run_.state().newest(address))
      section_.steps.push_back({engine::Change::remove, words(address), ""});
  section_.steps.push_back({engine::Change::remove, "what Slipway remembers of it", ""});
  return {};
}

base::Result<std::vector<Resource>> ClusterWork::desired(bool needs_provider) {
  std::vector<Resource> desired;
  if (is_managed()) {
    auto made = TRY(tags_of_cluster_role(*target_.cloud, target_.cluster));
    bool by_start = made && *made == marks_of_cluster_start();
    role_ = cluster_role(target_, by_start ? *made : target_.owner().tags());
    if (!has_own_role(target_)) desired = resources_of(role_, connection_of(target_.cluster));
    desired.push_back(cluster_resource(target_));
  }
  TRY(add_provider(needs_provider, desired));
  return desired;
}

// One that somebody else made serves if it has our audience, and is none of ours to change.
base::Status ClusterWork::add_provider(bool needs_provider, std::vector<Resource>& desired) {
  bool made = is_made(run_.state(), kProviderAt);
  if (!needs_provider && !made) return {};
  if (!target_.issuer.empty() && !made && !world_.wants_foreign) {
    std::string arn = target_.provider_arn();
    auto found = TRY(find(*target_.cloud, "iam", "GetOpenIDConnectProvider",
                          json::Object{{"OpenIDConnectProviderArn", arn}}));
    if (found && judge(marks_of(found->find("Tags")), target_.owner().tags()) != Ownership::ours) {
      if (!has_audience(*found)) return tl::unexpected(lacks_audience(arn));
      has_foreign_provider_ = true;
      return {};
    }
  }
  const auto* cluster = run_.state().newest(kClusterAt);
  bool is_new = target_.issuer.empty() || (cluster && cluster->second.is_being_destroyed());
  Value url = is_new ? engine::after({kClusterAt, "Issuer"}) : Value(target_.issuer);
  std::vector<std::string> needs;
  if (is_managed()) needs.emplace_back(kClusterAt);
  desired.push_back(resource(kProviderAt, kIdentityProvider, target_,
                             desired_identity_provider(std::move(url), target_.owner().tags()),
                             std::move(needs)));
  return {};
}

engine::Line ClusterWork::cluster_line() const {
  engine::Line line{engine::Change::keep, words(kClusterAt), "Amazon EKS"};
  if (target_.status.empty()) {
    line.change = engine::Change::make;
  } else if (target_.is_ending() && is_managed()) {
    line.change = engine::Change::make;
    line.detail = "Amazon EKS, when the one that is DELETING has gone";
  } else if (target_.status != "ACTIVE") {
    line.change = engine::Change::change;
    line.detail = fmt::format("is {}: wait until it is ACTIVE", target_.status);
  } else if (!is_managed()) {
    line.detail = "Amazon EKS, not made by Slipway";
  }
  return line;
}

engine::Line ClusterWork::provider_line() const {
  engine::Line line{run_.change(kProviderAt), words(kProviderAt), fmt::format("audience {}", kStsAudience)};
  if (has_foreign_provider_) return {engine::Change::keep, line.what, "not made by Slipway"};
  if (line.change == engine::Change::change) line.detail = fmt::format("lacks the audience {}", kStsAudience);
  return line;
}

std::string ClusterWork::words(const std::string& address) const {
  if (is_whole_) return address;
  if (address == kClusterAt) return "cluster " + target_.cluster.name;
  if (address != kProviderAt)
    return role_words(cluster_role_name(target_.cluster.name), kClusterRoleAt, address);
  const auto* newest = run_.state().newest(kProviderAt);
  bool names_it = is_removal_ && newest && !newest->second.identity.is_null();
  return "identity provider " + (names_it ? text_of(newest->second.identity, "OpenIDConnectProviderArn")
                                          : "of " + target_.cluster.name);
}

base::Status ClusterWork::make() {
  if (!is_managed() || is_left_alone_) TRY(wait_until_active(target_, world_.run));
  if (run_.has_steps()) TRY(world_.before_change());
  TRY(run_.apply(*target_.lock));
  return target_.read();
}

base::Status ClusterWork::remove() {
  if (is_left_alone_) return {};
  TRY(run_.apply(*target_.lock));
  return world_.after_removal();
}

engine::Section kept(const ClusterTarget& target, const std::vector<std::string>& users) {
  engine::Line line{engine::Change::keep, "cluster " + target.cluster.name,
                    base::join(users, ", ") + " uses it too"};
  return {title(target), {line}, {}};
}

}  // namespace blueprint
