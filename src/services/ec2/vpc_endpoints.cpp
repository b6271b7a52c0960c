// VPC endpoints: gateways, which route tables lead to, and interfaces in subnets (AWS PrivateLink Guide, "Access AWS
// services through AWS PrivateLink" and "Gateway endpoints").
#include <algorithm>
#include <array>
#include <chrono>
#include <span>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "account/record/lifecycle.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/interface.h"
#include "services/ec2/kinds.h"
#include "services/ec2/prefix_list.h"
#include "services/ec2/resource.h"
#include "services/ec2/security_group.h"
#include "services/ec2/vpc_endpoint.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

using namespace std::chrono_literals;

// One to three minutes; a gateway's are there at once.
constexpr Transition kLife[] = {{"pending", "available", 90s, "pending"}, {"deleting", "", 90s, "deleting"}};
constexpr std::string_view kEndDeletion = "ec2.end_vpc_endpoint";
constexpr std::string_view kRequester = "amazon-vpce";
constexpr std::string_view kOpenPolicy =
    R"({"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]})";

bool is_gateway(const json::Value& endpoint) {
  return endpoint.string_or("VpcEndpointType", "") == "Gateway";
}

const EndpointService& service_of(const State& state, const json::Value& endpoint) {
  return *find_endpoint_service(state.region(), endpoint.string_or("ServiceName", ""));
}

json::Value view(const Call& call, json::Value endpoint) {
  Object& fields = endpoint.as_object();
  std::string state = state_at(kLife, kept_state(endpoint, "available"), call.now).state;
  std::string id(endpoint.string_or("VpcEndpointId", ""));
  json::Array tables;
  for (const Entry& table : find_through(call.state, kRouteTables, "_EndpointIds", id))
    tables.push_back(table.id);
  fields.set("State", state);
  fields.set("RouteTableIds", std::move(tables));
  for (std::string_view member : {"Since", "Speed"}) fields.erase(member);
  return answered(std::move(endpoint));
}

tl::unexpected<aws::Error> invalid(std::string words) {
  return tl::unexpected(aws::Error("InvalidParameter", 400, std::move(words)));
}

Found& found(Call& call, const RecordKind& kind, std::string_view id) {
  return *std::find_if(call.found.begin(), call.found.end(),
                       [&](const Found& one) { return *one.kind == kind && one.named == id; });
}

// --- what both have -------------------------------------------------------------------------------------------------

aws::Result<std::string> read_policy(const std::string& document) {
  if (json::parse(document)) return document;
  return aws::error("InvalidPolicyDocument", 400, "The policy document is not valid JSON.");
}

aws::Result<void> check_networks(const Call& call, std::string_view vpc) {
  for (const Found& one : call.found)
    if (one.record.find("VpcId") && one.text("VpcId") != vpc)
      return invalid(fmt::format("{} {} does not belong to VPC {}", one.kind->noun, one.named, vpc));
  return {};
}

aws::Result<void> check_type(const EndpointService& service, const std::string& type) {
  if (type == "Interface" || (type == "Gateway" && service.has_gateways)) return {};
  if (type != "Gateway")
    return aws::error("UnsupportedOperation", 400, "{} endpoints are not simulated", type);
  return invalid(
      fmt::format("Endpoint type ({}) does not match available service types ([Interface]).", type));
}

constexpr std::array<std::string_view, 3> kOfGateways = {"RouteTableIds", "AddRouteTableIds",
                                                         "RemoveRouteTableIds"};
constexpr std::array<std::string_view, 6> kOfInterfaces = {"SubnetIds",           "SecurityGroupIds",
                                                           "AddSubnetIds",        "RemoveSubnetIds",
                                                           "AddSecurityGroupIds", "RemoveSecurityGroupIds"};

// Nothing that only the other type has.
aws::Result<void> check_members(const Input& in, bool is_of_gateway) {
  std::span<const std::string_view> others(kOfGateways);
  if (is_of_gateway) others = kOfInterfaces;
  for (std::string_view member : others)
    if (in.knows(member) && !in.list(member).empty())
      return invalid(fmt::format("{} cannot be specified for an endpoint of type {}", member,
                                 is_of_gateway ? "Gateway" : "Interface"));
  if (is_of_gateway && in.flag("PrivateDnsEnabled"))
    return invalid("PrivateDnsEnabled cannot be specified for an endpoint of type Gateway");
  return {};
}

// --- gateways -------------------------------------------------------------------------------------------------------

