// AWS Identity and Access Management. How its entities rest in the store: entity.h.
#pragma once

#include "account/operation.h"

namespace account::iam {

Service service();

// The rows of each file.
std::span<const Operation> role_operations();
std::span<const Operation> attachment_operations();
std::span<const Operation> oidc_provider_operations();

}  // namespace account::iam
