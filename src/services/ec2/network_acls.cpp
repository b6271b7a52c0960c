// Network ACLs (Amazon VPC User Guide, "Control subnet traffic with network access control lists").
#include <algorithm>

#include "account/record/index.h"
#include "base/text.h"
#include "services/ec2/cidr.h"
#include "services/ec2/dependents.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/network_acl.h"
#include "services/ec2/resource.h"
#include "services/ec2/vpc.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

constexpr std::string_view kAssociation = "_AclAssociationId";  // of a subnet
// Which no call can change, and the first of a default one.
constexpr int64_t kLast = 32767, kLastOfV6 = 32768;
constexpr int64_t kFirst = 100, kFirstOfV6 = 101;
constexpr int64_t kMostNumber = 32766;

Object entry(int64_t number, bool is_egress, const char* action) {
  Object made{{"RuleNumber", number}, {"Egress", is_egress}, {"Protocol", "-1"}, {"RuleAction", action}};
  bool is_v6 = number == kFirstOfV6 || number == kLastOfV6;
  made.set(is_v6 ? "Ipv6CidrBlock" : "CidrBlock", is_v6 ? "::/0" : "0.0.0.0/0");
  return made;
}

json::Value new_acl(const Call& call, const std::string& vpc, bool is_default, json::Array tags) {
  json::Array entries;
  bool with_v6 = has_v6(call.state, vpc);
  for (bool is_egress : {true, false}) {
    if (is_default) entries.push_back(entry(kFirst, is_egress, "allow"));
    if (is_default && with_v6) entries.push_back(entry(kFirstOfV6, is_egress, "allow"));
    entries.push_back(entry(kLast, is_egress, "deny"));
    if (with_v6) entries.push_back(entry(kLastOfV6, is_egress, "deny"));
  }
  return Object{{"NetworkAclId", new_id(call, kNetworkAcls)},
                {"VpcId", vpc},
                {"OwnerId", call.state.account()},
                {"IsDefault", is_default},
                {"Entries", std::move(entries)},
                {"Tags", std::move(tags)}};
}

json::Value view(const Call& call, json::Value acl) {
  std::string_view id = acl.string_or("NetworkAclId", "");
  json::Array associations;
  for (const Entry& subnet : find_through(call.state, kSubnets, "_NetworkAclId", id))
    associations.push_back(Object{{"NetworkAclAssociationId", subnet.value.string_or(kAssociation, "")},
                                  {"NetworkAclId", id},
                                  {"SubnetId", subnet.id}});
  acl.as_object().set("Associations", std::move(associations));
  return answered(std::move(acl));
}

std::string set_association(const Call& call, Object& subnet, std::string_view acl) {
  json::Array& ids = subnet["_Ids"].as_array();
  if (const json::Value* before = subnet.find(kAssociation)) std::erase(ids, *before);
  std::string id = new_id(call, "aclassoc-");
  subnet.set("_NetworkAclId", acl);
  subnet.set(kAssociation, id);
  subnet["_Ids"].as_array().push_back(id);
  return id;
}

Output create(Call& call) {
  const std::string& vpc = call.the().named;
  json::Array tags = TRY(tags_at_creation(call, kNetworkAcls));
  TRY(check_quota(call, quotas::kNetworkAclsPerVpc, count_through(call.state, kNetworkAcls, "VpcId", vpc)));
  json::Value acl = new_acl(call, vpc, false, std::move(tags));
  call.make(kNetworkAcls, acl.string_or("NetworkAclId", ""), acl);
  Object answer{{"NetworkAcl", view(call, std::move(acl))}};
  answer.set_if("ClientToken", call.input.find("ClientToken"));
  return answer;
}

Output describe_all(Call& call) {
  return describe(call, kDescribedNetworkAcls);
}

Output delete_acl(Call& call) {
  Found& acl = call.the();
  if (acl.record.bool_or("IsDefault", false))
    return aws::error("InvalidParameterValue", 400, "cannot delete default network ACL {}", acl.named);
  constexpr Dependent kDependents[] = {{kSubnets, "_NetworkAclId"}};
  TRY(check_no_dependents(
      call, kDependents, acl.named,
      fmt::format("The networkAcl '{}' has dependencies and cannot be deleted.", acl.named)));
  call.erase(acl);
  return Object{};
}

// --- entries --------------------------------------------------------------------------------------------------------

json::Array::iterator find_entry(json::Array& entries, const Input& in) {
  return std::find_if(entries.begin(), entries.end(), [&](const json::Value& one) {
    return one.int_or("RuleNumber", 0) == in.number("RuleNumber") &&
           one.bool_or("Egress", false) == in.flag("Egress");
  });
}

