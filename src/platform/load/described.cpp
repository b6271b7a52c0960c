#include "platform/load/described.h"

#include <algorithm>

#include "base/text.h"
#include "platform/load/names.h"

namespace platform {
namespace {

using blueprint::DesiredCluster;
using blueprint::NodeGroup;
using json::Value;

constexpr std::string_view kDescribing[] = {"version",      "tags",      "network", "endpoint", "logs",
                                            "encryption",   "nodes",     "access",  "addons",   "karpenter",
                                            "controllers",  "iam",       "prefix",  "protect",  "fargate",
                                            "pod_identity", "lock_table"};

const Value& member_of(const Value& object, std::string_view name) {
  static const Value kNone;
  const Value* found = object.find(name);
  return found ? *found : kNone;
}

blueprint::Marks texts_at(const Value& object, std::string_view name) {
  blueprint::Marks texts;
  for (const json::Member& each : object_at(object, name))
    if (each.value.is_string()) texts[each.name] = each.value.as_string();
  return texts;
}

std::vector<std::string> names_at(const Value& object, std::string_view name) {
  const Value& list = member_of(object, name);
  std::vector<std::string> names;
  if (!list.is_array()) return names;
  for (const Value& each : list.as_array())
    if (each.is_string()) names.push_back(each.as_string());
  return names;
}

// `90d`, `12w`; nullopt: there is none.
std::optional<int64_t> days_at(const Value& object, std::string_view name) {
  std::string_view text = object.string_or(name, "");
  if (text.empty()) return std::nullopt;
  auto number = base::parse_int(text.substr(0, text.size() - 1));
  if (!number) return std::nullopt;
  return text.back() == 'w' ? *number * 7 : *number;
}

void load_network(const Value& file, DesiredCluster& desired) {
  blueprint::Network& network = desired.network;
  network.cidr = file.string_or("cidr", "10.0.0.0/16");
  network.nat = blueprint::parse_nat(file.string_or("nat", "")).value_or(blueprint::Network::Nat::single);
  network.private_nodes = file.string_or("nodes", "private") != "public";
  network.zones = names_at(file, "zones");
  desired.zones = network.zones.empty() ? static_cast<size_t>(std::max<int64_t>(file.int_or("zones", 3), 0))
                                        : network.zones.size();
  network.given.vpc = file.string_or("vpc", "");
  network.given.private_subnets = names_at(member_of(file, "subnets"), "private");
  network.given.public_subnets = names_at(member_of(file, "subnets"), "public");
  network.private_cidrs = names_at(file, "private_cidrs");
  network.public_cidrs = names_at(file, "public_cidrs");
  network.endpoints = names_at(file, "endpoints");
  if (const Value& logs = member_of(file, "flow_logs"); logs.is_object())
    desired.flow_logs_days = days_at(logs, "retention").value_or(365);
}

// Of Kubernetes' words EKS's: KEY=VALUE:EFFECT.
blueprint::Taint load_taint(std::string_view text) {
  size_t colon = text.rfind(':'), equals = text.find('=');
  std::string_view effect = text.substr(colon + 1);
  blueprint::Taint taint;
  taint.key = text.substr(0, std::min(colon, equals));
  if (equals < colon) taint.value = text.substr(equals + 1, colon - equals - 1);
  taint.effect = effect == "NoExecute"          ? "NO_EXECUTE"
                 : effect == "PreferNoSchedule" ? "PREFER_NO_SCHEDULE"
                                                : "NO_SCHEDULE";
  return taint;
}

NodeGroup load_group(const json::Member& member) {
  NodeGroup group;
  group.name = member.name;
  group.types = names_at(member.value, "instances");
  if (const Value& one = member_of(member.value, "instance"); one.is_string())
    group.types.push_back(one.as_string());
  group.capacity = member.value.string_or("capacity", "") == "spot" ? "SPOT" : "ON_DEMAND";
  if (member.value.string_or("os", "") == "al2023") group.system = NodeGroup::System::al2023;
  group.least = member.value.int_or("min", group.least);
  group.most = member.value.int_or("max", std::max(group.least, group.most));
  if (member.value.string_or("upgrade", "") == "blue_green") group.upgrade = NodeGroup::Upgrade::blue_green;
  if (const Value& most = member_of(member.value, "unavailable"); most.is_string())
    group.unavailable = most.as_string();
  if (const Value& most = member_of(member.value, "unavailable"); most.is_int())
    group.unavailable = std::to_string(most.as_int());
  group.disk_gib = member.value.int_or("disk", group.disk_gib);
  group.labels = texts_at(member.value, "labels");
  for (const std::string& each : names_at(member.value, "taints"))
    if (each.find(':') != std::string::npos) group.taints.push_back(load_taint(each));
  return group;
}

blueprint::FargateProfile load_profile(const json::Member& member) {
  blueprint::FargateProfile profile{member.name, {}};
  const Value& selectors = member_of(member.value, "selectors");
  if (!selectors.is_array()) return profile;
  for (const Value& each : selectors.as_array())
    profile.selectors.push_back({std::string(each.string_or("namespace", "")), texts_at(each, "labels")});
  return profile;
}

std::vector<blueprint::Addon> load_addons(const Value& file) {
  std::vector<blueprint::Addon> addons;
  const Value& list = member_of(file, "addons");
  if (!list.is_array()) return addons;
  for (const Value& each : list.as_array()) {
    blueprint::Addon addon;
    addon.name = each.is_string() ? each.as_string() : std::string(each.string_or("name", ""));
    addon.version = each.string_or("version", "");
    addon.configuration = member_of(each, "configuration");
    if (!addon.name.empty()) addons.push_back(std::move(addon));
  }
  return addons;
}

DesiredCluster::Controllers load_controllers(const Value& file) {
  DesiredCluster::Controllers controllers;
  controllers.load_balancer = file.bool_or("load_balancer", false);
  controllers.autoscaler = file.bool_or("autoscaler", false);
  controllers.cloudwatch_exporter = file.bool_or("cloudwatch_exporter", false);
  if (const Value& secrets = member_of(file, "external_secrets"); secrets.is_object())
    controllers.external_secrets = secrets.string_or("prefix", "");
  if (const Value& loki = member_of(file, "loki"); loki.is_object())
    controllers.loki_days = days_at(loki, "retention").value_or(84);
  return controllers;
}

}  // namespace

std::shared_ptr<const DesiredCluster> load_described(const json::Member& cluster,
                                                     const std::string& organization) {
  const Value& file = cluster.value;
  bool is_described = std::any_of(std::begin(kDescribing), std::end(kDescribing),
                                  [&](std::string_view key) { return file.find(key) != nullptr; });
  if (!is_described) return nullptr;
  auto desired = std::make_shared<DesiredCluster>();
  desired->organization = organization;
  desired->name = cluster.name;
  desired->region = file.string_or("region", "");
  desired->version = file.string_or("version", "");
  desired->prefix = file.string_or("prefix", desired->prefix);
  desired->tags = texts_at(file, "tags");
  load_network(member_of(file, "network"), *desired);
  desired->endpoint_public = names_at(member_of(file, "endpoint"), "public");
  const Value& kinds = member_of(member_of(file, "logs"), "kinds");
  if (kinds.is_array()) desired->logs = names_at(member_of(file, "logs"), "kinds");
  desired->logs_days = days_at(member_of(file, "logs"), "retention").value_or(desired->logs_days);
  desired->secrets = member_of(file, "encryption").string_or("secrets", desired->secrets);
  for (const json::Member& each : object_at(file, "nodes")) desired->nodes.push_back(load_group(each));
  desired->addons = load_addons(file);
  for (const json::Member& each : object_at(file, "fargate")) desired->fargate.push_back(load_profile(each));
  desired->pod_identity = file.bool_or("pod_identity", false);
  desired->lock_table = file.bool_or("lock_table", false);
  desired->karpenter = file.bool_or("karpenter", false);
  desired->controllers = load_controllers(member_of(file, "controllers"));
  const Value& iam = member_of(file, "iam");
  desired->iam.path = iam.string_or("path", desired->iam.path);
  desired->iam.boundary = iam.string_or("boundary", "");
  desired->iam.given = texts_at(iam, "roles");
  desired->admins = names_at(member_of(file, "access"), "admins");
  desired->is_protected = file.bool_or("protect", false);
  return desired;
}

}  // namespace platform
