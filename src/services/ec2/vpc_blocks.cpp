// The blocks of addresses that a VPC has (Amazon VPC User Guide, "VPC CIDR blocks").
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "base/text.h"
#include "services/ec2/ec2.h"
#include "services/ec2/kinds.h"
#include "services/ec2/network_acl.h"
#include "services/ec2/resource.h"
#include "services/ec2/security_group.h"
#include "services/ec2/vpc.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

constexpr int kLargest = 16;
constexpr int kSmallest = 28;
constexpr std::string_view kAmazons =
    "2600:1f00::/32";  // of which VPCs get the lowest free block, in each region
constexpr int kAmazonLength = 56;
constexpr std::string_view kAmazonBlock =
    "ec2.amazon_block";  // by number; of the server: no two accounts have one

std::string amazon_id(uint64_t number) {
  return fmt::format("{:08}", number);
}

// Of them a VPC may have none (RFC 1122, RFC 3927, RFC 5771).
constexpr std::string_view kReserved[] = {"0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4"};

// Ranges of private addresses, which do not mix ("CIDR block association restrictions").
constexpr std::string_view kPrivate[] = {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "198.19.0.0/16"};
constexpr std::string_view kNeverSecond = "172.31.0.0/16";  // in a VPC of 172.16.0.0/12

bool is_in(const Cidr& block, std::string_view range) {
  return Cidr::parse(range)->overlaps(block);
}

// Where the blocks of a family stand.
struct Family {
  std::string_view list;   // of a VPC
  std::string_view block;  // of an association
  std::string_view state;
  std::string_view answer;  // of calls
};
constexpr Family kV4{"CidrBlockAssociationSet", "CidrBlock", "CidrBlockState", "CidrBlockAssociation"};
constexpr Family kV6{"Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock", "Ipv6CidrBlockState",
                     "Ipv6CidrBlockAssociation"};

json::Array& list_of(json::Value& vpc, const Family& family) {
  json::Value& list = vpc.as_object()[family.list];
  if (!list.is_array()) list = json::Array();
  return list.as_array();
}

// As the answer to a change tells it: the state has not come yet.
Object changed(const json::Value& vpc, json::Value association, const Family& family, const char* state) {
  association.as_object().set(family.state, Object{{"State", state}});
  return Object{{std::string(family.answer), std::move(association)}, {"VpcId", vpc.string_or("VpcId", "")}};
}

Output associate(Call& call) {
  TRY(check_not_given(call.input,
                      {"Ipv6CidrBlock", "Ipv6Pool", "Ipv4IpamPoolId", "Ipv4NetmaskLength", "Ipv6IpamPoolId",
                       "Ipv6NetmaskLength", "Ipv6CidrBlockNetworkBorderGroup"}));
  json::Value& vpc = call.the().record;
  bool is_v6 = call.input.flag("AmazonProvidedIpv6CidrBlock");
  if (!is_v6 && !call.input.has("CidrBlock"))
    return aws::error("MissingParameter", 400, "Either 'cidrBlock' or 'ipv4IpamPoolId' should be provided.");
  const Family& family = is_v6 ? kV6 : kV4;
  const Quota& quota = is_v6 ? quotas::kV6BlocksPerVpc : quotas::kBlocksPerVpc;
  TRY(check_quota(call, quota, list_of(vpc, family).size()));
  Cidr block = is_v6 ? take_amazon_block(call) : TRY(read_vpc_block(call.input.text("CidrBlock")));
  for (const Cidr& other : blocks_of(vpc))
    if (other.overlaps(block))
      return aws::error("InvalidVpc.Range", 400, "The CIDR '{}' conflicts with the CIDR '{}' of the VPC.",
                        block.text(), other.text());
  if (!is_v6) TRY(check_second_block(vpc, block));
  bool is_first_v6 = is_v6 && list_of(vpc, family).empty();
  json::Value association = block_association(call, block);
  add_block(vpc, association, is_v6);
  call.save(call.the());
  if (is_first_v6) {
    allow_v6_of_groups(call, call.the().named);
    add_v6_entries(call.state, call.the().named);
  }
  return changed(vpc, std::move(association), family, "associating");
}

aws::Result<void> check_unused(const Call& call, const json::Value& vpc, const json::Value& association,
                               const Family& family) {
  if (association.string_or(family.block, "") == vpc.string_or("CidrBlock", ""))
    return aws::error(
        "OperationNotPermitted", 400,
        "The vpc CIDR block with association ID {} may not be disassociated. It is the primary IPv4 "
        "CIDR block of the VPC",
        call.input.text("AssociationId"));
  auto block = Cidr::parse(association.string_or(family.block, ""));
  for (const Entry& subnet : find_through(call.state, kSubnets, "VpcId", vpc.string_or("VpcId", "")))
    for (const Cidr& used : blocks_of_subnet(subnet.value))
      if (block && block->contains(used))
        return aws::error(
            "DependencyViolation", 400,
            "The vpc CIDR block with association ID {} has dependencies and cannot be disassociated.",
            call.input.text("AssociationId"));
  return {};
}

