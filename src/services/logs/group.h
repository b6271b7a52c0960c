// Log groups as records: what DescribeLogGroups answers of one ({logGroupName, arn, logGroupArn, creationTime in ms,
// storedBytes, retentionInDays, kmsKeyId, logGroupClass, deletionProtectionEnabled, ...}), and beside it {tags;
// _Expires: when the next events are too old, in ms, while that is scheduled}.
//
// A group has ARNs in three forms. A call about a group asks about `log-group:NAME:log-stream:`, so that policies grant
// it by `log-group:NAME:*`; calls about tags ask about `log-group:NAME` (API Reference, LogGroup: arn, logGroupArn).
#pragma once

#include <string>
#include <string_view>

#include "account/call/needs.h"
#include "account/call/operation.h"

namespace account::logs {

// By name.
aws::Result<Resource> locate_group(const Asking& asking);
// By logGroupName or logGroupIdentifier, a name or an ARN. Error: InvalidParameterException, both or neither.
aws::Result<Resource> locate_identified_group(const Asking& asking);
// By ARN, for calls about tags.
aws::Result<Resource> locate_tagged_group(const Asking& asking);
// By name, as calls about tags see it.
aws::Result<Resource> locate_group_to_tag(const Asking& asking);

inline constexpr RecordKind kGroups{.name = "logs.group",
                                    .noun = "log group",
                                    .type = "log-group",
                                    .arn = "logs:{region}:{account}:log-group:{logGroupName}",
                                    .name_member = "logGroupName",
                                    .arn_member = "logGroupArn",
                                    .tags_member = "tags",
                                    .locate = locate_group,
                                    .absent_code = "ResourceNotFoundException",
                                    .absent_status = 400,
                                    .absent_words = "The specified log group does not exist."};

constexpr RecordKind located_by(aws::Result<Resource> (*locate)(const Asking& asking)) {
  RecordKind kind = kGroups;
  kind.locate = locate;
  return kind;
}
inline constexpr RecordKind kIdentifiedGroups = located_by(locate_identified_group);
inline constexpr RecordKind kTaggedGroups = located_by(locate_tagged_group);
inline constexpr RecordKind kGroupsToTag = located_by(locate_group_to_tag);

// log-group:NAME:log-stream:STREAM
std::string asked_arn(const State& state, std::string_view group, std::string_view stream = "");
// The group that logGroupName or logGroupIdentifier names.
aws::Result<std::string> identified_group(const Asking& asking);
// A group's name, from itself or from any form of its ARN.
std::string group_name(std::string_view name_or_arn);

// Until when events are kept: those of that time and before are too old. 0: all are kept.
int64_t too_old(const json::Value& group, base::Time now);

tl::unexpected<aws::Error> invalid(std::string_view words);  // InvalidParameterException

}  // namespace account::logs
