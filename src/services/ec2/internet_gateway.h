// Internet gateways as other kinds make them.
#pragma once

#include <string>

#include "account/call/operation.h"

namespace account::ec2 {

// Attached to that VPC; its id.
std::string make_internet_gateway(Call& call, const std::string& vpc);

}  // namespace account::ec2