aws::Result<void> lead_to(Call& call, Found& table, const json::Value& endpoint) {
  std::string list = own_list_of(call.region, service_of(call.state, endpoint).name);
  auto leads_there = [&](const json::Array& routes) {
    return std::any_of(routes.begin(), routes.end(), [&](const json::Value& one) {
      return one.string_or("DestinationPrefixListId", "") == list;
    });
  };
  if (leads_there(table.fields()["Routes"].as_array()) ||
      leads_there(endpoint_routes(call.state, table.record)))
    return aws::error("RouteAlreadyExists", 400,
                      "route table {} already has a route with destination-prefix-list-id {}", table.named,
                      list);
  json::Value& ids = table.fields()["_EndpointIds"];
  if (!ids.is_array()) ids = json::Array();
  ids.as_array().push_back(*endpoint.find("VpcEndpointId"));
  call.save(table);
  return {};
}

void lead_no_more(State& state, json::Value table, const std::string& endpoint) {
  std::erase(table.as_object()["_EndpointIds"].as_array(), json::Value(endpoint));
  store(state, kRouteTables, table);
}

// --- interfaces -----------------------------------------------------------------------------------------------------

json::Array& list_of(json::Value& endpoint, std::string_view member) {
  return endpoint.as_object()[member].as_array();
}

std::vector<std::string> group_ids(json::Value& endpoint) {
  std::vector<std::string> ids;
  for (const json::Value& one : list_of(endpoint, "Groups")) ids.emplace_back(one.string_or("GroupId", ""));
  return ids;
}

// The zones in which it has subnets.
std::vector<std::string> zones_of_endpoint(const State& state, json::Value& endpoint) {
  std::vector<std::string> zones;
  for (const json::Value& id : list_of(endpoint, "SubnetIds"))
    if (auto subnet = find(state, kSubnets, id.as_string()))
      zones.emplace_back(subnet->string_or("AvailabilityZone", ""));
  return zones;
}

aws::Result<void> add_subnet(Call& call, json::Value& endpoint, const Found& subnet) {
  std::vector<std::string> zones = zones_of_endpoint(call.state, endpoint);
  if (std::find(zones.begin(), zones.end(), subnet.text("AvailabilityZone")) != zones.end())
    return aws::error(
        "DuplicateSubnetsInSameZone", 400,
        "Found another VPC endpoint subnet in the availability zone of {}. VPC endpoint subnets "
        "should be in different availability zones supported by the VPC endpoint service.",
        subnet.named);
  NewInterface wanted{fmt::format("VPC Endpoint Interface {}", endpoint.string_or("VpcEndpointId", "")),
                      "vpc_endpoint", group_ids(endpoint), "", std::string(kRequester)};
  json::Value interface = TRY(make_interface(call, subnet.record, wanted));
  list_of(endpoint, "SubnetIds").push_back(subnet.named);
  list_of(endpoint, "NetworkInterfaceIds").push_back(*interface.find("NetworkInterfaceId"));
  return {};
}

void remove_subnet(State& state, json::Value& endpoint, const std::string& subnet) {
  std::erase(list_of(endpoint, "SubnetIds"), json::Value(subnet));
  std::erase_if(list_of(endpoint, "NetworkInterfaceIds"), [&](const json::Value& id) {
    auto interface = find(state, kInterfaces, id.as_string());
    bool is_there = interface && interface->string_or("SubnetId", "") == subnet;
    if (is_there) erase_interface(state, id.as_string());
    return is_there;
  });
}

void set_groups(State& state, json::Value& endpoint, json::Array groups) {
  json::Array ids;
  for (const json::Value& one : groups) ids.push_back(*one.find("GroupId"));
  for (const json::Value& id : list_of(endpoint, "NetworkInterfaceIds")) {
    auto interface = find(state, kInterfaces, id.as_string());
    if (!interface) continue;
    interface->as_object().set("Groups", groups);
    interface->as_object().set("_GroupIds", ids);
    store(state, kInterfaces, *interface);
  }
  endpoint.as_object().set("Groups", std::move(groups));
}

json::Value shown_group(const Found& group) {
  return Object{{"GroupId", group.named}, {"GroupName", group.text("GroupName")}};
}