aws::Result<void> check_number(const Input& in) {
  int64_t number = in.number("RuleNumber");
  if (number >= 1 && number <= kMostNumber) return {};
  return aws::error("InvalidParameterValue", 400,
                    "Value ({}) for parameter ruleNumber is invalid. Rule numbers are from 1 to {}.", number,
                    kMostNumber);
}

tl::unexpected<aws::Error> bad_value(const std::string& value, std::string_view parameter,
                                     std::string_view why) {
  return aws::error("InvalidParameterValue", 400, "Value ({}) for parameter {} is invalid. {}", value,
                    parameter, why);
}

aws::Result<void> check_ports(const Input& in) {
  const json::Value* ports = in.find("PortRange");
  if (!ports) return aws::error("MissingParameter", 400, "The request must contain the parameter portRange");
  int64_t from = ports->int_or("From", -1), to = ports->int_or("To", -1);
  if (from >= 0 && from <= to && to <= 65535) return {};
  return bad_value(fmt::format("{}-{}", from, to), "portRange", "Ports are from 0 to 65535.");
}

aws::Result<void> check_icmp(const Input& in) {
  const json::Value* said = in.find("IcmpTypeCode");
  if (!said)
    return aws::error("MissingParameter", 400, "The request must contain the parameter icmpTypeCode");
  int64_t type = said->int_or("Type", -1), code = said->int_or("Code", -1);
  bool fits = type >= -1 && type <= 255 && code >= -1 && code <= 255 && (type != -1 || code == -1);
  if (fits) return {};
  return bad_value(fmt::format("{}/{}", type, code), "icmpTypeCode", "Unknown type or code.");
}

// Protocols are numbers ("Protocol Numbers", IANA): -1 for all.
aws::Result<void> check_protocol(const Input& in) {
  std::string said = in.text("Protocol");
  auto number = base::parse_int(said);
  if (!number || *number < -1 || *number > 255) return bad_value(said, "protocol", "Unknown protocol.");
  if (*number == 6 || *number == 17) return check_ports(in);
  if (*number == 1 || *number == 58) return check_icmp(in);
  return {};
}

aws::Result<Object> read_entry(const Input& in) {
  TRY(check_number(in));
  TRY(check_protocol(in));
  Object made;
  for (std::string_view member :
       {"RuleNumber", "Egress", "Protocol", "RuleAction", "PortRange", "IcmpTypeCode"})
    made.set_if(member, in.find(member));
  bool is_v6 = in.has("Ipv6CidrBlock");
  if (is_v6 == in.has("CidrBlock"))
    return aws::error(is_v6 ? "InvalidParameterCombination" : "MissingParameter", 400,
                      "The request must contain exactly one of the parameters cidrBlock and ipv6CidrBlock");
  std::string text = in.text(is_v6 ? "Ipv6CidrBlock" : "CidrBlock");
  auto block = Cidr::parse(text);
  if (!block || block->is_v6() != is_v6)
    return bad_value(text, is_v6 ? "ipv6CidrBlock" : "cidrBlock", "This is not a valid CIDR block.");
  made.set(is_v6 ? "Ipv6CidrBlock" : "CidrBlock", block->text());
  return made;
}

// But those that no call can change.
size_t count_entries(const json::Array& entries, bool is_egress) {
  return static_cast<size_t>(std::count_if(entries.begin(), entries.end(), [&](const json::Value& one) {
    return one.bool_or("Egress", false) == is_egress && one.int_or("RuleNumber", 0) <= kMostNumber;
  }));
}

Output create_entry(Call& call) {
  Found& acl = call.the();
  Object made = TRY(read_entry(call.input));
  json::Array& entries = acl.fields()["Entries"].as_array();
  if (find_entry(entries, call.input) != entries.end())
    return aws::error("NetworkAclEntryAlreadyExists", 400,
                      "The network acl entry identified by {} already exists.",
                      call.input.number("RuleNumber"));
  TRY(check_quota(call, quotas::kRulesPerNetworkAcl, count_entries(entries, call.input.flag("Egress"))));
  entries.push_back(std::move(made));
  call.save(acl);
  return Object{};
}

tl::unexpected<aws::Error> no_entry(const Call& call, const Found& acl) {
  return aws::error("InvalidNetworkAclEntry.NotFound", 400,
                    "The {} network acl entry identified by {} in network acl {} does not exist",
                    call.input.flag("Egress") ? "egress" : "ingress", call.input.number("RuleNumber"),
                    acl.named);
}

