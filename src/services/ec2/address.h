// Elastic IP addresses, and the interfaces through which they are reached (EC2 API Reference, Address). A member of our
// own: _VpcId, of the interface.
#pragma once

#include <string>

#include "account/call/operation.h"

namespace account::ec2 {

// A free one, of a block that is routed nowhere (RFC 2544), so that nobody takes it for somebody's.
std::string new_public_ip(const Call& call);
bool is_associated(const json::Value& address);
// Both records say so from then on; the association's id.
std::string associate_address(Call& call, json::Value& address, json::Value& interface);
// Nothing where it is not associated, or is gone.
void disassociate_address(State& state, const std::string& allocation_id);

}  // namespace account::ec2
