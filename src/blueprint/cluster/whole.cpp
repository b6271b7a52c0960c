#include "blueprint/cluster/whole.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/diagnostics.h"
#include "base/text.h"
#include "blueprint/cluster/control_plane_zones.h"
#include "blueprint/cluster/role.h"
#include "blueprint/cluster/upgrade.h"
#include "blueprint/cluster/version.h"
#include "blueprint/desired/given_roles.h"
#include "blueprint/desired/parts.h"
#include "blueprint/eks/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/ec2_thing.h"
#include "blueprint/network/given.h"
#include "blueprint/network/kinds.h"
#include "blueprint/network/tags.h"
#include "blueprint/trust/names.h"
#include "engine/value.h"

namespace blueprint {
namespace {

using engine::Resource;
using json::Object;
using json::Value;

constexpr const char* kPrivateSubnetsAt = "network/subnet/private-";
constexpr const char* kProviderAt = "identity-provider";
constexpr const char* kDeployerAt = "cluster/deployer";
constexpr std::string_view kAdminPolicy = "AmazonEKSClusterAdminPolicy";

Value of_control_plane(const char* output) {
  return engine::after({kControlPlaneAt, output});
}

// As it was last asked for, whether or not that was reached.
const Value& asked_for(const engine::Record& record) {
  return record.is_half_made() && record.open ? record.open->desired : record.applied;
}

// ---- zones

// Blocks of subnets go by their places among the zones, so the zones of a cluster have an order: that of its blocks.
uint64_t place_of(const std::string& cidr, const std::vector<std::string>& named) {
  auto found = std::find(named.begin(), named.end(), cidr);
  if (found != named.end()) return static_cast<uint64_t>(found - named.begin());
  uint64_t address = 0;
  for (std::string_view part : base::split(std::string_view(cidr).substr(0, cidr.find('/')), '.'))
    address = address * 256 + static_cast<uint64_t>(base::parse_int(part).value_or(0));
  return address;
}

struct PrivateSubnet {
  std::string cidr, zone;
};

std::vector<PrivateSubnet> known_subnets(const engine::State& state) {
  std::vector<PrivateSubnet> found;
  for (const auto& [key, record] : state.records) {
    if (record.kind != kSubnet || !key.address.starts_with(kPrivateSubnetsAt)) continue;
    const Value& subnet = asked_for(record);
    found.push_back({text_of(subnet, "cidr"), text_of(subnet, "zone")});
  }
  return found;
}

// Of a cluster whose state was lost, by their marks.
base::Result<std::vector<PrivateSubnet>> marked_subnets(ClusterTarget& target) {
  Marks marks = target.owner().tags();
  marks[std::string(kAddressTag)] = std::string(kPrivateSubnetsAt) + "*";
  Value answer = TRY(call(*target.cloud, "ec2", "DescribeSubnets", Object{{"Filters", filters_of(marks)}}));
  std::vector<PrivateSubnet> found;
  for (const Value& subnet : list_at(answer, "Subnets"))
    found.push_back({text_of(subnet, "CidrBlock"), text_of(subnet, "AvailabilityZone")});
  return found;
}

std::vector<std::string> zones_of(const std::vector<PrivateSubnet>& subnets, const DesiredCluster& desired) {
  std::vector<std::pair<uint64_t, std::string>> found;
  for (const PrivateSubnet& each : subnets)
    found.emplace_back(place_of(each.cidr, desired.network.private_cidrs), each.zone);
  std::sort(found.begin(), found.end());
  std::vector<std::string> zones;
  for (auto& [place, zone] : found)
    if (std::find(zones.begin(), zones.end(), zone) == zones.end()) zones.push_back(std::move(zone));
  zones.resize(std::min(zones.size(), desired.zones));
  return zones;
}

// Those that the cluster has stay, whatever the account would answer today.
base::Status choose_zones(const std::vector<PrivateSubnet>& subnets, Cloud& cloud, DesiredCluster& desired) {
  if (!desired.network.zones.empty() || desired.network.is_given()) return {};
  std::vector<std::string> zones = zones_of(subnets, desired);
  if (zones.size() < desired.zones && !zones.empty()) {
    DesiredCluster asked = desired;
    TRY(resolve(cloud, asked));
    for (std::string& zone : asked.network.zones)
      if (zones.size() < desired.zones && std::find(zones.begin(), zones.end(), zone) == zones.end())
        zones.push_back(std::move(zone));
  }
  desired.network.zones = std::move(zones);
  return {};
}

// ---- a network that is there already

base::Status look_at_network(const engine::State& state, Cloud& cloud, DesiredCluster& desired) {
  if (!desired.network.is_given()) return {};
  std::map<std::string, Marks> ours;
  for (const auto& [key, record] : state.records) {
    if (record.kind != kSubnetTags) continue;
    Marks& tags = ours[key.address.substr(kTagsOfGiven.size())];
    for (const Value* asked : {&record.applied, record.open ? &record.open->desired : nullptr})
      if (asked) tags.merge(marks_of(asked->find("tags")));
  }
  Network network = network_of(desired, {});
  TRY(look_at_given(cloud, network, ours, !state.newest(kControlPlaneAt)));
  desired.network.given = std::move(network.given);
  return {};
}

// ---- what `up` adds

Resource resource(const char* address, std::string_view kind, const Cluster& cluster, std::string why,
                  Object desired) {
  Resource resource;
  resource.address = address;
  resource.kind = kind;
  resource.connection = connection_of(cluster);
  resource.desired = std::move(desired);
  resource.why = std::move(why);
  return resource;
}

void add_provider(const Cluster& cluster, const DesiredCluster& desired, std::vector<Resource>& all) {
  bool has_one = std::any_of(all.begin(), all.end(),
                             [](const Resource& each) { return each.kind == kIdentityProvider; });
  if (has_one) return;
  Owner owner{desired.organization, "", "", "", cluster.region + "/" + cluster.name};
  all.push_back(resource(kProviderAt, kIdentityProvider, cluster,
                         "services take their roles by tokens of the cluster",
                         desired_identity_provider(of_control_plane("Issuer"), owner.tags())));
}

void let_root_in(std::vector<Resource>& all) {
  for (Resource& each : all)
    if (each.kind == kControlPlane) each.desired.as_object().set("for_root", true);
}

// A session's ARN has no path, and an entry is of a role with its path. The role is looked for in the list: who will
// deploy is not known beforehand, so getting it by its name would have to be allowed for all roles.
base::Result<std::string> role_of_session(Cloud& cloud, const std::string& name) {
  auto roles = cloud.call_all("iam", "ListRoles", Object(), "Roles");
  if (!roles) return tl::unexpected(to_error(roles.error(), "iam", "ListRoles"));
  for (const Value& role : *roles)
    if (text_of(role, "RoleName") == name) return text_of(role, "Arn");
  return base::fail(base::ErrorKind::not_found, "the account has no role `{}`, under which this runs", name);
}

// Of root there can be no entry, and none is needed where root made the cluster.
base::Result<std::string> principal_of_caller(ClusterTarget& target) {
  const std::string& arn = target.caller_arn;
  if (arn.find(":user/") != std::string::npos) return arn;
  constexpr std::string_view kSession = ":assumed-role/";
  size_t at = arn.find(kSession);
  if (at == std::string::npos) return std::string();
  std::string name = arn.substr(at + kSession.size());
  name.resize(std::min(name.size(), name.find('/')));
  return role_of_session(*target.cloud, name);
}

// Whoever made it first stays its deployer, so that two who take turns do not take each other's rights away.
base::Result<std::string> deployer_of(ClusterTarget& target, const engine::State& state) {
  if (const auto* known = state.newest(kDeployerAt)) return text_of(asked_for(known->second), "principal");
  if (!target.has_environments) return std::string();
  std::string principal = TRY(principal_of_caller(target));
  const std::vector<std::string>& admins = target.cluster.desired->admins;
  return std::find(admins.begin(), admins.end(), principal) == admins.end() ? principal : std::string();
}

void add_deployer(const Cluster& cluster, const DesiredCluster& desired, const std::string& principal,
                  std::vector<Resource>& all) {
  Marks tags = tags_of(desired);
  tags[std::string(kAddressTag)] = kDeployerAt;
  all.push_back(resource(kDeployerAt, kAccessEntry, cluster,
                         "whoever made the cluster deploys services on it",
                         {{"cluster", of_control_plane("Name")},
                          {"principal", principal},
                          {"type", "STANDARD"},
                          {"groups", json::Array()},
                          {"tags", engine::literal(to_object(tags))}}));
  std::string policy =
      fmt::format("arn:{}:eks::aws:cluster-access-policy/{}", base::split(principal, ':')[1], kAdminPolicy);
  Resource allowed = resource("cluster/deployer-policy", kAccessPolicy, cluster,
                              "namespaces and service accounts are made by whoever deploys",
                              {{"cluster", of_control_plane("Name")},
                               {"principal", principal},
                               {"policy", policy},
                               {"namespaces", json::Array()}});
  allowed.needs = {kDeployerAt};
  all.push_back(std::move(allowed));
}

base::Result<DesiredCluster> completed(DesiredCluster desired) {
  base::Diagnostics diagnostics;
  desired = complete(std::move(desired), diagnostics);
  if (!diagnostics.has_errors()) return desired;
  const base::Diagnostic& first = diagnostics.list().front();
  return tl::unexpected(base::Error{base::ErrorKind::invalid,
                                    fmt::format("cluster {}: {}", desired.name, first.message), first.hint});
}

Place place_for(const Cluster& cluster, const std::string& account_id) {
  return {connection_of(cluster).account.as_string(), account_id};
}

// `desired`: complete.
std::vector<Resource> resources_of(const Cluster& cluster, const DesiredCluster& desired,
                                   const std::string& account_id) {
  std::vector<Resource> all = resources(desired, place_for(cluster, account_id));
  add_provider(cluster, desired, all);
  return all;
}

// Who says `blue_green` of a group says that it is to be replaced.
std::vector<std::string> replaceable_groups(const DesiredCluster& desired) {
  std::vector<std::string> addresses;
  for (const NodeGroup& group : desired.nodes)
    if (group.upgrade == NodeGroup::Upgrade::blue_green) addresses.push_back("nodes/group/" + group.name);
  return addresses;
}

// `version 1.33 -> 1.34 -> 1.35`
std::string versions_of(const engine::Run& run, const std::string& address) {
  std::string text;
  for (const engine::Step& step : run.steps()) {
    if (step.address != address || step.action != engine::Action::change) continue;
    std::string before = text_of(step.before, "version"), after = text_of(step.after, "version");
    if (before == after) continue;
    text += text.empty() ? fmt::format("version {} -> {}", before, after) : " -> " + after;
  }
  return text;
}

std::string detail_of(const engine::Run& run, const Resource& resource, engine::Change change) {
  if (change != engine::Change::change) return resource.why;
  std::set<std::string> members = run.differing(resource.address);
  std::string replaced;  // why
  for (const engine::Step& step : run.steps()) {
    if (step.address != resource.address || step.action != engine::Action::replace) continue;
    members.insert(step.forced_by.begin(), step.forced_by.end());
    replaced = step.why;
  }
  std::string versions = versions_of(run, resource.address);
  if (!versions.empty() && members.erase("version") > 0) members.insert(versions);
  std::string text = base::join(std::vector(members.begin(), members.end()), ", ");
  if (replaced.empty()) return text;
  return "made anew: " + (text.empty() ? replaced : text);
}

}  // namespace

bool is_whole(const engine::State& state) {
  return std::any_of(state.records.begin(), state.records.end(),
                     [](const auto& record) { return record.first.address.starts_with("network/"); });
}

base::Result<Whole> whole_cluster(ClusterTarget& target, const engine::State& state,
                                  const WholeOptions& options) {
  DesiredCluster desired = *target.cluster.desired;
  // One of this machine, to which nothing is sent over a network.
  desired.has_tls = !target.access.endpoint.starts_with("http://");
  auto way = way_to_version(*target.cloud, desired.name, target.version, desired.version, options.now);
  if (!way) return tl::unexpected(way.error().in("cluster " + desired.name));
  std::vector<PrivateSubnet> subnets = known_subnets(state);
  if (subnets.empty() && options.was_lost) subnets = TRY(marked_subnets(target));
  TRY(choose_zones(subnets, *target.cloud, desired));
  TRY(look_at_network(state, *target.cloud, desired));
  TRY(resolve(*target.cloud, desired));
  auto upgrade = upgrade_to(*target.cloud, *target.cluster.desired, desired, *way, options.ignores_insights);
  if (!upgrade) return tl::unexpected(upgrade.error().in("cluster " + desired.name));
  std::string deployer = TRY(deployer_of(target, state));
  std::erase(desired.admins, deployer);  // a principal has one entry
  desired = TRY(completed(std::move(desired)));
  auto notes = check_given_roles(*target.cloud, desired, place_for(target.cluster, target.account_id));
  if (!notes) return tl::unexpected(notes.error().in("cluster " + desired.name));
  notes->insert(notes->end(), upgrade->notes.begin(), upgrade->notes.end());
  std::vector<Resource> all = resources_of(target.cluster, desired, target.account_id);
  if (!deployer.empty()) add_deployer(target.cluster, desired, deployer, all);
  if (target.caller_arn.ends_with(":root")) let_root_in(all);
  keep_control_plane_zones(state, all);
  go_by(*upgrade, state, all);
  return Whole{std::move(all), *std::move(notes), replaceable_groups(desired)};
}

DesiredCluster assumed(DesiredCluster desired) {
  add_agent(desired);
  if (!desired.network.zones.empty()) return desired;
  for (size_t zone = 0; zone < desired.zones; ++zone)
    desired.network.zones.push_back(desired.region + static_cast<char>('a' + zone));
  return desired;
}

base::Result<std::vector<Resource>> whole_cluster_unasked(const Cluster& cluster,
                                                          const std::string& account_id) {
  return resources_of(cluster, TRY(completed(assumed(*cluster.desired))), account_id);
}

std::vector<engine::Line> whole_lines(const engine::Run& run, const std::vector<Resource>& desired) {
  std::vector<engine::Line> lines;
  std::set<std::string> addresses;
  size_t kept = 0;
  for (const Resource& each : desired) {
    addresses.insert(each.address);
    engine::Change change = run.change(each.address);
    if (change == engine::Change::keep)
      ++kept;
    else
      lines.push_back({change, each.address, detail_of(run, each, change)});
  }
  for (const engine::Step& step : run.steps())
    if (!addresses.contains(step.address) && engine::is_destroying(step) &&
        addresses.insert(step.address).second)
      lines.push_back({engine::Change::remove, step.address, step.why});
  if (kept > 0)
    lines.push_back(
        {engine::Change::keep, fmt::format("{} thing{} of it", kept, kept == 1 ? "" : "s"), "as described"});
  return lines;
}

std::vector<std::string> protected_addresses(const engine::State& state, const engine::Kinds& kinds) {
  std::vector<std::string> addresses;
  for (const auto& [key, record] : state.records) {
    const engine::ResourceKind* kind = engine::find_kind(kinds, record.kind);
    bool is_protected = record.is_protected || (kind && (kind->holds_data || kind->runs_workloads));
    if (is_protected && (addresses.empty() || addresses.back() != key.address))
      addresses.push_back(key.address);
  }
  return addresses;
}

bool was_protected(const engine::State& state) {
  return std::any_of(state.records.begin(), state.records.end(),
                     [](const auto& record) { return record.second.is_protected; });
}

}  // namespace blueprint
