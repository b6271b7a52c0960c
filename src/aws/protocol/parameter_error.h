// Bad parameters in the words of each service: which error code stands for what.
#pragma once

#include <vector>

#include "aws/error.h"
#include "aws/model/model.h"
#include "aws/values/constraint.h"
#include "aws/values/fault.h"

namespace aws {

Error fault_error(const Service& service, Protocol protocol, const Fault& fault);
Error violation_error(const Service& service, Protocol protocol, const std::vector<Violation>& violations);

}  // namespace aws
