#include "services/eks/cluster_network.h"

#include <fmt/format.h>

#include <algorithm>

#include "account/call/facilities.h"
#include "services/eks/network_look.h"

namespace account::eks {
namespace {

using json::Array;

constexpr std::string_view kDescription =
    "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well "
    "as any "
    "managed workloads.";
constexpr std::string_view kInterfaces = "Interfaces";
constexpr std::string_view kGone[] = {"InvalidNetworkInterfaceID.NotFound", "InvalidGroup.NotFound"};

// One trouble, as EC2 calls it, as an issue of a cluster, and as an error of an update.
struct Trouble {
  std::string_view code, issue, error;
};
constexpr Trouble kTroubles[] = {
    {"InsufficientFreeAddressesInSubnet", "InsufficientFreeAddresses", "IpNotAvailable"},
    {"InvalidSubnetID.NotFound", "Ec2SubnetNotFound", "SubnetNotFound"},
    {"InvalidGroup.NotFound", "Ec2SecurityGroupNotFound", "SecurityGroupNotFound"},
    {"InvalidVpcID.NotFound", "VpcNotFound", "VpcIdNotFound"},
    {"NetworkInterfaceLimitExceeded", "ResourceLimitExceeded", "EniLimitReached"},
    {"SecurityGroupLimitExceeded", "ResourceLimitExceeded", "Unknown"},
    {"UnauthorizedOperation", "AccessDenied", "AccessDenied"}};
constexpr Trouble kAnyOther{"", "Other", "Unknown"};

const Trouble& trouble_of(const aws::Error& error) {
  auto found = std::find_if(std::begin(kTroubles), std::end(kTroubles),
                            [&](const Trouble& one) { return one.code == error.code; });
  return found == std::end(kTroubles) ? kAnyOther : *found;
}

const json::Value& cluster_in(const json::Value& record) {
  return *record.find("Cluster");
}

const json::Value& config_of(const json::Value& record) {
  return *cluster_in(record).find("resourcesVpcConfig");
}

std::string name_of(const json::Value& record) {
  return std::string(cluster_in(record).string_or("name", ""));
}

Object tag(std::string key, std::string value) {
  return Object{{"Key", std::move(key)}, {"Value", std::move(value)}};
}

// ---- the group

aws::Result<void> make_group(ServiceRole& role, Facilities& facilities, json::Value& record) {
  std::string cluster = name_of(record);
  std::string name =
      fmt::format("eks-cluster-sg-{}-{}", cluster, 100'000'000 + facilities.random.below(900'000'000));
  Array tags{tag("Name", name), tag("aws:eks:cluster-name", cluster),
             tag("kubernetes.io/cluster/" + cluster, "owned")};
  Object tagged{{"ResourceType", "security-group"}, {"Tags", std::move(tags)}};
  json::Value made = TRY(role.ask("ec2", "CreateSecurityGroup",
                                  Object{{"GroupName", name},
                                         {"Description", kDescription},
                                         {"VpcId", config_of(record).string_or("vpcId", "")},
                                         {"TagSpecifications", Array{json::Value(std::move(tagged))}}}));
  std::string id(made.string_or("GroupId", ""));
  record.as_object()["Cluster"].as_object()["resourcesVpcConfig"].as_object().set(kClusterGroup, id);
  Object members{{"IpProtocol", "-1"}, {"UserIdGroupPairs", Array{json::Value(Object{{"GroupId", id}})}}};
  TRY(role.ask("ec2", "AuthorizeSecurityGroupIngress",
               Object{{"GroupId", id}, {"IpPermissions", Array{json::Value(std::move(members))}}}));
  return {};
}

// ---- the interfaces

Array groups_of(const json::Value& record) {
  const json::Value& config = config_of(record);
  Array groups{config.string_or(kClusterGroup, "")};
  for (const std::string& id : config.strings_at("securityGroupIds")) groups.emplace_back(id);
  return groups;
}

aws::Result<json::Value> make_interface(ServiceRole& role, const json::Value& record,
                                        const std::string& subnet) {
  json::Value made = TRY(role.ask("ec2", "CreateNetworkInterface",
                                  Object{{"SubnetId", subnet},
                                         {"Description", "Amazon EKS " + name_of(record)},
                                         {"Groups", groups_of(record)}}));
  return Object{{"Id", made.find("NetworkInterface")->string_or("NetworkInterfaceId", "")},
                {"Subnet", subnet}};
}

aws::Result<void> drop(ServiceRole& role, std::string_view operation, Object input) {
  Output dropped = role.ask("ec2", operation, std::move(input));
  if (dropped || std::find(std::begin(kGone), std::end(kGone), dropped.error().code) != std::end(kGone))
    return {};
  return tl::unexpected(dropped.error());
}

aws::Result<void> drop_interface(ServiceRole& role, const json::Value& interface) {
  return drop(role, "DeleteNetworkInterface", Object{{"NetworkInterfaceId", interface.string_or("Id", "")}});
}

// All of the places, or none.
aws::Result<Array> make_interfaces(ServiceRole& role, const json::Value& record,
                                   const std::vector<std::string>& places) {
  Array made;
  for (const std::string& place : places) {
    auto one = make_interface(role, record, place);
    if (one) {
      made.push_back(std::move(*one));
      continue;
    }
    for (const json::Value& other : made) TRY(drop_interface(role, other));
    return tl::unexpected(one.error());
  }
  return made;
}

}  // namespace

aws::Result<void> build_network(ServiceRole& role, Facilities& facilities, json::Value& record) {
  TRY(make_group(role, facilities, record));
  return settle_interfaces(role, record, false);
}

aws::Result<void> settle_interfaces(ServiceRole& role, json::Value& record, bool anew) {
  if (!has_vpc(config_of(record))) return {};
  std::vector<std::string> places = TRY(places_of(role, config_of(record)));
  Array kept, old;
  if (const json::Value* there = std::as_const(record).find(kInterfaces))
    for (const json::Value& one : there->as_array()) {
      auto place = std::find(places.begin(), places.end(), one.string_or("Subnet", ""));
      bool stays = !anew && place != places.end();
      if (stays) places.erase(place);
      (stays ? kept : old).push_back(one);
    }
  Array made = TRY(make_interfaces(role, record, places));
  for (const json::Value& one : kept)
    TRY(role.ask("ec2", "ModifyNetworkInterfaceAttribute",
                 Object{{"NetworkInterfaceId", one.string_or("Id", "")}, {"Groups", groups_of(record)}}));
  kept.insert(kept.end(), made.begin(), made.end());
  record.as_object().set(kInterfaces, kept);
  Array& all = record.as_object()[kInterfaces].as_array();
  all.insert(all.end(), old.begin(), old.end());  // as long as they are there
  for (const json::Value& one : old) TRY(drop_interface(role, one));
  all = std::move(kept);
  return {};
}

aws::Result<void> remove_network(ServiceRole& role, json::Value& record) {
  if (const json::Value* there = std::as_const(record).find(kInterfaces))
    for (const json::Value& one : there->as_array()) TRY(drop_interface(role, one));
  record.as_object().erase(kInterfaces);
  if (std::string group(config_of(record).string_or(kClusterGroup, "")); !group.empty())
    (void)drop(role, "DeleteSecurityGroup", Object{{"GroupId", group}});
  return {};
}

json::Value health_issue(const aws::Error& error, std::string_view cluster) {
  return Object{{"code", trouble_of(error).issue},
                {"message", error.message},
                {"resourceIds", Array{json::Value(cluster)}}};
}

json::Value update_error(const aws::Error& error, std::string_view cluster) {
  return Object{{"errorCode", trouble_of(error).error},
                {"errorMessage", error.message},
                {"resourceIds", Array{json::Value(cluster)}}};
}

}  // namespace account::eks
