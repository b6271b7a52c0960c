#include "platform/steps/cluster.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/arn.h"
#include "base/deadline.h"
#include "platform/steps/cluster_role.h"
#include "platform/steps/roles.h"
#include "platform/trust/names.h"
#include "platform/trust/trust_policy.h"

namespace platform {
namespace {

using base::ErrorKind;
using json::Value;

// The account on this machine has no networks, so it takes any two. AWS's own has not these and says so: there the
// cluster is made by whoever makes its network, and Slipway uses it.
constexpr std::array<std::string_view, 2> kSubnets = {"subnet-on-this-machine-a", "subnet-on-this-machine-b"};

constexpr auto kPollInterval = std::chrono::seconds(5);
constexpr auto kPatience = std::chrono::minutes(40);  // EKS takes about ten

bool is_ours(const ClusterTarget& target) {
  return judge(target.tags, target.owner().tags()) == Ownership::ours;
}

Save saver(ClusterTarget& target, const StateFiles& files) {
  return [&target, &files] { return files.save(target.state); };
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

base::Status wait_until_active(ClusterTarget& target, const base::Clock& clock, const Progress& progress) {
  auto patience = base::Deadline::in(clock, kPatience);
  while (true) {
    TRY(target.read());
    if (target.status == "ACTIVE") return {};
    if (target.status.empty() || target.status == "FAILED" || target.status == "DELETING") {
      return base::fail(ErrorKind::conflict, "it is {}", target.status.empty() ? "gone" : target.status);
    }
    if (patience.passed()) {
      return base::fail(ErrorKind::timeout, "it is still {} after 40 minutes", target.status);
    }
    progress(
        fmt::format("cluster {} is {}; EKS takes about ten minutes", target.cluster.name, target.status));
    patience.pause(kPollInterval);
  }
}

base::Status create_cluster(ClusterTarget& target, const StateFiles& files, const base::Clock& clock,
                            const Progress& progress) {
  target.state.journal.intend("cluster", target.cluster.name);
  TRY(files.save(target.state));
  TRY(create_eks_cluster(*target.cloud, target.cluster, target.account_id, target.owner().tags()));
  TRY(wait_until_active(target, clock, progress));
  target.state.journal.intend("cluster", target.cluster.name).done = true;
  return files.save(target.state);
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

Step plan_eks_cluster(ClusterTarget& target, const StateFiles& files, const base::Clock& clock) {
  Step step{Change::keep, "cluster " + target.cluster.name, "Amazon EKS", {}};
  if (target.status.empty()) {
    step.change = Change::make;
    step.apply = [&](const Progress& progress) { return create_cluster(target, files, clock, progress); };
    return step;
  }
  if (is_ours(target)) {
    target.state.journal.intend("cluster", target.cluster.name).done = true;
  } else {
    step.detail = "Amazon EKS, not made by Slipway";
  }
  if (target.status != "ACTIVE") {
    step.change = Change::change;
    step.detail = fmt::format("is {}: wait until it is ACTIVE", target.status);
    step.apply = [&](const Progress& progress) { return wait_until_active(target, clock, progress); };
  }
  return step;
}

base::Result<bool> provider_is_ours(ClusterTarget& target, const std::string& arn) {
  auto found = TRY(find(*target.cloud, "iam", "GetOpenIDConnectProvider",
                        json::Object{{"OpenIDConnectProviderArn", arn}}));
  return found && judge(marks_of(found->find("Tags")), target.owner().tags()) == Ownership::ours;
}

// No thumbprint is given: IAM fetches it itself.
base::Status create_provider(ClusterTarget& target, const StateFiles& files) {
  std::string arn = target.provider_arn();
  target.state.journal.intend("identity-provider", arn);
  TRY(files.save(target.state));
  bool made = TRY(make_named(*target.cloud, "CreateOpenIDConnectProvider",
                             json::Object{{"Url", target.issuer},
                                          {"ClientIDList", json::Array{Value(kStsAudience)}},
                                          {"Tags", tag_list(target.owner().tags())}}));
  if (!made && !TRY(provider_is_ours(target, arn))) {
    return tl::unexpected(base::Error{
        ErrorKind::conflict, fmt::format("identity provider `{}` was just made by somebody else", arn),
        "run it again: it is used as it is if it serves"});
  }
  target.state.journal.intend("identity-provider", arn).done = true;
  return files.save(target.state);
}

base::Status add_audience(ClusterTarget& target) {
  TRY(call(*target.cloud, "iam", "AddClientIDToOpenIDConnectProvider",
           json::Object{{"OpenIDConnectProviderArn", target.provider_arn()}, {"ClientID", kStsAudience}}));
  return {};
}

bool has_audience(const Value& provider) {
  const Value* ids = provider.find("ClientIDList");
  if (!ids || !ids->is_array()) return false;
  const json::Array& list = ids->as_array();
  return std::find(list.begin(), list.end(), Value(kStsAudience)) != list.end();
}

// A provider of this issuer is there: with our audience it serves; without it, only our own is changed.
base::Status judge_provider(ClusterTarget& target, const Value& provider, Step& step) {
  bool ours = judge(marks_of(provider.find("Tags")), target.owner().tags()) == Ownership::ours;
  if (ours) target.state.journal.intend("identity-provider", target.provider_arn()).done = true;
  if (has_audience(provider)) {
    step.change = Change::keep;
    step.apply = nullptr;
    if (!ours) step.detail = "not made by Slipway";
    return {};
  }
  if (!ours) {
    return tl::unexpected(
        base::Error{ErrorKind::conflict,
                    fmt::format("identity provider `{}` is not Slipway's and lacks the audience {}",
                                target.provider_arn(), kStsAudience),
                    fmt::format("aws iam add-client-id-to-open-id-connect-provider --client-id {} "
                                "--open-id-connect-provider-arn {}",
                                kStsAudience, target.provider_arn())});
  }
  step.change = Change::change;
  step.detail = "lacks the audience sts.amazonaws.com";
  step.apply = [&target](const Progress&) { return add_audience(target); };
  return {};
}

base::Result<Step> plan_provider(ClusterTarget& target, const StateFiles& files) {
  Step step{Change::make, "identity provider of " + target.cluster.name, "audience sts.amazonaws.com", {}};
  step.apply = [&target, &files](const Progress&) { return create_provider(target, files); };
  if (target.issuer.empty()) return step;
  auto found = TRY(find(*target.cloud, "iam", "GetOpenIDConnectProvider",
                        json::Object{{"OpenIDConnectProviderArn", target.provider_arn()}}));
  if (found) TRY(judge_provider(target, *found, step));
  return step;
}

// Each of these lets stand what does not carry our tags: the intent may have been written down, and somebody
// else have come first.
base::Status remove_provider(ClusterTarget& target, const std::string& arn) {
  if (!TRY(provider_is_ours(target, arn))) return {};
  TRY(find(*target.cloud, "iam", "DeleteOpenIDConnectProvider",
           json::Object{{"OpenIDConnectProviderArn", arn}}));
  return {};
}

base::Status remove_cluster(ClusterTarget& target, const base::Clock& clock, const Progress& progress) {
  if (target.status.empty() || !is_ours(target)) return {};
  TRY(find(*target.cloud, "eks", "DeleteCluster", json::Object{{"name", target.cluster.name}}));
  auto patience = base::Deadline::in(clock, kPatience);
  for (TRY(target.read()); !target.status.empty(); TRY(target.read())) {
    if (patience.passed()) return base::fail(ErrorKind::timeout, "it is still there after 40 minutes");
    progress(fmt::format("cluster {} is {}", target.cluster.name, target.status));
    patience.pause(kPollInterval);
  }
  return {};
}

base::Status remove_entry(ClusterTarget& target, const StateFiles& files, const base::Clock& clock,
                          const JournalEntry& made, const Progress& progress) {
  if (made.kind == "cluster-role") {
    TRY(remove_role(*target.cloud, made.name, target.owner().tags()));
    TRY(remove_role(*target.cloud, made.name, marks_of_cluster_start()));
  }
  if (made.kind == "identity-provider") TRY(remove_provider(target, made.name));
  if (made.kind == "cluster") TRY(remove_cluster(target, clock, progress));
  target.state.journal.erase(made.kind, made.name);
  return files.save(target.state);
}

}  // namespace

base::Status create_eks_cluster(Cloud& cloud, const Cluster& cluster, const std::string& account_id,
                                const Marks& tags) {
  json::Object tag_map;
  for (const auto& [name, value] : tags) tag_map.append({name, value});
  std::string role = fmt::format("role{}{}", kRolePath, cluster_role_name(cluster.name));
  json::Object input{
      {"name", cluster.name},
      {"roleArn", base::iam_arn(base::AccountId(account_id), role)},
      {"resourcesVpcConfig", json::Object{{"subnetIds", json::Array(kSubnets.begin(), kSubnets.end())}}},
      {"accessConfig", json::Object{{"authenticationMode", "API_AND_CONFIG_MAP"}}},
      {"tags", std::move(tag_map)}};
  TRY(call(cloud, "eks", "CreateCluster", input));
  return {};
}

base::Result<Section> plan_cluster(ClusterTarget& target, bool needs_provider, const StateFiles& files,
                                   const base::Clock& clock) {
  TRY(check_owner(target));
  TRY(check_existing(target));
  Section section{title(target), {}, {}};
  if (target.status.empty() || is_ours(target)) {
    auto made = TRY(tags_of_cluster_role(*target.cloud, target.cluster));
    bool by_start = made && *made == marks_of_cluster_start();
    DesiredRole desired = cluster_role(target.cluster, by_start ? *made : target.owner().tags());
    section.steps.push_back(
        TRY(plan_role_step(*target.cloud, desired, target.state.journal, saver(target, files))));
  }
  section.steps.push_back(plan_eks_cluster(target, files, clock));
  if (needs_provider) section.steps.push_back(TRY(plan_provider(target, files)));
  return section;
}

Section plan_cluster_removal(ClusterTarget& target, const StateFiles& files, const base::Clock& clock) {
  Section section{title(target), {}, {}};
  std::vector<JournalEntry> made = target.state.journal.entries();
  std::reverse(made.begin(), made.end());
  for (const JournalEntry& each : made) {
    std::string what = each.kind == "cluster-role" ? "role"
                       : each.kind == "cluster"    ? "cluster"
                                                   : "identity provider";
    section.steps.push_back({Change::remove, what + " " + each.name, "", [&, each](const Progress& progress) {
                               return remove_entry(target, files, clock, each, progress);
                             }});
  }
  return section;
}

}  // namespace platform
