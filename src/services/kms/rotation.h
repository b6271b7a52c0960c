// New material for keys, each so many days, and when somebody asks for it.
//
// Source: AWS KMS Developer Guide, "Rotate AWS KMS keys".
#pragma once

#include "account/call/facilities.h"
#include "account/record/state.h"

namespace account::kms {

// A key that was switched off when its day came is rotated when it is switched on again.
void catch_up_rotation(json::Value& key, const State& owner, Facilities& facilities, base::Time now);

}  // namespace account::kms
