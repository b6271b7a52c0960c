// DescribeInstances, whose answer has instances by the launches with which they came, and DescribeInstanceStatus.
#include <algorithm>

#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/instance.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

// Of a place that begins with an underscore nothing is answered: a member of ours, or one that no instance has here.
constexpr std::string_view kNone = "_None";
constexpr std::string_view kAddress = "NetworkInterfaces[].PrivateIpAddresses[].";

constexpr FilterPlace kFilters[] = {
    {"affinity", "Placement.Affinity"},
    {"availability-zone", "Placement.AvailabilityZone"},
    {"availability-zone-id", "Placement.AvailabilityZoneId"},
    {"block-device-mapping.device-name", "BlockDeviceMappings[].DeviceName"},
    {"block-device-mapping.", "BlockDeviceMappings[].Ebs."},
    {"dns-name", "PublicDnsName"},
    {"host-id", "Placement.HostId"},
    {"instance-state-code", "State.Code"},
    {"instance-state-name", "State.Name"},
    {"instance.group-id", "SecurityGroups[].GroupId"},
    {"instance.group-name", "SecurityGroups[].GroupName"},
    {"ip-address", "PublicIpAddress"},
    {"launch-index", "AmiLaunchIndex"},
    {"metadata-options.http-protocol-ipv4", "MetadataOptions.HttpEndpoint"},
    {"monitoring-state", "Monitoring.State"},
    {"network-interface.addresses.association.allocation-id", kNone},
    {"network-interface.addresses.association.association-id", kNone},
    {"network-interface.addresses.", kAddress},
    {"network-interface.association.allocation-id", kNone},
    {"network-interface.association.association-id", kNone},
    {"network-interface.attachment.instance-id", "InstanceId"},
    {"network-interface.attachment.instance-owner-id", "_OwnerId"},
    {"network-interface.availability-zone", "Placement.AvailabilityZone"},
    {"network-interface.deny-all-igw-traffic", kNone},
    {"network-interface.group-id", "NetworkInterfaces[].Groups[].GroupId"},
    {"network-interface.group-name", "NetworkInterfaces[].Groups[].GroupName"},
    {"network-interface.ipv4-prefixes.ipv4-prefix", "NetworkInterfaces[].Ipv4Prefixes[].Ipv4Prefix"},
    {"network-interface.ipv6-address", "NetworkInterfaces[].Ipv6Addresses[].Ipv6Address"},
    {"network-interface.ipv6-addresses.", "NetworkInterfaces[].Ipv6Addresses[]."},
    {"network-interface.ipv6-native", kNone},
    {"network-interface.ipv6-prefixes.ipv6-prefix", "NetworkInterfaces[].Ipv6Prefixes[].Ipv6Prefix"},
    {"network-interface.outpost-arn", kNone},
    {"network-interface.public-dns-name", "NetworkInterfaces[].Association.PublicDnsName"},
    {"network-interface.requester-id", kNone},
    {"network-interface.requester-managed", kNone},
    {"network-interface.tag-key", kNone},
    {"network-interface.tag-value", kNone},
    {"network-interface.", "NetworkInterfaces[]."},
    {"owner-id", "_OwnerId"},
    {"placement-group-name", "Placement.GroupName"},
    {"placement-partition-number", "Placement.PartitionNumber"},
    {"private-dns-name-options.enable-resource-name-dns-a-record",
     "PrivateDnsNameOptions.EnableResourceNameDnsARecord"},
    {"private-dns-name-options.enable-resource-name-dns-aaaa-record",
     "PrivateDnsNameOptions.EnableResourceNameDnsAAAARecord"},
    {"product-code", "ProductCodes[].ProductCodeId"},
    {"product-code.type", "ProductCodes[].ProductCodeType"},
    {"reason", "StateTransitionReason"},
    {"requester-id", kNone},
    {"reservation-id", "_ReservationId"},
    {"state-reason-code", "StateReason.Code"},
    {"state-reason-message", "StateReason.Message"},
    {"tenancy", "Placement.Tenancy"},
};

