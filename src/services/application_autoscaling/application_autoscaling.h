// Application Auto Scaling: what else than instances may grow and shrink, of
// which this account has DynamoDB's tables and indexes. Targets and policies
// are kept and shown; there are no metrics here that move a capacity.
#pragma once

#include "account/call/service.h"

namespace account::application_autoscaling {

Service service();

std::span<const Operation> target_operations();
std::span<const Operation> policy_operations();
std::span<const Operation> tag_operations();

}  // namespace account::application_autoscaling
