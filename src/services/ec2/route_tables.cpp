// Route tables and with which subnets they are associated (Amazon VPC User Guide, "Configure route tables").
#include "account/record/index.h"
#include "account/record/tags.h"
#include "services/ec2/dependents.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/ec2/route_table.h"
#include "services/ec2/vpc.h"
#include "services/ec2/vpc_endpoint.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

constexpr std::string_view kAssociation = "_TableAssociationId";  // of a subnet

json::Value new_table(const Call& call, const std::string& vpc, json::Array tags) {
  return Object{{"RouteTableId", new_id(call, kRouteTables)},
                {"VpcId", vpc},
                {"OwnerId", call.state.account()},
                {"Routes", json::Array()},
                {"PropagatingVgws", json::Array()},
                {"Tags", std::move(tags)}};
}

Object association(std::string_view id, std::string_view table, bool is_main) {
  return Object{{"RouteTableAssociationId", id},
                {"RouteTableId", table},
                {"Main", is_main},
                {"AssociationState", Object{{"State", "associated"}}}};
}

json::Array associations(const State& state, const json::Value& table) {
  json::Array all;
  std::string_view id = table.string_or("RouteTableId", "");
  if (std::string_view main = table.string_or("_MainAssociationId", ""); !main.empty())
    all.push_back(association(main, id, true));
  for (const Entry& subnet : find_through(state, kSubnets, "_RouteTableId", id)) {
    Object one = association(subnet.value.string_or(kAssociation, ""), id, false);
    one.set("SubnetId", subnet.id);
    all.push_back(std::move(one));
  }
  return all;
}

Output create(Call& call) {
  const std::string& vpc = call.the().named;
  json::Array tags = TRY(tags_at_creation(call, kRouteTables));
  TRY(check_quota(call, quotas::kRouteTablesPerVpc, count_through(call.state, kRouteTables, "VpcId", vpc)));
  json::Value table = new_table(call, vpc, std::move(tags));
  call.make(kRouteTables, table.string_or("RouteTableId", ""), table);
  Object answer{{"RouteTable", shown_table(call, std::move(table))}};
  answer.set_if("ClientToken", call.input.find("ClientToken"));
  return answer;
}

Output describe_tables(Call& call) {
  return describe(call, kDescribedRouteTables);
}

Output delete_table(Call& call) {
  Found& table = call.the();
  constexpr Dependent kDependents[] = {{kSubnets, "_RouteTableId"}};
  std::string words = fmt::format("The routeTable '{}' has dependencies and cannot be deleted.", table.named);
  TRY(check_no_dependents(call, kDependents, table.named, words));
  if (!table.text("_MainAssociationId").empty()) return aws::error("DependencyViolation", 400, "{}", words);
  call.erase(table);
  return Object{};
}

// --- associations ---------------------------------------------------------------------------------------------------

Object associated(std::string_view member, const std::string& id) {
  return Object{{std::string(member), id}, {"AssociationState", Object{{"State", "associated"}}}};
}

void erase_association(Object& subnet) {
  const json::Value* id = subnet.find(kAssociation);
  if (!id) return;
  std::erase(subnet["_Ids"].as_array(), *id);
  subnet.erase(kAssociation);
  subnet.erase("_RouteTableId");
}

std::string set_association(const Call& call, Object& subnet, const std::string& table) {
  erase_association(subnet);
  std::string id = new_id(call, "rtbassoc-");
  subnet.set("_RouteTableId", table);
  subnet.set(kAssociation, id);
  subnet["_Ids"].as_array().push_back(id);
  return id;
}

Output associate(Call& call) {
  TRY(check_not_given(call.input, {"GatewayId", "PublicIpv4Pool"}));
  if (call.found.size() < 2)
    return aws::error("MissingParameter", 400,
                      "The request must contain the parameter subnetId or gatewayId");
  const Found& table = call.found.at(0);
  Found& subnet = call.found.at(1);
  if (table.text("VpcId") != subnet.text("VpcId"))
    return aws::error("InvalidParameterValue", 400,
                      "Route table {} and subnet {} belong to different networks", table.named, subnet.named);
  std::string other = subnet.text("_RouteTableId");
  if (other == table.named) return associated("AssociationId", subnet.text(kAssociation));
  if (!other.empty())
    return aws::error("Resource.AlreadyAssociated", 400,
                      "the specified association for route table {} conflicts with an existing association",
                      table.named);
  std::string id = set_association(call, subnet.fields(), table.named);
  call.save(subnet);
  return associated("AssociationId", id);
}

// The table with which an association is: as the main one of its VPC, or of a subnet.
std::optional<Entry> find_table(const State& state, const std::string& association) {
  std::vector<Entry> main = find_through(state, kRouteTables, "_MainAssociationId", association);
  if (!main.empty()) return std::move(main.front());
  for (const Entry& subnet : find_through(state, kSubnets, "_Ids", association)) {
    std::string id(subnet.value.string_or("_RouteTableId", ""));
    if (subnet.value.string_or(kAssociation, "") != association) continue;
    if (auto table = find(state, kRouteTables, id)) return Entry{std::move(id), std::move(*table)};
  }
  return std::nullopt;
}

