// VPCs as the account keeps them (EC2 API Reference, Vpc), with members of our own:
//   _AssociationIds   of its blocks of addresses
//   _IsDefault        "yes" of the one that its region has from the start
//   _EnableDnsSupport, _EnableDnsHostnames, _EnableNetworkAddressUsageMetrics
#pragma once

#include <string>
#include <vector>

#include "account/call/operation.h"
#include "services/ec2/cidr.h"
#include "services/ec2/interface.h"

namespace account::ec2 {

struct NewVpc {
  Cidr block;
  json::Array tags = {};
  std::string tenancy = "default";
  bool is_default = false;
  bool has_v6 = false;  // a block of Amazon's
};
// Stores it with its main route table, default ACL and default group; its record.
json::Value make_vpc(Call& call, NewVpc wanted);
aws::Result<void> check_vpc_quota(const Call& call);

// A block that a VPC may have: InvalidParameterValue, InvalidVpc.Range (between /16 and /28).
aws::Result<Cidr> read_vpc_block(const std::string& text);
// {AssociationId, CidrBlock, CidrBlockState}, and of IPv6 by the names that it has there.
json::Value block_association(const Call& call, const Cidr& block);
// Whether it may be beside those that the VPC has. Error: InvalidVpc.Range.
aws::Result<void> check_second_block(const json::Value& vpc, const Cidr& block);
// A block of Amazon's addresses of IPv6, which nobody else has until it is freed.
Cidr take_amazon_block(const Call& call);
void free_amazon_block(const State& state, std::string_view text);

bool has_v6(const State& state, const std::string& vpc);
// The blocks that a VPC has, of both families.
std::vector<Cidr> blocks_of(const json::Value& vpc);
std::vector<Cidr> blocks_of_subnet(const json::Value& subnet);
void add_block(json::Value& vpc, json::Value association, bool is_v6);

}  // namespace account::ec2
