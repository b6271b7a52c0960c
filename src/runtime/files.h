// The rules for the files that a service is given (ServiceSpec::files), the same in every runtime.
#pragma once

#include "base/result.h"
#include "runtime/runtime.h"

namespace runtime {

// invalid: a path that is none, or is in the way of another or of ours; content that is too large or not UTF-8.
base::Status check_files(const ServiceSpec& service);

}  // namespace runtime
