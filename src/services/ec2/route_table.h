// Route tables (EC2 API Reference, RouteTable). Members of our own:
//   _MainAssociationId   of the table that subnets without one of their own have
//   Routes               those that calls made; the local ones follow from the blocks of the VPC
// With which table a subnet is associated, the subnet says.
#pragma once

#include <string>

#include "account/call/operation.h"

namespace account::ec2 {

json::Value make_main_table(Call& call, const std::string& vpc);
// What DescribeRouteTables answers of it.
json::Value shown_table(const Call& call, json::Value table);
// Routes of the VPC's own blocks.
json::Array local_routes(const State& state, const std::string& vpc);
// active, or blackhole where the target is not there any more.
std::string_view route_state(const Call& call, const json::Value& table, const json::Value& route);

}  // namespace account::ec2