Output replace_entry(Call& call) {
  Found& acl = call.the();
  Object made = TRY(read_entry(call.input));
  json::Array& entries = acl.fields()["Entries"].as_array();
  auto found = find_entry(entries, call.input);
  if (found == entries.end()) return no_entry(call, acl);
  *found = std::move(made);
  call.save(acl);
  return Object{};
}

Output delete_entry(Call& call) {
  Found& acl = call.the();
  TRY(check_number(call.input));
  json::Array& entries = acl.fields()["Entries"].as_array();
  auto found = find_entry(entries, call.input);
  if (found == entries.end()) return no_entry(call, acl);
  entries.erase(found);
  call.save(acl);
  return Object{};
}

// --- associations ---------------------------------------------------------------------------------------------------

constexpr RecordKind kSubnetOfAcl =
    led_to(kSubnets, "_Ids", "InvalidAssociationID.NotFound", "The association ID '{name}' does not exist");

Output replace_association(Call& call) {
  const Found& acl = call.found.at(0);
  Found& subnet = call.found.at(1);
  if (subnet.text(kAssociation) != call.input.text("AssociationId"))
    return absent(kSubnetOfAcl, call.input.text("AssociationId"));
  if (acl.text("VpcId") != subnet.text("VpcId"))
    return aws::error("InvalidParameterValue", 400,
                      "Network ACL {} and subnet {} belong to different networks", acl.named, subnet.named);
  std::string id = set_association(call, subnet.fields(), acl.named);
  call.save(subnet);
  return Object{{"NewAssociationId", id}};
}

constexpr FilterPlace kFilters[] = {{"association.association-id", "Associations[].NetworkAclAssociationId"},
                                    {"association.", "Associations[]."},
                                    {"default", "IsDefault"},
                                    {"entry.cidr", "Entries[].CidrBlock"},
                                    {"entry.ipv6-cidr", "Entries[].Ipv6CidrBlock"},
                                    {"entry.icmp.code", "Entries[].IcmpTypeCode.Code"},
                                    {"entry.icmp.type", "Entries[].IcmpTypeCode.Type"},
                                    {"entry.", "Entries[]."}};

constexpr Operation kOperations[] = {
    {"CreateNetworkAcl", {creates(kNetworkAcls).keys(said_keys), kCreateTags, on(kVpcs)}, create},
    {"DescribeNetworkAcls", {any()}, describe_all},
    {"CreateNetworkAclEntry", {on(kNetworkAcls)}, create_entry},
    {"ReplaceNetworkAclEntry", {on(kNetworkAcls)}, replace_entry},
    {"DeleteNetworkAclEntry", {on(kNetworkAcls)}, delete_entry},
    {"ReplaceNetworkAclAssociation",
     {on(kNetworkAcls), on(kSubnetOfAcl, "AssociationId")},
     replace_association},
    {"DeleteNetworkAcl", {on(kNetworkAcls)}, delete_acl},
};

}  // namespace

const Described kDescribedNetworkAcls{"DescribeNetworkAcls", kNetworkAcls, "NetworkAclIds",
                                      "NetworkAcls",         kFilters,     view};

json::Value make_default_acl(Call& call, const std::string& vpc) {
  json::Value acl = new_acl(call, vpc, true, {});
  call.make(kNetworkAcls, acl.string_or("NetworkAclId", ""), acl);
  return acl;
}

void add_v6_entries(State& state, const std::string& vpc) {
  for (Entry& acl : find_through(state, kNetworkAcls, "VpcId", vpc)) {
    json::Array& entries = acl.value.as_object()["Entries"].as_array();
    for (bool is_egress : {true, false}) {
      // One whose entries have been changed is left alone.
      bool is_as_made =
          std::count(entries.begin(), entries.end(), json::Value(entry(kFirst, is_egress, "allow"))) &&
          count_entries(entries, is_egress) == 1;
      if (acl.value.bool_or("IsDefault", false) && is_as_made)
        entries.push_back(entry(kFirstOfV6, is_egress, "allow"));
      entries.push_back(entry(kLastOfV6, is_egress, "deny"));
    }
    store(state, kNetworkAcls, acl.value);
  }
}

void associate_with_default_acl(const Call& call, json::Value& subnet) {
  for (const Entry& acl : find_through(call.state, kNetworkAcls, "VpcId", subnet.string_or("VpcId", "")))
    if (acl.value.bool_or("IsDefault", false)) set_association(call, subnet.as_object(), acl.id);
}

std::span<const Operation> network_acl_operations() {
  return kOperations;
}

}  // namespace account::ec2
