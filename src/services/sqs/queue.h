// Queues as records: {QueueName, QueueArn, Account, Attributes: as they were given, Created, Modified (ms), tags;
// DeadLetterTargetArn where it has one}.
//
// Calls name a queue by its URL, whose path is /ACCOUNT/NAME, or by its name. A queue of another account is found, too,
// and its policy decides; but what only its owner may do asks without that policy (Developer Guide, "Amazon SQS
// policies": cross-account permissions do not apply to these actions).
#pragma once

#include <string>

#include "account/call/needs.h"
#include "account/call/operation.h"

namespace account::sqs {

aws::Result<Resource> locate_queue(const Asking& asking);
aws::Result<Resource> locate_own_queue(const Asking& asking);
// The root of its account is not bound by its policy: somebody must be able to mend one that denies everybody.
aws::Result<Resource> locate_queue_to_set(const Asking& asking);
aws::Result<Resource> locate_named_queue(const Asking& asking);

inline constexpr RecordKind kQueues{.name = "sqs.queue",
                                    .noun = "queue",
                                    .type = "queue",
                                    .arn = "sqs:{region}:{account}:{QueueName}",
                                    .name_member = "QueueName",
                                    .arn_member = "QueueArn",
                                    .tags_member = "tags",
                                    .found_through = {"DeadLetterTargetArn"},
                                    .absent_code = "QueueDoesNotExist",
                                    .absent_status = 400,
                                    .absent_words = "The specified queue does not exist."};

constexpr RecordKind located_by(aws::Result<Resource> (*locate)(const Asking& asking)) {
  RecordKind kind = kQueues;
  kind.locate = locate;
  return kind;
}
inline constexpr RecordKind kByUrl = located_by(locate_queue);
inline constexpr RecordKind kOwnByUrl = located_by(locate_own_queue);
inline constexpr RecordKind kToSetByUrl = located_by(locate_queue_to_set);
inline constexpr RecordKind kByName = located_by(locate_named_queue);

inline constexpr Need kOnQueue = on(kByUrl, "QueueUrl");
inline constexpr Need kOnOwnQueue = on(kOwnByUrl, "QueueUrl");

// A queue, and the records of the account and region in which it is.
struct Queue {
  State state;
  json::Value record;

  std::string name() const { return std::string(record.string_or("QueueName", "")); }
  std::string arn() const { return std::string(record.string_or("QueueArn", "")); }
  bool is_fifo() const { return name().ends_with(".fifo"); }
};

// The queue that the call names.
Queue queue_of(const Call& call);
// By the ARN of a queue in the account and region of `state`; nullopt: there is none.
std::optional<Queue> find_queue(const State& state, std::string_view arn);

// Where the client that makes this call reaches it.
std::string queue_url(const Call& call, const Queue& queue);

}  // namespace account::sqs
