// What a group launches from and where, as EC2 knows it: asked with the caller's own permissions.
#pragma once

#include "account/call/operation.h"

namespace account::autoscaling {

// The launch template, by its id and name both; or the launch configuration. ValidationError.
aws::Result<void> take_template(Call& call, Object& group);
// Its zones follow from its subnets. ValidationError.
aws::Result<void> take_zones(Call& call, Object& group);

}  // namespace account::autoscaling
