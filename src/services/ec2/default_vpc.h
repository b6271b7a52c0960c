// The VPC that a region has from the start (Amazon VPC User Guide, "Default VPCs"): with a subnet in each zone, an
// internet gateway and a route to it. It is made when a region is first looked at.
#pragma once

#include <optional>

#include "account/call/operation.h"

namespace account::ec2 {

// In a region in which nobody has asked for anything. A server whose quota `default-vpcs` is 0 has none, as accounts
// whose owners have deleted them.
void make_default_vpc_once(Call& call);
// Whether nobody has: its default VPC is still to be made.
bool is_region_new(const Call& call);
std::optional<Entry> find_default_vpc(const State& state);

}  // namespace account::ec2
