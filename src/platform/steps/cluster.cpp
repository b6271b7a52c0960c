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

bool is_ours(const ClusterSite& site) {
  return judge(site.tags, site.owner().tags()) == Ownership::ours;
}

Save saver(ClusterSite& site, const StateFiles& files) {
  return [&site, &files] { return files.save(site.state); };
}

std::string title(const ClusterSite& site) {
  return fmt::format("cluster {} ({}, account {})", site.cluster.name, site.cluster.region, site.account_id);
}

base::Status check_owner(const ClusterSite& site) {
  if (site.status.empty() || judge(site.tags, site.owner().tags()) != Ownership::others) return {};
  return tl::unexpected(
      base::Error{ErrorKind::conflict,
                  fmt::format("cluster `{}` in {} belongs to another deployment of Slipway ({})",
                              site.cluster.name, site.cluster.region, marks_text(site.tags)),
                  "choose another name in `clusters`, or another account"});
}

base::Status wait_until_active(ClusterSite& site, const base::Clock& clock, const Progress& progress) {
  auto patience = base::Deadline::in(clock, kPatience);
  while (true) {
    TRY(site.read());
    if (site.status == "ACTIVE") return {};
    if (site.status.empty() || site.status == "FAILED" || site.status == "DELETING") {
      return base::fail(ErrorKind::conflict, "it is {}", site.status.empty() ? "gone" : site.status);
    }
    if (patience.passed()) {
      return base::fail(ErrorKind::timeout, "it is still {} after 40 minutes", site.status);
    }
    progress(fmt::format("cluster {} is {}; EKS takes about ten minutes", site.cluster.name, site.status));
    patience.pause(kPollInterval);
  }
}

base::Status create_cluster(ClusterSite& site, const StateFiles& files, const base::Clock& clock,
                            const Progress& progress) {
  site.state.journal.intend("cluster", site.cluster.name);
  TRY(files.save(site.state));
  TRY(create_eks_cluster(*site.cloud, site.cluster, site.account_id, site.owner().tags()));
  TRY(wait_until_active(site, clock, progress));
  site.state.journal.intend("cluster", site.cluster.name).done = true;
  return files.save(site.state);
}

// One that we made for the name would have another issuer, and no pod of the real one would get its role.
base::Status check_existing(const ClusterSite& site) {
  if (!site.status.empty() || site.cluster.kubeconfig.empty()) return {};
  return tl::unexpected(base::Error{
      ErrorKind::not_found,
      fmt::format(
          "account {} has no EKS cluster `{}` in {}, so nobody knows the issuer of the Kubernetes that "
          "its `kubeconfig:` names",
          site.account_id, site.cluster.name, site.cluster.region),
      "name the cluster as `aws eks list-clusters` does"});
}

Step plan_eks_cluster(ClusterSite& site, const StateFiles& files, const base::Clock& clock) {
  Step step{Change::keep, "cluster " + site.cluster.name, "Amazon EKS", {}};
  if (site.status.empty()) {
    step.change = Change::make;
    step.apply = [&](const Progress& progress) { return create_cluster(site, files, clock, progress); };
    return step;
  }
  if (is_ours(site)) {
    site.state.journal.intend("cluster", site.cluster.name).done = true;
  } else {
    step.detail = "Amazon EKS, not made by Slipway";
  }
  if (site.status != "ACTIVE") {
    step.change = Change::change;
    step.detail = fmt::format("is {}: wait until it is ACTIVE", site.status);
    step.apply = [&](const Progress& progress) { return wait_until_active(site, clock, progress); };
  }
  return step;
}

// No thumbprint is given: IAM fetches it itself.
base::Status create_provider(ClusterSite& site, const StateFiles& files) {
  std::string arn = site.provider_arn();
  site.state.journal.intend("identity-provider", arn);
  TRY(files.save(site.state));
  TRY(call(*site.cloud, "iam", "CreateOpenIDConnectProvider",
           json::Object{{"Url", site.issuer},
                        {"ClientIDList", json::Array{Value(kStsAudience)}},
                        {"Tags", tag_list(site.owner().tags())}}));
  site.state.journal.intend("identity-provider", arn).done = true;
  return files.save(site.state);
}

base::Status add_audience(ClusterSite& site) {
  TRY(call(*site.cloud, "iam", "AddClientIDToOpenIDConnectProvider",
           json::Object{{"OpenIDConnectProviderArn", site.provider_arn()}, {"ClientID", kStsAudience}}));
  return {};
}

bool has_audience(const Value& provider) {
  const Value* ids = provider.find("ClientIDList");
  if (!ids || !ids->is_array()) return false;
  const json::Array& list = ids->as_array();
  return std::find(list.begin(), list.end(), Value(kStsAudience)) != list.end();
}

