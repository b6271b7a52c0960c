// VPCs as the account keeps them (EC2 API Reference, Vpc), with members of our own:
//   _AssociationIds   of its blocks of addresses
//   _EnableDnsSupport, _EnableDnsHostnames, _EnableNetworkAddressUsageMetrics
#pragma once

#include <string>
#include <vector>

#include "account/call/operation.h"
#include "services/ec2/cidr.h"
#include "services/ec2/interface.h"

namespace account::ec2 {

// A block that a VPC may have: InvalidParameterValue, InvalidVpc.Range (between /16 and /28).
aws::Result<Cidr> read_vpc_block(const std::string& text);
// {AssociationId, CidrBlock, CidrBlockState}, and of IPv6 by the names that it has there.
json::Value block_association(const Call& call, const Cidr& block);
// A block of Amazon's addresses of IPv6, which nobody else has until it is freed.
Cidr take_amazon_block(const Call& call);
void free_amazon_block(const State& state, std::string_view text);

// The blocks that a VPC has, of both families.
std::vector<Cidr> blocks_of(const json::Value& vpc);
std::vector<Cidr> blocks_of_subnet(const json::Value& subnet);
void add_block(json::Value& vpc, json::Value association, bool is_v6);

}  // namespace account::ec2
