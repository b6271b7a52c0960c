// Insights: what EKS checks of a cluster by itself (Amazon EKS User Guide, "Prepare for Kubernetes version upgrades
// with cluster insights"). Of its checks this account makes those that need no look into Kubernetes: the cluster's own
// health, and whether its add-ons are fit for the next version. They are made anew every day, and when asked for.
#include "services/eks/insights.h"

#include <algorithm>
#include <array>

#include "account/call/facilities.h"
#include "account/record/lifecycle.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "services/eks/addon.h"
#include "services/eks/answers.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_state.h"
#include "services/eks/durations.h"
#include "services/eks/eks.h"
#include "services/eks/kubernetes_version.h"

namespace account::eks {
namespace {

using json::Array;

constexpr std::string_view kRefresh =
    "InsightsRefresh";  // of a cluster's record: {"State", "Since", "Speed"}
constexpr Transition kRefreshLife[] = {{"IN_PROGRESS", "COMPLETED", kInsightsTake, "IN_PROGRESS"}};

StateSince refresh_of(const json::Value& cluster, base::Time now) {
  return state_at(kRefreshLife, kept_state(*cluster.find(kRefresh), ""), now);
}

// When the checks were last made: at the cluster's daily hour, or by the last refresh that is done.
base::Time last_made(const json::Value& cluster, base::Time now) {
  base::Time created = base::from_ms(cluster.find("Cluster")->int_or("createdAt", 0));
  base::Time daily =
      created + std::chrono::days(std::chrono::floor<std::chrono::days>(now - created).count());
  if (!cluster.find(kRefresh)) return daily;
  StateSince refresh = refresh_of(cluster, now);
  return refresh.state == "COMPLETED" ? std::max(daily, refresh.since) : daily;
}

// The same for the same check of the same cluster.
std::string insight_id(const json::Value& cluster, std::string_view name) {
  std::string digest = base::hex(crypto::sha256(fmt::format("{}/{}", cluster.string_or("Id", ""), name)));
  return fmt::format("{}-{}-{}-{}-{}", digest.substr(0, 8), digest.substr(8, 4), digest.substr(12, 4),
                     digest.substr(16, 4), digest.substr(20, 12));
}

json::Object status(std::string_view status, std::string reason) {
  return {{"status", status}, {"reason", std::move(reason)}};
}

Object insight(const json::Value& cluster, std::string_view name, std::string_view category, base::Time now) {
  base::Time made = last_made(cluster, now);
  return {{"id", insight_id(cluster, name)},
          {"name", name},
          {"category", category},
          {"lastRefreshTime", base::to_ms(made)},
          {"lastTransitionTime", *cluster.find("Cluster")->find("createdAt")}};
}

json::Value health(const json::Value& cluster, base::Time now) {
  Object one = insight(cluster, "Cluster health issues", "UPGRADE_READINESS", now);
  const json::Value* kept = cluster.find("Cluster")->find("health");
  bool is_well = !kept || kept->find("issues")->as_array().empty();
  one.set("description", "Checks for any cluster health issues that prevent successful cluster upgrades.");
  one.set("insightStatus", is_well ? status("PASSING", "No cluster health issues detected.")
                                   : status("ERROR", "Cluster health issues detected."));
  return one;
}

// Add-ons whose version the next Kubernetes does not have.
json::Value addon_versions(const State& state, const json::Value& cluster, base::Time now) {
  int64_t next = minor_of(cluster.find("Cluster")->string_or("version", "")) + 1;
  Array details;
  for (const Entry& entry : parts_of(state, kAddons, cluster.find("Cluster")->string_or("name", ""))) {
    const json::Value& addon = shown(kAddons, entry.value);
    const KnownAddon* known = find_known_addon(addon.string_or("addonName", ""));
    const AddonVersion* version = known ? known->find(addon.string_or("addonVersion", "")) : nullptr;
    if (!version || version->is_for(next)) continue;
    Array fit;
    for (const AddonVersion& other : known->versions)
      if (other.is_for(next)) fit.push_back(other.name);
    details.push_back(Object{{"name", known->name}, {"compatibleVersions", std::move(fit)}});
  }
  Object one = insight(cluster, "EKS add-on version compatibility", "UPGRADE_READINESS", now);
  one.set("kubernetesVersion", fmt::format("1.{}", next));
  one.set("description",
          "Checks version of installed EKS add-ons to ensure they are compatible with the next version of "
          "Kubernetes.");
  one.set("insightStatus", details.empty()
                               ? status("PASSING", "All installed EKS add-on versions are compatible.")
                               : status("ERROR", "Installed EKS add-on versions are not compatible."));
  one.set("recommendation", details.empty() ? "" : "Update the add-ons before the cluster.");
  one.set("categorySpecificSummary", Object{{"addonCompatibilityDetails", std::move(details)}});
  return one;
}

std::vector<Entry> insights_of(const Call& call) {
  const json::Value& cluster = call.found.at(0).record;
  std::vector<Entry> all;
  for (json::Value& one :
       std::array{health(cluster, call.now), addon_versions(call.state, cluster, call.now)}) {
    std::string id(one.string_or("id", ""));
    all.push_back({std::move(id), std::move(one)});
  }
  return all;
}

}  // namespace

std::vector<std::string> upgrade_errors(const State& state, const json::Value& cluster, base::Time now) {
  std::vector<std::string> names;
  for (const json::Value& one : std::array{health(cluster, now), addon_versions(state, cluster, now)})
    if (one.find("insightStatus")->string_or("status", "") == "ERROR")
      names.emplace_back(one.string_or("name", ""));
  return names;
}

namespace {

bool is_one_of(const json::Value* filter, std::string_view member, std::string_view value) {
  std::vector<std::string> wanted = filter ? filter->strings_at(member) : std::vector<std::string>();
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

Output list(Call& call) {
  const json::Value* filter = call.input.find("filter");
  std::vector<Entry> all = insights_of(call);
  std::erase_if(all, [&](const Entry& one) {
    return !is_one_of(filter, "categories", one.value.string_or("category", "")) ||
           !is_one_of(filter, "kubernetesVersions", one.value.string_or("kubernetesVersion", "")) ||
           !is_one_of(filter, "statuses", one.value.find("insightStatus")->string_or("status", ""));
  });
  return list_page(call, std::move(all), "insights", [](const Entry& one) {
    json::Value summary = one.value;
    for (std::string_view member : {"recommendation", "categorySpecificSummary"})
      summary.as_object().erase(member);
    return summary;
  });
}

Output describe(Call& call) {
  std::string id = call.input.text("id");
  for (Entry& one : insights_of(call))
    if (one.id == id) return Object{{"insight", std::move(one.value)}};
  return aws::error("ResourceNotFoundException", 404, "No insight found for ID: {}", id);
}

Output start_refresh(Call& call) {
  TRY(check_takes_parts(call));
  Found& cluster = call.the();
  if (cluster.record.find(kRefresh) && refresh_of(cluster.record, call.now).state == "IN_PROGRESS")
    return aws::error("InvalidRequestException", 400, "An insights refresh is already in progress");
  json::Value refresh = Object();
  keep_state(refresh, {"IN_PROGRESS", call.now, call.facilities.speed});
  cluster.fields().set(kRefresh, std::move(refresh));
  call.save(cluster);
  return Object{{"message", "An insights refresh has been started."}, {"status", "IN_PROGRESS"}};
}

Output describe_refresh(Call& call) {
  const json::Value& cluster = call.the().record;
  const json::Value* kept = cluster.find(kRefresh);
  if (!kept)
    return aws::error("ResourceNotFoundException", 404, "No insights refresh found for cluster: {}",
                      call.the().named);
  StateSince now = refresh_of(cluster, call.now);
  Object output{
      {"message", now.state == "COMPLETED" ? "The insights refresh is done." : "The insights are refreshed."},
      {"status", now.state},
      {"startedAt", base::to_ms(kept_state(*kept, "").since)}};
  if (now.state == "COMPLETED") output.set("endedAt", base::to_ms(now.since));
  return output;
}

constexpr Operation kOperations[] = {
    {"ListInsights", {on(kClusters, kClusterName)}, list},
    {"DescribeInsight", {on(kClusters, kClusterName)}, describe},
    {"StartInsightsRefresh", {on(kClusters, kClusterName)}, start_refresh},
    {"DescribeInsightsRefresh", {on(kClusters, kClusterName)}, describe_refresh},
};

}  // namespace

std::span<const Operation> insight_operations() {
  return kOperations;
}

}  // namespace account::eks