// A provider of this issuer is there: with our audience it serves; without it, only our own is changed.
base::Status judge_provider(ClusterSite& site, const Value& provider, Step& step) {
  bool ours = judge(marks_of(provider.find("Tags")), site.owner().tags()) == Ownership::ours;
  if (ours) site.state.journal.intend("identity-provider", site.provider_arn()).done = true;
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
                                site.provider_arn(), kStsAudience),
                    fmt::format("aws iam add-client-id-to-open-id-connect-provider --client-id {} "
                                "--open-id-connect-provider-arn {}",
                                kStsAudience, site.provider_arn())});
  }
  step.change = Change::change;
  step.detail = "lacks the audience sts.amazonaws.com";
  step.apply = [&site](const Progress&) { return add_audience(site); };
  return {};
}

base::Result<Step> plan_provider(ClusterSite& site, const StateFiles& files) {
  Step step{Change::make, "identity provider of " + site.cluster.name, "audience sts.amazonaws.com", {}};
  step.apply = [&site, &files](const Progress&) { return create_provider(site, files); };
  if (site.issuer.empty()) return step;
  auto found = TRY(find(*site.cloud, "iam", "GetOpenIDConnectProvider",
                        json::Object{{"OpenIDConnectProviderArn", site.provider_arn()}}));
  if (found) TRY(judge_provider(site, *found, step));
  return step;
}

// Each of these lets stand what does not carry our tags: the intent may have been written down, and somebody
// else have come first.
base::Status remove_provider(ClusterSite& site, const std::string& arn) {
  json::Object input{{"OpenIDConnectProviderArn", arn}};
  auto found = TRY(find(*site.cloud, "iam", "GetOpenIDConnectProvider", input));
  if (!found || judge(marks_of(found->find("Tags")), site.owner().tags()) != Ownership::ours) return {};
  TRY(find(*site.cloud, "iam", "DeleteOpenIDConnectProvider", input));
  return {};
}

base::Status remove_cluster(ClusterSite& site, const base::Clock& clock, const Progress& progress) {
  if (site.status.empty() || !is_ours(site)) return {};
  TRY(find(*site.cloud, "eks", "DeleteCluster", json::Object{{"name", site.cluster.name}}));
  auto patience = base::Deadline::in(clock, kPatience);
  for (TRY(site.read()); !site.status.empty(); TRY(site.read())) {
    if (patience.passed()) return base::fail(ErrorKind::timeout, "it is still there after 40 minutes");
    progress(fmt::format("cluster {} is {}", site.cluster.name, site.status));
    patience.pause(kPollInterval);
  }
  return {};
}

base::Status remove_made(ClusterSite& site, const StateFiles& files, const base::Clock& clock,
                         const Made& made, const Progress& progress) {
  if (made.kind == "cluster-role") {
    TRY(remove_role(*site.cloud, made.name, site.owner().tags()));
    TRY(remove_role(*site.cloud, made.name, marks_of_cluster_start()));
  }
  if (made.kind == "identity-provider") TRY(remove_provider(site, made.name));
  if (made.kind == "cluster") TRY(remove_cluster(site, clock, progress));
  site.state.journal.erase(made.kind, made.name);
  return files.save(site.state);
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

base::Result<Section> plan_cluster(ClusterSite& site, bool needs_provider, const StateFiles& files,
                                   const base::Clock& clock) {
  TRY(check_owner(site));
  TRY(check_existing(site));
  Section section{title(site), {}, {}};
  if (site.status.empty() || is_ours(site)) {
    auto made = TRY(tags_of_cluster_role(*site.cloud, site.cluster));
    bool by_start = made && *made == marks_of_cluster_start();
    RoleWish wish = cluster_role(site.cluster, by_start ? *made : site.owner().tags());
    section.steps.push_back(TRY(plan_role_step(*site.cloud, wish, site.state.journal, saver(site, files))));
  }
  section.steps.push_back(plan_eks_cluster(site, files, clock));
  if (needs_provider) section.steps.push_back(TRY(plan_provider(site, files)));
  return section;
}

Section plan_cluster_removal(ClusterSite& site, const StateFiles& files, const base::Clock& clock) {
  Section section{title(site), {}, {}};
  std::vector<Made> made = site.state.journal.entries();
  std::reverse(made.begin(), made.end());
  for (const Made& each : made) {
    std::string what = each.kind == "cluster-role" ? "role"
                       : each.kind == "cluster"    ? "cluster"
                                                   : "identity provider";
    section.steps.push_back({Change::remove, what + " " + each.name, "", [&, each](const Progress& progress) {
                               return remove_made(site, files, clock, each, progress);
                             }});
  }
  return section;
}

}  // namespace platform
