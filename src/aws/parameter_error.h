// Bad parameters in the words of each service: which error code stands for what.
#pragma once

#include <vector>

#include "aws/constraint.h"
#include "aws/error.h"
#include "aws/fault.h"
#include "aws/model.h"

namespace aws {

Error fault_error(const Service& service, Protocol protocol, const Fault& fault);
Error violation_error(const Service& service, Protocol protocol, const std::vector<Violation>& violations);

}  // namespace aws
