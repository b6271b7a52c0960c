// NAT gateways: their states (Amazon VPC User Guide, "NAT gateways" and "Troubleshoot NAT gateways").
//
// A record has the members of EC2's NatGateway but State, which follows from State, Since and Speed (lifecycle.h), and:
//   _AllocationIds   of its addresses, while it has them
//   _Zone            of its subnet
#pragma once

#include <span>
#include <string>

#include "account/call/due_work.h"
#include "account/call/operation.h"

namespace account::ec2 {

// pending, available, deleting, deleted, failed
std::string nat_state(const json::Value& gateway, base::Time now);
std::span<const Effect> nat_gateway_effects();

}  // namespace account::ec2
