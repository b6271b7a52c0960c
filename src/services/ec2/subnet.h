// Subnets as other kinds make and show them.
#pragma once

#include <string>

#include "account/call/operation.h"
#include "services/ec2/cidr.h"
#include "services/ec2/zones.h"

namespace account::ec2 {

struct NewSubnet {
  std::string vpc;
  Cidr block;
  Zone zone;
  json::Array tags = {};
  bool is_default = false;
};
// Stores it, with the default ACL of its VPC; its record.
json::Value make_subnet(Call& call, NewSubnet wanted);
// What DescribeSubnets answers of it.
json::Value shown_subnet(const Call& call, json::Value subnet);

}  // namespace account::ec2
