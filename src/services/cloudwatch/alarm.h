// Alarms as records: what DescribeAlarms answers of one, and beside it {_Type: MetricAlarm or CompositeAlarm; _Metrics:
// the keys of the metrics that it watches; _Children: the names of the alarms that its rule names; _Next: when it looks
// at its metrics next, in ms; Tags}.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/call/needs.h"
#include "account/call/operation.h"

namespace account::cloudwatch {

inline constexpr std::string_view kMetricAlarm = "MetricAlarm";
inline constexpr std::string_view kCompositeAlarm = "CompositeAlarm";

inline constexpr RecordKind kAlarms{.name = "cloudwatch.alarm",
                                    .noun = "alarm",
                                    .type = "alarm",
                                    .arn = "cloudwatch:{region}:{account}:alarm:{AlarmName}",
                                    .name_member = "AlarmName",
                                    .arn_member = "AlarmArn",
                                    .found_through = {"_Metrics", "_Children"},
                                    .absent_code = "ResourceNotFound",
                                    .absent_status = 404,
                                    .absent_words = "There is no alarm {name}."};

// All alarms, as listings ask about them: without a name in the ARN.
aws::Result<Resource> locate_all_alarms(const Asking& asking);
// The one that AlarmName names, or all.
aws::Result<Resource> locate_alarm_or_all(const Asking& asking);

bool is_composite(const json::Value& alarm);
// As DescribeAlarms shows it.
json::Value shown_alarm(const json::Value& alarm);
// From a name or an ARN.
std::string alarm_name(std::string_view name_or_arn);
std::vector<Entry> parents_of(const State& state, std::string_view alarm);

// What PutMetricAlarm and PutCompositeAlarm have in common: the alarm with what the call says of its actions. It keeps
// its state and its tags if it is there. Errors: ValidationError, LimitExceeded.
aws::Result<json::Object> begin_alarm(const Call& call, std::string_view type);
// Stored, and told.
void finish_alarm(Call& call, const json::Value& alarm);

// cloudwatch:AlarmActions
void alarm_action_keys(const Call& call, const json::Value* record, policy::Context& context);

}  // namespace account::cloudwatch
