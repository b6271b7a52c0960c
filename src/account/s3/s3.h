// Amazon S3.
#pragma once

#include "account/operation.h"

namespace account::s3 {

Service service();

}  // namespace account::s3