// A name of AWS's leads to one endpoint of a VPC, and needs its resolver.
aws::Result<void> check_private_dns(const Call& call, const json::Value& endpoint) {
  std::string vpc_id(endpoint.string_or("VpcId", ""));
  json::Value vpc = TRY(require(call.state, kVpcs, vpc_id));
  if (!vpc.bool_or("_EnableDnsSupport", false) || !vpc.bool_or("_EnableDnsHostnames", false))
    return invalid(fmt::format(
        "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes "
        "set to true for {}",
        vpc_id));
  for (const Entry& other : find_through(call.state, kVpcEndpoints, "VpcId", vpc_id))
    if (other.id != endpoint.string_or("VpcEndpointId", "") &&
        other.value.bool_or("PrivateDnsEnabled", false) &&
        *other.value.find("ServiceName") == *endpoint.find("ServiceName"))
      return invalid(fmt::format(
          "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
          "{} in the VPC {}",
          private_dns_name(call.region, service_of(call.state, endpoint)), vpc_id));
  return {};
}

void set_dns_entries(const Call& call, json::Value& endpoint) {
  endpoint.as_object().set("DnsEntries", dns_entries(call.region, service_of(call.state, endpoint),
                                                     std::string(endpoint.string_or("VpcEndpointId", "")),
                                                     zones_of_endpoint(call.state, endpoint),
                                                     endpoint.bool_or("PrivateDnsEnabled", false)));
}

// --- made -----------------------------------------------------------------------------------------------------------

aws::Result<void> check_quotas(const Call& call, bool is_of_gateway) {
  size_t count = 0;
  auto all = is_of_gateway ? call.state.list(kVpcEndpoints.name)
                           : find_through(call.state, kVpcEndpoints, "VpcId", call.input.text("VpcId"));
  for (const Entry& one : all)
    if (is_gateway(one.value) == is_of_gateway) ++count;
  return check_quota(call, is_of_gateway ? quotas::kGatewayEndpoints : quotas::kInterfaceEndpointsPerVpc,
                     count);
}

json::Value new_endpoint(const Call& call, const std::string& type, std::string policy, json::Array tags) {
  const Input& in = call.input;
  Object dns{{"DnsRecordIpType", type == "Gateway" ? "service-defined" : "ipv4"}};
  if (const json::Value* said = in.find("DnsOptions"))
    for (const json::Member& member : said->as_object()) dns.set(member.name, member.value);
  return Object{{"VpcEndpointId", new_id(call, kVpcEndpoints)},
                {"VpcEndpointType", type},
                {"VpcId", in.text("VpcId")},
                {"ServiceName", in.text("ServiceName")},
                {"ServiceRegion", call.region},
                {"PolicyDocument", std::move(policy)},
                {"SubnetIds", json::Array()},
                {"Groups", json::Array()},
                {"IpAddressType", "ipv4"},
                {"DnsOptions", std::move(dns)},
                {"PrivateDnsEnabled", type == "Interface" && in.flag("PrivateDnsEnabled", true)},
                {"RequesterManaged", false},
                {"NetworkInterfaceIds", json::Array()},
                {"DnsEntries", json::Array()},
                {"CreationTimestamp", base::to_ms(call.now)},
                {"OwnerId", call.state.account()},
                {"Tags", std::move(tags)}};
}

aws::Result<void> build_interfaces(Call& call, json::Value& endpoint) {
  if (endpoint.bool_or("PrivateDnsEnabled", false)) TRY(check_private_dns(call, endpoint));
  json::Array groups;
  for (const Found& one : call.found)
    if (*one.kind == kSecurityGroups) groups.push_back(shown_group(one));
  if (groups.empty()) {
    std::string name = fmt::format("{}/{}", endpoint.string_or("VpcId", ""), kDefaultGroup);
    for (const Entry& one : find_through(call.state, kSecurityGroups, "_NameInVpc", name))
      groups.push_back(Object{{"GroupId", one.id}, {"GroupName", kDefaultGroup}});
  }
  set_groups(call.state, endpoint, std::move(groups));
  for (const Found& one : call.found)
    if (*one.kind == kSubnets) TRY(add_subnet(call, endpoint, one));
  set_dns_entries(call, endpoint);
  return {};
}

