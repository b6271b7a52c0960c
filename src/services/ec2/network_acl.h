// Network ACLs: each subnet is associated with one, which the subnet says (EC2 API Reference, NetworkAcl).
#pragma once

#include <string>

#include "account/call/operation.h"

namespace account::ec2 {

json::Value make_default_acl(Call& call, const std::string& vpc);
// Of a VPC that has got its first block of IPv6: what they allow or deny of IPv4 by default holds for it, too.
void add_v6_entries(State& state, const std::string& vpc);
// A new subnet has the default one of its VPC.
void associate_with_default_acl(const Call& call, json::Value& subnet);

}  // namespace account::ec2