json::Value view(const Call& call, json::Value instance) {
  return shown_instance(call, std::move(instance));
}

const Described kDescribed{"DescribeInstances", kInstances, "InstanceIds", "Reservations", kFilters, view};

// Neighbours of the same launch stand in one reservation.
json::Array by_reservation(const Call& call, json::Array instances) {
  json::Array reservations;
  for (json::Value& instance : instances) {
    std::string id(instance.string_or("_ReservationId", ""));
    if (reservations.empty() || reservations.back().string_or("ReservationId", "") != id)
      reservations.push_back(Object{{"ReservationId", id},
                                    {"OwnerId", call.state.account()},
                                    {"Groups", json::Array()},
                                    {"Instances", json::Array()}});
    reservations.back().as_object()["Instances"].as_array().push_back(answered_instance(std::move(instance)));
  }
  return reservations;
}

Output describe_instances(Call& call) {
  std::vector<Entry> entries = TRY(fitting_entries(call, kDescribed));
  for (Entry& one : entries) one.id = fmt::format("{} {}", one.value.string_or("_ReservationId", ""), one.id);
  Output answer = answer_page(call, kDescribed.list, std::move(entries));
  if (!answer) return answer;
  json::Value& list = answer->as_object()[kDescribed.list];
  list = by_reservation(call, std::move(list.as_array()));
  return answer;
}

// --- status ---------------------------------------------------------------------------------------------------------

constexpr FilterPlace kStatusFilters[] = {
    {"event.", "Events[]."},
    {"instance-state-code", "InstanceState.Code"},
    {"instance-state-name", "InstanceState.Name"},
    {"instance-status.reachability", "InstanceStatus.Details[].Status"},
    {"system-status.reachability", "SystemStatus.Details[].Status"},
};

// Checks pass as soon as an instance runs.
json::Value status_view(const Call& call, json::Value instance) {
  std::string state = instance_state(instance, call.now);
  bool runs = state == "running";
  Object summary{{"Status", runs ? "ok" : state == "pending" ? "initializing" : "not-applicable"}};
  if (runs) summary.set("Details", json::Array{Object{{"Name", "reachability"}, {"Status", "passed"}}});
  Object ebs = summary;
  return Object{{"InstanceId", instance.string_or("InstanceId", "")},
                {"AvailabilityZone", instance.find("Placement")->string_or("AvailabilityZone", "")},
                {"AvailabilityZoneId", instance.find("Placement")->string_or("AvailabilityZoneId", "")},
                {"InstanceState", state_object(state)},
                {"InstanceStatus", summary},
                {"SystemStatus", summary},
                {"AttachedEbsStatus", std::move(ebs)}};
}

const Described kDescribedStatus{"DescribeInstanceStatus", kInstances,     "InstanceIds",
                                 "InstanceStatuses",       kStatusFilters, status_view};

// "By default, only running instances are described, unless you specifically indicate to return the status of all
// instances."
Output describe_status(Call& call) {
  std::vector<Entry> entries = TRY(fitting_entries(call, kDescribedStatus));
  if (!call.input.flag("IncludeAllInstances"))
    std::erase_if(entries, [](const Entry& one) {
      return one.value.find("InstanceState")->string_or("Name", "") != "running";
    });
  return answer_page(call, kDescribedStatus.list, std::move(entries));
}

constexpr Operation kOperations[] = {{"DescribeInstances", {any()}, describe_instances},
                                     {"DescribeInstanceStatus", {any()}, describe_status}};

}  // namespace

std::span<const FilterPlace> instance_filters() {
  return kFilters;
}
std::span<const FilterPlace> instance_status_filters() {
  return kStatusFilters;
}

std::span<const Operation> instance_query_operations() {
  return kOperations;
}

}  // namespace account::ec2
