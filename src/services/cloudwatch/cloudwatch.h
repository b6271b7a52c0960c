// CloudWatch: metrics with their data points, alarms that watch them, and dashboards. A file for each concern; each has
// its rows.
//
// Source: Amazon CloudWatch API Reference, version 2010-08-01; Amazon CloudWatch User Guide.
#pragma once

#include <span>

#include "account/call/due_work.h"
#include "account/call/operation.h"
#include "account/call/service.h"

namespace account::cloudwatch {

Service service();

std::span<const Operation> put_operations();
std::span<const Operation> metric_operations();
std::span<const Operation> statistics_operations();
std::span<const Operation> data_operations();
std::span<const Operation> metric_alarm_operations();
std::span<const Operation> composite_alarm_operations();
std::span<const Operation> alarm_operations();
std::span<const Operation> describe_operations();
std::span<const Operation> history_operations();
std::span<const Operation> dashboard_operations();
std::span<const Operation> tag_operations();

extern const Effect kEvaluate;  // an alarm looks at its metrics

}  // namespace account::cloudwatch
