#include "blueprint/eks/insights.h"

#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

Insight read(const json::Value& found) {
  Insight insight{text_of(found, "name"), "", text_of(found, "recommendation")};
  if (const json::Value* status = found.find("insightStatus")) insight.reason = text_of(*status, "reason");
  const json::Value* summary = found.find("categorySpecificSummary");
  if (!summary) return insight;
  for (const json::Value& each : list_at(*summary, "addonCompatibilityDetails"))
    insight.addons[text_of(each, "name")] = each.strings_at("compatibleVersions");
  return insight;
}

}  // namespace

base::Result<std::vector<Insight>> upgrade_errors(Cloud& cloud, const std::string& cluster,
                                                  const std::string& next) {
  json::Object filter{{"categories", json::Array{"UPGRADE_READINESS"}}};
  json::Object input{{"clusterName", cluster}, {"filter", std::move(filter)}};
  auto listed = cloud.call_all("eks", "ListInsights", std::move(input), "insights");
  if (!listed) return tl::unexpected(to_error(listed.error(), "eks", "ListInsights"));
  std::vector<Insight> errors;
  for (const json::Value& each : *listed) {
    std::string of = text_of(each, "kubernetesVersion");
    if (!of.empty() && of != next) continue;
    json::Object one{{"clusterName", cluster}, {"id", text_of(each, "id")}};
    json::Value output = TRY(call(cloud, "eks", "DescribeInsight", std::move(one)));
    const json::Value* found = output.find("insight");
    const json::Value* status = found ? found->find("insightStatus") : nullptr;
    if (status && text_of(*status, "status") == "ERROR") errors.push_back(read(*found));
  }
  return errors;
}

}  // namespace blueprint
