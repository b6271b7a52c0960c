// AWS Identity and Access Management. How its entities rest in the store: entity.h.
#pragma once

#include "account/operation.h"

namespace account::iam {

Service service();

}  // namespace account::iam
