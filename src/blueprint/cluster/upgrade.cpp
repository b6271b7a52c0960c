#include "blueprint/cluster/upgrade.h"

#include <algorithm>

#include "base/text.h"
#include "blueprint/cluster/version.h"
#include "blueprint/eks/insights.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/eks/offers.h"
#include "blueprint/kinds/kinds.h"

namespace blueprint {
namespace {

using Way = std::vector<std::string>;

bool goes_up(const Way& way) {
  return minor_of(way.front()) < minor_of(way.back());
}

// Empty: the cluster has it not.
base::Result<std::string> version_there(Cloud& cloud, const std::string& cluster, const std::string& addon) {
  json::Object input{{"clusterName", cluster}, {"addonName", addon}};
  auto output = TRY(find(cloud, "eks", "DescribeAddon", std::move(input)));
  const json::Value* found = output ? output->find("addon") : nullptr;
  return found ? text_of(*found, "addonVersion") : std::string();
}

// At `at` with `next` to come: the one that is there as long as it is for both, which restarts nothing; else the first
// that is, of those that EKS would take.
std::string version_between(const std::vector<AddonVersion>& offered, const std::string& there,
                            const std::string& at, const std::string& next) {
  const AddonVersion* fallback = nullptr;
  std::vector<const AddonVersion*> fit;
  for (const AddonVersion& each : offered) {
    if (each.is_default_for(at)) fallback = &each;
    if (each.is_for(at) && each.is_for(next)) fit.push_back(&each);
  }
  auto first = [&](auto&& is_it) {
    auto found = std::find_if(fit.begin(), fit.end(), is_it);
    return found == fit.end() ? nullptr : *found;
  };
  if (first([&](const AddonVersion* each) { return each->name == there; })) return there;
  if (const auto* usual = first([&](const AddonVersion* each) { return each->is_default_for(at); }))
    return usual->name;
  if (const auto* usual = first([&](const AddonVersion* each) { return each->is_default_for(next); }))
    return usual->name;
  if (!fit.empty()) return fit.front()->name;
  return fallback ? fallback->name : there;
}

base::Status check_fits(const Addon& addon, const std::vector<AddonVersion>& offered,
                        const std::string& version) {
  for (const AddonVersion& each : offered)
    if (each.name == addon.version && each.is_for(version)) return {};
  return tl::unexpected(base::Error{
      base::ErrorKind::invalid,
      fmt::format("the add-on {} has no version {} for Kubernetes {}", addon.name, addon.version, version),
      fmt::format(
          "leave it out of `addons`, and it is taken as EKS offers it; or `aws eks describe-addon-versions "
          "--addon-name {} --kubernetes-version {}`",
          addon.name, version)});
}

base::Status add_addon(Cloud& cloud, const std::string& cluster, const Addon& addon, const Way& way,
                       Upgrade& upgrade) {
  std::vector<AddonVersion> offered = TRY(addon_versions(cloud, addon.name));
  TRY(check_fits(addon, offered, way.back()));
  std::string there = TRY(version_there(cloud, cluster, addon.name));
  for (size_t at = 0; at < upgrade.stages.size(); ++at)
    there = upgrade.stages[at].addons[addon.name] = version_between(offered, there, way[at], way[at + 1]);
  return {};
}

// EKS takes the next version only when all groups have the one before, and of one that is replaced none is between.
base::Status check_groups(const DesiredCluster& desired, const Way& way) {
  if (way.size() <= 2) return {};
  for (const NodeGroup& group : desired.nodes)
    if (group.upgrade == NodeGroup::Upgrade::blue_green)
      return tl::unexpected(base::Error{
          base::ErrorKind::invalid,
          fmt::format(
              "from {} to {} the group {} would have to be made anew for each version between, since it is "
              "`upgrade: blue_green`",
              way.front(), way.back(), group.name),
          fmt::format("go by one at a time: write `version: \"{}\"` first", way[1])});
  return {};
}

// What the first stage mends blocks nothing: takes it out, and says whether that was all.
bool is_mended(Insight& insight, const Upgrade& upgrade) {
  if (insight.addons.empty()) return false;
  const auto& planned = upgrade.stages.front().addons;
  std::erase_if(insight.addons, [&](const auto& each) {
    auto found = planned.find(each.first);
    return found != planned.end() &&
           std::find(each.second.begin(), each.second.end(), found->second) != each.second.end();
  });
  return insight.addons.empty();
}

std::string text_of_insight(const Insight& insight) {
  std::vector<std::string> about;
  for (const auto& [addon, versions] : insight.addons)
    about.push_back(versions.empty() ? addon : fmt::format("{} (to {})", addon, versions.front()));
  std::string text = fmt::format("{}: {}", insight.name, insight.reason);
  while (text.ends_with('.') || text.ends_with(' ')) text.pop_back();
  return about.empty() ? text : fmt::format("{}: {}", text, base::join(about, ", "));
}

base::Status check_insights(Cloud& cloud, const DesiredCluster& cluster, const Way& way, Upgrade& upgrade) {
  std::vector<std::string> texts;
  std::string hint;
  for (Insight& each : TRY(upgrade_errors(cloud, cluster.name, way[1]))) {
    if (is_mended(each, upgrade)) continue;
    texts.push_back(text_of_insight(each));
    if (hint.empty()) hint = each.recommendation;
  }
  if (texts.empty()) return {};
  std::string found =
      fmt::format("EKS finds what would break by version {}: {}", way[1], base::join(texts, "; "));
  if (upgrade.is_forced) {
    upgrade.notes.push_back(found);
    return {};
  }
  while (hint.ends_with('.')) hint.pop_back();
  if (!hint.empty()) hint += "; ";
  hint += fmt::format(
      "`aws eks list-insights --cluster-name {} --region {}`; if it is to be done nevertheless: "
      "--ignore-insights",
      cluster.name, cluster.region);
  return tl::unexpected(base::Error{base::ErrorKind::conflict, std::move(found), std::move(hint)});
}

// What there is of a way back, beforehand.
std::string note_of(const Way& way) {
  const std::string& to = way.back();
  if (!goes_up(way))
    return fmt::format("version {} goes back to {}: nodes first, then the control plane", way.front(), to);
  std::string last = fmt::format("1.{}", minor_of(to) - 1);
  std::string how = way.size() > 2
                        ? fmt::format("version {} becomes {} one minor version at a time", way.front(), to)
                        : fmt::format("version {} becomes {}", way.front(), to);
  return fmt::format("{}; EKS takes it back to {} within seven days, and no further: `version: \"{}\"`", how,
                     last, last);
}

// Once it was said, it stays written, so that it makes no difference later; it counts for no later version.
void force(const Upgrade& upgrade, const engine::State& state, engine::Resource& control_plane) {
  std::string forced;
  if (const auto* known = state.newest(control_plane.address))
    forced = text_of(known->second.applied, "forced");
  if (upgrade.is_forced && !upgrade.stages.empty()) forced = text_of(control_plane.desired, "version");
  if (!forced.empty()) control_plane.desired.as_object().set("forced", forced);
}

}  // namespace

base::Result<Upgrade> upgrade_to(Cloud& cloud, const DesiredCluster& asked, const DesiredCluster& desired,
                                 const Way& way, bool is_forced) {
  Upgrade upgrade;
  upgrade.is_forced = is_forced;
  if (way.size() < 2) return upgrade;
  TRY(check_groups(asked, way));
  for (size_t at = 0; at + 1 < way.size(); ++at)
    upgrade.stages.push_back({way[at], goes_up(way) ? way[at] : way[at + 1], {}});
  for (const Addon& addon : desired.addons) TRY(add_addon(cloud, desired.name, addon, way, upgrade));
  if (goes_up(way)) TRY(check_insights(cloud, desired, way, upgrade));
  upgrade.notes.push_back(note_of(way));
  return upgrade;
}

void go_by(const Upgrade& upgrade, const engine::State& state, std::vector<engine::Resource>& all) {
  for (engine::Resource& each : all) {
    if (each.kind == kControlPlane) force(upgrade, state, each);
    for (const Upgrade::Stage& stage : upgrade.stages) {
      auto addon = stage.addons.find(text_of(each.desired, "name"));
      std::string version;
      if (each.kind == kControlPlane) version = stage.control_plane;
      if (each.kind == kNodeGroup) version = stage.nodes;
      if (each.kind == kAddon && addon != stage.addons.end()) version = addon->second;
      if (version.empty()) continue;
      each.stages.push_back(each.desired);
      each.stages.back().as_object().set("version", version);
    }
  }
}

}  // namespace blueprint
