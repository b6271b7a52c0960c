#include "services/ec2/default_vpc.h"

#include "account/call/facilities.h"
#include "account/call/quota.h"
#include "account/record/index.h"
#include "services/ec2/ec2.h"
#include "services/ec2/internet_gateway.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/route_table.h"
#include "services/ec2/subnet.h"
#include "services/ec2/vpc.h"
#include "services/ec2/zones.h"

namespace account::ec2 {
namespace {

constexpr std::string_view kBlock = "172.31.0.0/16";
constexpr int kSubnetLength = 20;
constexpr std::string_view kLooked = "ec2.looked_at";  // REGION: somebody has looked

constexpr Quota kQuota{"default-vpcs", 1, "DefaultVpcAlreadyExists",
                       "A Default VPC already exists for this account in this region."};

// Of the VPC's blocks the first that is free.
json::Value make_default_subnet(Call& call, const json::Value& vpc, const Zone& zone) {
  Cidr all = Cidr::parse(kBlock).value();
  uint64_t number = 0;
  auto others = find_through(call.state, kSubnets, "VpcId", vpc.string_or("VpcId", ""));
  auto is_taken = [&](const Cidr& block) {
    for (const Entry& other : others)
      for (const Cidr& one : blocks_of_subnet(other.value))
        if (one.overlaps(block)) return true;
    return false;
  };
  while (is_taken(all.part(kSubnetLength, number))) ++number;
  NewSubnet wanted{std::string(vpc.string_or("VpcId", "")), all.part(kSubnetLength, number), zone};
  wanted.is_default = true;
  return make_subnet(call, std::move(wanted));
}

json::Value make_default_vpc(Call& call) {
  NewVpc wanted{Cidr::parse(kBlock).value()};
  wanted.is_default = true;
  json::Value vpc = make_vpc(call, std::move(wanted));
  std::string id(vpc.string_or("VpcId", ""));
  std::string gateway = make_internet_gateway(call, id);
  for (Entry& table : find_through(call.state, kRouteTables, "VpcId", id)) {
    table.value.as_object()["Routes"].as_array().push_back(Object{{"DestinationCidrBlock", "0.0.0.0/0"},
                                                                  {"GatewayId", gateway},
                                                                  {"Origin", "CreateRoute"},
                                                                  {"State", "active"}});
    store(call.state, kRouteTables, table.value);
  }
  for (const Zone& zone : zones_of(call.region, call.state.account())) make_default_subnet(call, vpc, zone);
  return vpc;
}

Output create_vpc(Call& call) {
  make_default_vpc_once(call);
  if (find_default_vpc(call.state)) return aws::error(std::string(kQuota.code), 400, "{}", kQuota.words);
  TRY(check_vpc_quota(call));
  json::Value shown = answered(make_default_vpc(call));
  shown.as_object().set("State", "pending");
  return Object{{"Vpc", std::move(shown)}};
}

aws::Result<Zone> named_zone(const Call& call) {
  std::string name = call.input.text("AvailabilityZone"), id = call.input.text("AvailabilityZoneId");
  for (Zone& zone : zones_of(call.region, call.state.account()))
    if (zone.name == name || zone.id == id) return std::move(zone);
  if (name.empty() && id.empty())
    return aws::error("MissingParameter", 400, "The request must contain the parameter availabilityZone");
  return aws::error("InvalidParameterValue", 400,
                    "Value ({}) for parameter availabilityZone is invalid. There is no such zone.",
                    name.empty() ? id : name);
}

Output create_subnet(Call& call) {
  make_default_vpc_once(call);
  if (call.input.flag("Ipv6Native")) TRY(check_not_given(call.input, {"Ipv6Native"}));
  Zone zone = TRY(named_zone(call));
  auto vpc = find_default_vpc(call.state);
  if (!vpc) return aws::error("DefaultVpcDoesNotExist", 400, "No default VPC for this user");
  for (const Entry& other : find_through(call.state, kSubnets, "VpcId", vpc->id))
    if (other.value.bool_or("DefaultForAz", false) &&
        other.value.string_or("AvailabilityZone", "") == zone.name)
      return aws::error("DefaultSubnetAlreadyExistsInAvailabilityZone", 400,
                        "'{}' already exists as the default subnet in {}", other.id, zone.name);
  return Object{{"Subnet", shown_subnet(call, make_default_subnet(call, vpc->value, zone))}};
}

constexpr Operation kOperations[] = {{"CreateDefaultVpc", {any()}, create_vpc},
                                     {"CreateDefaultSubnet", {any()}, create_subnet}};

}  // namespace

void make_default_vpc_once(Call& call) {
  if (!is_region_new(call)) return;
  call.state.put(kLooked, call.region, Object{});
  if (most_of(call, kQuota) > 0) make_default_vpc(call);
}

bool is_region_new(const Call& call) {
  return !call.state.contains(kLooked, call.region);
}

std::optional<Entry> find_default_vpc(const State& state) {
  auto found = find_through(state, kVpcs, "_IsDefault", "yes");
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::span<const Operation> default_vpc_operations() {
  return kOperations;
}

}  // namespace account::ec2
