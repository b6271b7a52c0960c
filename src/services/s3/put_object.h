// What all calls that make an object ask.
#pragma once

#include "account/call/operation.h"

namespace account::s3 {

// For rows whose input has Key, ACL and Tagging.
aws::Result<Questions> on_new_object(const Call& call);

}  // namespace account::s3
