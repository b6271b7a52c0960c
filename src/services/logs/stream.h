// Log streams as records: what DescribeLogStreams answers of one ({logStreamName, arn, creationTime,
// firstEventTimestamp, lastEventTimestamp, lastIngestionTime, uploadSequenceToken, storedBytes}), and beside it
// {logGroupName; _Sequence: how many events it has taken}. A record's id is GROUP:STREAM: neither name has a colon.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/call/needs.h"
#include "account/call/operation.h"

namespace account::logs {

// By logStreamName, in the group that logGroupName or logGroupIdentifier names.
aws::Result<Resource> locate_stream(const Asking& asking);

inline constexpr RecordKind kStreams{
    .name = "logs.stream",
    .noun = "log stream",
    .type = "log-stream",
    .arn = "logs:{region}:{account}:log-group:{logGroupName}:log-stream:{logStreamName}",
    .name_member = "logStreamName",
    .arn_member = "arn",
    .locate = locate_stream,
    .absent_code = "ResourceNotFoundException",
    .absent_status = 400,
    .absent_words = "The specified log stream does not exist."};

std::string stream_id(std::string_view group, std::string_view stream);
std::string stream_name(const Entry& stream);
std::vector<Entry> streams_of(const State& state, const std::string& group, std::string_view prefix = "");

}  // namespace account::logs