Output create(Call& call) {
  const Input& in = call.input;
  TRY(check_not_given(in, {"SubnetConfigurations", "ServiceNetworkArn", "ResourceConfigurationArn"}));
  if (in.has("ServiceRegion") && in.text("ServiceRegion") != call.region)
    TRY(check_not_given(in, {"ServiceRegion"}));
  if (in.has("IpAddressType") && in.text("IpAddressType") != "ipv4")
    TRY(check_not_given(in, {"IpAddressType"}));
  std::string type = in.has("VpcEndpointType") ? in.text("VpcEndpointType") : "Gateway";
  const EndpointService* service = find_endpoint_service(call.region, in.text("ServiceName"));
  if (!service) return tl::unexpected(no_such_service(in.text("ServiceName")));
  TRY(check_type(*service, type));
  TRY(check_members(in, type == "Gateway"));
  TRY(check_networks(call, call.the().named));
  TRY(check_quotas(call, type == "Gateway"));
  std::string policy =
      in.has("PolicyDocument") ? TRY(read_policy(in.text("PolicyDocument"))) : std::string(kOpenPolicy);
  json::Array tags = TRY(tags_at_creation(call, kVpcEndpoints));
  json::Value endpoint = new_endpoint(call, type, std::move(policy), std::move(tags));
  keep_state(endpoint, {type == "Gateway" ? "available" : "pending", call.now, call.facilities.speed});
  if (type == "Interface") TRY(build_interfaces(call, endpoint));
  call.make(kVpcEndpoints, endpoint.string_or("VpcEndpointId", ""), endpoint);
  for (Found& one : call.found)
    if (*one.kind == kRouteTables) TRY(lead_to(call, one, endpoint));
  json::Value shown = view(call, std::move(endpoint));
  if (type == "Interface") shown.as_object().set("State", "pending");  // also if nothing takes any time
  Object answer{{"VpcEndpoint", std::move(shown)}};
  answer.set_if("ClientToken", in.find("ClientToken"));
  return answer;
}

Output describe_all(Call& call) {
  return describe(call, kDescribedVpcEndpoints);
}

// --- changed --------------------------------------------------------------------------------------------------------

aws::Result<void> modify_gateway(Call& call, const json::Value& endpoint) {
  for (const std::string& id : call.input.texts("RemoveRouteTableIds"))
    lead_no_more(call.state, found(call, kRouteTables, id).record,
                 std::string(endpoint.string_or("VpcEndpointId", "")));
  for (const std::string& id : call.input.texts("AddRouteTableIds")) {
    Found& table = found(call, kRouteTables, id);
    table.record = TRY(require(call.state, kRouteTables, id));
    TRY(lead_to(call, table, endpoint));
  }
  return {};
}