aws::Result<Resource> locate_table(const Asking& asking) {
  const State& state = asking.call.state;
  Resource resource;
  resource.named = asking.text(asking.need.member);
  auto table = find_table(state, resource.named);
  resource.arn = arn_of(state, kRouteTables, Object{{"RouteTableId", table ? table->id : "*"}});
  if (!table) return resource;
  resource.kind = &kRouteTables;
  resource.named = std::move(table->id);
  add_resource_tags(table->value.find("Tags"), resource.keys, kRouteTables.tag_key_prefix);
  route_table_keys(state, table->value, resource.keys);
  resource.record = std::move(table->value);
  return resource;
}

constexpr RecordKind table_of_association() {
  RecordKind kind = kRouteTables;
  kind.noun = "association";
  kind.locate = locate_table;
  kind.absent_code = "InvalidAssociationID.NotFound";
  kind.absent_words = "The association ID '{name}' does not exist";
  kind.malformed_code = "";
  return kind;
}
constexpr RecordKind kTableOfAssociation = table_of_association();

constexpr RecordKind kSubnetOfAssociation =
    led_to(kSubnets, "_Ids", "InvalidAssociationID.NotFound", "The association ID '{name}' does not exist");

bool is_of_subnet(const Asking& asking, const Resource&) {
  return is_any_through(asking.call.state, kSubnets, "_Ids", asking.call.input.text("AssociationId"));
}
constexpr When kIsOfSubnet("the association is a subnet's", is_of_subnet);

Output disassociate(Call& call) {
  if (call.found.size() < 2)
    return aws::error("InvalidParameterValue", 400, "cannot disassociate the main route table association {}",
                      call.input.text("AssociationId"));
  Found& subnet = call.found.at(1);
  erase_association(subnet.fields());
  call.save(subnet);
  return Object{};
}

// Of the main association: another table becomes the main one.
Output replace_association(Call& call) {
  Found& table = call.found.at(0);
  Found& before = call.found.at(1);
  if (table.text("VpcId") != before.text("VpcId"))
    return aws::error("InvalidParameterValue", 400,
                      "Route table {} and route table {} belong to different networks", table.named,
                      before.named);
  if (call.found.size() > 2) {
    Found& subnet = call.found.at(2);
    std::string id = set_association(call, subnet.fields(), table.named);
    call.save(subnet);
    return associated("NewAssociationId", id);
  }
  std::string id = new_id(call, "rtbassoc-");
  before.fields().erase("_MainAssociationId");
  call.save(before);
  if (table.named == before.named) table.record = before.record;
  table.fields().set("_MainAssociationId", id);
  call.save(table);
  return associated("NewAssociationId", id);
}

constexpr FilterPlace kFilters[] = {{"association.", "Associations[]."}, {"route.", "Routes[]."}};

constexpr Operation kOperations[] = {
    {"CreateRouteTable", {creates(kRouteTables).keys(said_keys), kCreateTags, on(kVpcs)}, create},
    {"DescribeRouteTables", {any()}, describe_tables},
    {"AssociateRouteTable", {on(kRouteTables), on(kSubnets).when("SubnetId")}, associate},
    {"DisassociateRouteTable",
     {on(kTableOfAssociation, "AssociationId"), on(kSubnetOfAssociation, "AssociationId").when(kIsOfSubnet)},
     disassociate},
    {"ReplaceRouteTableAssociation",
     {on(kRouteTables), on(kTableOfAssociation, "AssociationId"),
      on(kSubnetOfAssociation, "AssociationId").when(kIsOfSubnet)},
     replace_association},
    {"DeleteRouteTable", {on(kRouteTables)}, delete_table},
};

}  // namespace

const Described kDescribedRouteTables{"DescribeRouteTables", kRouteTables, "RouteTableIds",
                                      "RouteTables",         kFilters,     shown_table};

json::Value make_main_table(Call& call, const std::string& vpc) {
  json::Value table = new_table(call, vpc, {});
  table.as_object().set("_MainAssociationId", new_id(call, "rtbassoc-"));
  call.make(kRouteTables, table.string_or("RouteTableId", ""), table);
  return table;
}

json::Value shown_table(const Call& call, json::Value table) {
  json::Array routes = local_routes(call.state, std::string(table.string_or("VpcId", "")));
  for (json::Value& route : table.as_object()["Routes"].as_array()) {
    route.as_object().set("State", route_state(call, table, route));
    routes.push_back(route);
  }
  for (json::Value& route : endpoint_routes(call.state, table)) routes.push_back(std::move(route));
  table.as_object().set("Routes", std::move(routes));
  table.as_object().set("Associations", associations(call.state, table));
  return answered(std::move(table));
}

std::span<const Operation> route_table_operations() {
  return kOperations;
}

}  // namespace account::ec2