Output disassociate(Call& call) {
  json::Value& vpc = call.the().record;
  std::string id = call.input.text("AssociationId");
  auto is_it = [&](const json::Value& one) { return one.string_or("AssociationId", "") == id; };
  for (const Family* family : {&kV4, &kV6}) {
    json::Array& list = list_of(vpc, *family);
    auto found = std::find_if(list.begin(), list.end(), is_it);
    if (found == list.end()) continue;
    json::Value association = *found;
    TRY(check_unused(call, vpc, association, *family));
    if (family == &kV6) free_amazon_block(call.state, association.string_or(kV6.block, ""));
    list.erase(found);
    std::erase_if(vpc.as_object()["_AssociationIds"].as_array(),
                  [&](const json::Value& one) { return one.as_string() == id; });
    call.save(call.the());
    return changed(vpc, std::move(association), *family, "disassociating");
  }
  return absent(kVpcOfBlock, id);
}

constexpr Operation kOperations[] = {
    {"AssociateVpcCidrBlock", {on(kVpcs)}, associate},
    {"DisassociateVpcCidrBlock", {on(kVpcOfBlock, "AssociationId")}, disassociate},
};

}  // namespace

aws::Result<Cidr> read_vpc_block(const std::string& text) {
  auto block = Cidr::parse(text);
  if (!block || block->is_v6())
    return aws::error("InvalidParameterValue", 400,
                      "Value ({}) for parameter cidrBlock is invalid. This is not a valid CIDR block.", text);
  if (block->length() < kLargest || block->length() > kSmallest)
    return aws::error("InvalidVpc.Range", 400, "The CIDR '{}' is invalid.", text);
  for (std::string_view range : kReserved)
    if (is_in(*block, range)) return aws::error("InvalidVpc.Range", 400, "The CIDR '{}' is invalid.", text);
  return *block;
}

// The first block decides in which private range the others may be; addresses of the internet and 100.64.0.0/10 go with
// all.
aws::Result<void> check_second_block(const json::Value& vpc, const Cidr& block) {
  Cidr first = Cidr::parse(vpc.string_or("CidrBlock", "")).value();
  bool is_restricted = is_in(first, "172.16.0.0/12") && is_in(block, kNeverSecond);
  for (std::string_view range : kPrivate)
    if (is_in(block, range) && !is_in(first, range)) is_restricted = true;
  // Beside a block of 10.0.0.0/15 none of 10.0.0.0/16 may be.
  for (const Cidr& other : blocks_of(vpc))
    if (!other.is_v6() && is_in(other, "10.0.0.0/15") && is_in(block, "10.0.0.0/16")) is_restricted = true;
  if (!is_restricted) return {};
  return aws::error("InvalidVpc.Range", 400,
                    "The CIDR '{}' is restricted. Use a CIDR from the same private address range as the "
                    "current VPC CIDR, or use a publicly-routable CIDR.",
                    block.text());
}

Cidr take_amazon_block(const Call& call) {
  State server = call.state.of("", call.state.region());
  uint64_t free = 0;
  for (const std::string& id : server.ids(kAmazonBlock)) {
    if (id != amazon_id(free)) break;
    ++free;
  }
  server.put(kAmazonBlock, amazon_id(free), Object{{"Account", call.state.account()}});
  return Cidr::parse(kAmazons)->part(kAmazonLength, free);
}

void free_amazon_block(const State& state, std::string_view text) {
  State server = state.of("", state.region());
  for (const std::string& id : server.ids(kAmazonBlock)) {
    auto number = static_cast<uint64_t>(base::parse_int(id).value_or(0));
    if (Cidr::parse(kAmazons)->part(kAmazonLength, number).text() == text) server.erase(kAmazonBlock, id);
  }
}

json::Value block_association(const Call& call, const Cidr& block) {
  const Family& family = block.is_v6() ? kV6 : kV4;
  json::Value association = Object{{"AssociationId", new_id(call, "vpc-cidr-assoc-")},
                                   {std::string(family.block), block.text()},
                                   {std::string(family.state), Object{{"State", "associated"}}}};
  if (block.is_v6()) {
    association.as_object().set("Ipv6Pool", "Amazon");
    association.as_object().set("NetworkBorderGroup", call.state.region());
  }
  return association;
}

std::vector<Cidr> blocks_of(const json::Value& vpc) {
  std::vector<Cidr> blocks;
  for (const Family* family : {&kV4, &kV6}) {
    const json::Value* list = vpc.find(family->list);
    if (!list) continue;
    for (const json::Value& one : list->as_array())
      if (auto block = Cidr::parse(one.string_or(family->block, ""))) blocks.push_back(*block);
  }
  return blocks;
}

bool has_v6(const State& state, const std::string& vpc) {
  auto found = find(state, kVpcs, vpc);
  if (!found) return false;
  std::vector<Cidr> blocks = blocks_of(*found);
  return std::any_of(blocks.begin(), blocks.end(), [](const Cidr& one) { return one.is_v6(); });
}

void add_block(json::Value& vpc, json::Value association, bool is_v6) {
  json::Value& ids = vpc.as_object()["_AssociationIds"];
  if (!ids.is_array()) ids = json::Array();
  ids.as_array().push_back(std::string(association.string_or("AssociationId", "")));
  list_of(vpc, is_v6 ? kV6 : kV4).push_back(std::move(association));
}

std::span<const Operation> vpc_block_operations() {
  return kOperations;
}

}  // namespace account::ec2
