// Tags of alarms and dashboards: a list of {Key, Value}.
#pragma once

#include "account/call/operation.h"

namespace account::cloudwatch {

// Those with which something is made. Error: InvalidParameterValue, more than 50, or one of AWS's own.
aws::Result<json::Array> tags_of_input(const Call& call);

}  // namespace account::cloudwatch
