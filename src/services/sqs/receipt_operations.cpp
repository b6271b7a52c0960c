// What a receiver does with a message: deletes it, or changes how long nobody else receives it.
#include "account/call/facilities.h"
#include "services/sqs/arrivals.h"
#include "services/sqs/batch.h"
#include "services/sqs/receipt.h"
#include "services/sqs/sqs.h"

namespace account::sqs {
namespace {

constexpr int64_t kLongestHidden = 43'200;  // seconds

bool is_in_flight(const Message& message, base::Time now) {
  return message.received() > 0 && message.record.int_or("VisibleAt", 0) > base::to_ms(now);
}

// With the receipt of an earlier reception nothing is deleted, and nothing said; FIFO queues refuse an expired one
// (API Reference, DeleteMessage).
Output delete_one(const Call& call, const Queue& queue, const json::Value& entry) {
  std::string handle(entry.string_or("ReceiptHandle", ""));
  Receipt receipt = TRY(read_receipt_handle(queue, handle));
  auto message = find_message(queue, receipt.place);
  if (!message) return Object{};
  bool is_latest = message->record.string_or("Receipt", "") == receipt.receipt;
  if (queue.is_fifo() && (!is_latest || !is_in_flight(*message, call.now))) {
    return aws::error(
        "InvalidParameterValue", 400,
        "Value {} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.", handle);
  }
  if (!is_latest) return Object{};
  erase_message(queue, *message);
  call.facilities.memory.part<Arrivals>().tell(queue.arn());  // the next of its group can be received
  return Object{};
}

tl::unexpected<aws::Error> invalid_visibility(int64_t seconds, std::string_view reason) {
  return aws::error("InvalidParameterValue", 400,
                    "Value {} for parameter VisibilityTimeout is invalid. Reason: {}", seconds, reason);
}

// Twelve hours are the longest, counted from when it was received (Developer Guide, "Amazon SQS visibility timeout").
Output change_one(const Call& call, const Queue& queue, const json::Value& entry) {
  int64_t seconds = entry.int_or("VisibilityTimeout", 0);
  if (seconds < 0 || seconds > kLongestHidden)
    return invalid_visibility(seconds, fmt::format("Must be between 0 and {}.", kLongestHidden));
  Receipt receipt = TRY(read_receipt_handle(queue, std::string(entry.string_or("ReceiptHandle", ""))));
  auto message = find_message(queue, receipt.place);
  if (!message)
    return invalid_visibility(seconds,
                              "Message does not exist or is not available for visibility timeout change.");
  // By any receipt of it, also one of an earlier reception.
  if (!is_in_flight(*message, call.now))
    return aws::error("MessageNotInflight", 400, "The message referred to is not in flight.");
  base::Time since = base::from_ms(message->record.int_or("HiddenSince", 0));
  if (call.now + std::chrono::seconds(seconds) > since + std::chrono::seconds(kLongestHidden)) {
    return invalid_visibility(
        seconds, fmt::format("Total VisibilityTimeout for the message is beyond the limit [{} seconds]",
                             kLongestHidden));
  }
  Message changed = *message;
  changed.record.as_object().set("VisibleAt", base::to_ms(call.now + std::chrono::seconds(seconds)));
  replace_message(queue, *message, changed);
  call.facilities.memory.part<Arrivals>().tell(queue.arn());
  return Object{};
}

Output delete_message(Call& call) {
  return delete_one(call, queue_of(call), call.input.value());
}

Output delete_message_batch(Call& call) {
  Queue queue = queue_of(call);
  return run_batch(call, [&](const json::Value& entry) { return delete_one(call, queue, entry); });
}

Output change_message_visibility(Call& call) {
  return change_one(call, queue_of(call), call.input.value());
}

Output change_message_visibility_batch(Call& call) {
  Queue queue = queue_of(call);
  return run_batch(call, [&](const json::Value& entry) { return change_one(call, queue, entry); });
}

constexpr Operation kOperations[] = {
    {"ChangeMessageVisibility", {kOnQueue}, change_message_visibility},
    {"ChangeMessageVisibilityBatch",
     {kOnQueue.asks("sqs:ChangeMessageVisibility")},
     change_message_visibility_batch},
    {"DeleteMessage", {kOnQueue}, delete_message},
    {"DeleteMessageBatch", {kOnQueue.asks("sqs:DeleteMessage")}, delete_message_batch},
};

}  // namespace

std::span<const Operation> receipt_operations() {
  return kOperations;
}

}  // namespace account::sqs