aws::Result<void> modify_interfaces(Call& call, json::Value& endpoint) {
  const Input& in = call.input;
  json::Array groups = list_of(endpoint, "Groups");
  for (const std::string& id : in.texts("RemoveSecurityGroupIds"))
    std::erase_if(groups, [&](const json::Value& one) { return one.string_or("GroupId", "") == id; });
  for (const std::string& id : in.texts("AddSecurityGroupIds")) {
    json::Value group = shown_group(found(call, kSecurityGroups, id));
    if (std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(std::move(group));
  }
  if (groups.empty()) return invalid("An interface endpoint has at least one security group.");
  set_groups(call.state, endpoint, std::move(groups));
  for (const std::string& id : in.texts("RemoveSubnetIds")) remove_subnet(call.state, endpoint, id);
  for (const std::string& id : in.texts("AddSubnetIds"))
    TRY(add_subnet(call, endpoint, found(call, kSubnets, id)));
  if (in.has("PrivateDnsEnabled")) {
    if (in.flag("PrivateDnsEnabled")) TRY(check_private_dns(call, endpoint));
    endpoint.as_object().set("PrivateDnsEnabled", in.flag("PrivateDnsEnabled"));
  }
  set_dns_entries(call, endpoint);
  return {};
}

Output modify(Call& call) {
  const Input& in = call.input;
  json::Value& endpoint = call.found.at(0).record;
  TRY(check_not_given(in, {"SubnetConfigurations"}));
  if (in.has("IpAddressType") && in.text("IpAddressType") != "ipv4")
    TRY(check_not_given(in, {"IpAddressType"}));
  TRY(check_networks(call, endpoint.string_or("VpcId", "")));
  TRY(check_members(in, is_gateway(endpoint)));
  if (in.has("PolicyDocument"))
    endpoint.as_object().set("PolicyDocument", TRY(read_policy(in.text("PolicyDocument"))));
  if (in.flag("ResetPolicy")) endpoint.as_object().set("PolicyDocument", kOpenPolicy);
  if (const json::Value* said = in.find("DnsOptions"))
    for (const json::Member& member : said->as_object())
      endpoint.as_object()["DnsOptions"].as_object().set(member.name, member.value);
  TRY(is_gateway(endpoint) ? modify_gateway(call, endpoint) : modify_interfaces(call, endpoint));
  call.save(call.found.at(0));
  return Object{{"Return", true}};
}

// --- deleted --------------------------------------------------------------------------------------------------------

void erase_gateway(State& state, const std::string& id) {
  for (Entry& table : find_through(state, kRouteTables, "_EndpointIds", id))
    lead_no_more(state, std::move(table.value), id);
  remove(state, kVpcEndpoints, id);
}

void start_deletion(Call& call, const std::string& id, json::Value endpoint) {
  if (state_at(kLife, kept_state(endpoint, "available"), call.now).state == "deleting") return;
  keep_state(endpoint, {"deleting", call.now, call.facilities.speed});
  endpoint.as_object().set("PrivateDnsEnabled", false);
  store(call.state, kVpcEndpoints, endpoint);
  base::Time end = ends_at(kLife, kept_state(endpoint, "")).value_or(call.now);
  schedule(call.state, call.facilities, {end, kEndDeletion, id});
}

// Its interfaces keep their subnets and groups until then.
void end_deletion(Due& due) {
  auto endpoint = find(due.state, kVpcEndpoints, due.id);
  if (!endpoint) return;
  for (const json::Value& id : list_of(*endpoint, "NetworkInterfaceIds"))
    erase_interface(due.state, id.as_string());
  remove(due.state, kVpcEndpoints, due.id);
}

// What is not there is an entry of the answer.
Output delete_endpoints(Call& call) {
  json::Array unsuccessful;
  for (const std::string& id : call.input.texts("VpcEndpointIds")) {
    auto endpoint = find(call.state, kVpcEndpoints, id);
    if (!endpoint) {
      aws::Error error = absent(kVpcEndpoints, id).value();
      unsuccessful.push_back(
          Object{{"Error", Object{{"Code", error.code}, {"Message", error.message}}}, {"ResourceId", id}});
    } else if (is_gateway(*endpoint)) {
      erase_gateway(call.state, id);
    } else {
      start_deletion(call, id, std::move(*endpoint));
    }
  }
  return Object{{"Unsuccessful", std::move(unsuccessful)}};
}

constexpr RecordKind listed() {
  RecordKind kind = kVpcEndpoints;
  kind.absent_code = "";
  return kind;
}
constexpr RecordKind kListed = listed();

void said_service(const Call& call, const json::Value*, policy::Context& context) {
  context.set("ec2:VpceServiceName", call.input.text("ServiceName"));
  context.set("ec2:VpceServiceOwner", "amazon");
}

constexpr FilterPlace kFilters[] = {{"vpc-endpoint-state", "State"}};

constexpr Effect kEffects[] = {{kEndDeletion, end_deletion}};

constexpr Operation kOperations[] = {
    {"CreateVpcEndpoint",
     {creates(kVpcEndpoints).keys(said_service), kCreateTags, on(kVpcs),
      on(kRouteTables).each("RouteTableIds"), on(kSubnets).each("SubnetIds"),
      on(kSecurityGroups).each("SecurityGroupIds")},
     create},
    {"DescribeVpcEndpoints", {any()}, describe_all},
    {"ModifyVpcEndpoint",
     {on(kVpcEndpoints), on(kRouteTables).each("AddRouteTableIds"),
      on(kRouteTables).each("RemoveRouteTableIds"), on(kSubnets).each("AddSubnetIds"),
      on(kSubnets).each("RemoveSubnetIds"), on(kSecurityGroups).each("AddSecurityGroupIds"),
      on(kSecurityGroups).each("RemoveSecurityGroupIds")},
     modify},
    {"DeleteVpcEndpoints", {on(kListed).each("VpcEndpointIds")}, delete_endpoints},
};

}  // namespace

const Described kDescribedVpcEndpoints{"DescribeVpcEndpoints", kVpcEndpoints, "VpcEndpointIds",
                                       "VpcEndpoints",         kFilters,      view};

json::Array endpoint_routes(const State& state, const json::Value& table) {
  json::Array routes;
  for (const std::string& id : table.strings_at("_EndpointIds"))
    if (auto endpoint = find(state, kVpcEndpoints, id))
      routes.push_back(
          Object{{"DestinationPrefixListId", own_list_of(state.region(), service_of(state, *endpoint).name)},
                 {"GatewayId", id},
                 {"Origin", "CreateRoute"},
                 {"State", "active"}});
  return routes;
}

std::span<const Effect> endpoint_effects() {
  return kEffects;
}

std::span<const Operation> vpc_endpoint_operations() {
  return kOperations;
}

}  // namespace account::ec2
