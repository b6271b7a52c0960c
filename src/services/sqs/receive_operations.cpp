// ReceiveMessage, which waits for messages that are not there yet.
#include <algorithm>

#include "account/call/facilities.h"
#include "services/sqs/arrivals.h"
#include "services/sqs/attributes.h"
#include "services/sqs/message.h"
#include "services/sqs/message_store.h"
#include "services/sqs/queue_key.h"
#include "services/sqs/receipt.h"
#include "services/sqs/sqs.h"

namespace account::sqs {
namespace {

constexpr int64_t kMostMessages = 10;
constexpr int64_t kLongestWait = 20;
constexpr int64_t kLongestHidden = 43'200;

struct Reception {
  size_t count;
  base::Milliseconds hidden_for;
  base::Time until;
  std::vector<std::string> system_names;
};

aws::Result<int64_t> within(const Call& call, std::string_view member, int64_t fallback, int64_t least,
                            int64_t most) {
  int64_t value = call.input.number(member, fallback);
  if (value >= least && value <= most) return value;
  return aws::error("InvalidParameterValue", 400,
                    "Value {} for parameter {} is invalid. Reason: Must be between {} and {}, if provided.",
                    value, member, least, most);
}

constexpr std::string_view kSystemAttributes[] = {"ApproximateFirstReceiveTimestamp",
                                                  "ApproximateReceiveCount",
                                                  "AWSTraceHeader",
                                                  "DeadLetterQueueSourceArn",
                                                  "MessageDeduplicationId",
                                                  "MessageGroupId",
                                                  "SenderId",
                                                  "SentTimestamp",
                                                  "SequenceNumber"};

// Two members name them, of which the older has names of queues' attributes in its model.
aws::Result<std::vector<std::string>> system_names(const Call& call) {
  std::vector<std::string> names = call.input.texts("MessageSystemAttributeNames");
  for (std::string& name : call.input.texts("AttributeNames")) names.push_back(std::move(name));
  for (const std::string& name : names) {
    const auto* end = std::end(kSystemAttributes);
    if (name != "All" && std::find(std::begin(kSystemAttributes), end, name) == end)
      return aws::error("InvalidAttributeName", 400, "Unknown Attribute {}.", name);
  }
  return names;
}

aws::Result<Reception> reception_of(const Call& call, const Queue& queue) {
  int64_t count = TRY(within(call, "MaxNumberOfMessages", 1, 1, kMostMessages));
  int64_t hidden =
      TRY(within(call, "VisibilityTimeout", number(queue, "VisibilityTimeout"), 0, kLongestHidden));
  int64_t wait =
      TRY(within(call, "WaitTimeSeconds", number(queue, "ReceiveMessageWaitTimeSeconds"), 0, kLongestWait));
  std::vector<std::string> names = TRY(system_names(call));
  return Reception{static_cast<size_t>(count), std::chrono::seconds(hidden),
                   call.now + std::chrono::seconds(wait), std::move(names)};
}

// Whether a list of names has this one: All, `name.*`, or the name.
bool is_asked(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& asked) {
    if (asked == "All" || asked == ".*" || asked == name) return true;
    return asked.ends_with(".*") && name.starts_with(std::string_view(asked).substr(0, asked.size() - 2));
  });
}

json::Object system_attributes(const Message& message, const std::vector<std::string>& names) {
  const json::Value& record = message.record;
  json::Object all{{"SenderId", record.string_or("SenderId", "")},
                   {"SentTimestamp", std::to_string(record.int_or("Sent", 0))},
                   {"ApproximateReceiveCount", std::to_string(message.received())},
                   {"ApproximateFirstReceiveTimestamp", std::to_string(record.int_or("FirstReceived", 0))}};
  for (std::string_view member : {"SequenceNumber", "MessageDeduplicationId", "MessageGroupId",
                                  "AWSTraceHeader", "DeadLetterQueueSourceArn"})
    all.set_if(member, record.find(member));
  json::Object asked;
  for (const json::Member& attribute : all)
    if (is_asked(names, attribute.name)) asked.set(attribute.name, attribute.value);
  return asked;
}

json::Object message_attributes(const Message& message, const std::vector<std::string>& names) {
  const json::Value* attributes = message.record.find("MessageAttributes");
  json::Object asked;
  if (!attributes) return asked;
  json::Value sent = attributes_as_sent(*attributes);
  for (const json::Member& attribute : sent.as_object())
    if (is_asked(names, attribute.name)) asked.set(attribute.name, attribute.value);
  return asked;
}

Output shown(Call& call, const Queue& queue, const Reception& wanted, const Message& message) {
  std::string body = TRY(open_body(call, queue.state, message.record));
  json::Object result{{"MessageId", message.record.string_or("MessageId", "")},
                      {"ReceiptHandle", receipt_handle(queue, message)},
                      {"MD5OfBody", md5_hex(body)},
                      {"Body", std::move(body)}};
  if (json::Object system = system_attributes(message, wanted.system_names); !system.empty())
    result.set("Attributes", std::move(system));
  json::Value own = message_attributes(message, call.input.texts("MessageAttributeNames"));
  if (!own.as_object().empty()) {
    result.set("MD5OfMessageAttributes", md5_of_attributes(&own));
    result.set("MessageAttributes", std::move(own));
  }
  return result;
}

struct Look {
  json::Array messages;
  std::optional<base::Time> next;  // when one is visible again
};

// In a transaction of its own, since it must not be held while we wait. The queue may be gone or changed by now.
aws::Result<Look> look(Call& call, const std::string& arn, const Reception& wanted) {
  auto transaction = TRY(call.facilities.store.begin());
  Queue named = queue_of(call);
  State state(*transaction, named.state.account(), named.state.region());
  auto queue = find_queue(state, arn);
  if (!queue) return absent(kQueues, named.name());
  base::Time now = call.facilities.clock.now();
  Look look;
  Taken taken = take_messages(*queue, wanted.count, now, wanted.hidden_for, call.facilities.random);
  if (!taken.dead_letters_arn.empty()) call.facilities.memory.part<Arrivals>().tell(taken.dead_letters_arn);
  for (const Message& message : taken.messages)
    look.messages.push_back(TRY(shown(call, *queue, wanted, message)));
  if (look.messages.empty()) look.next = next_turn(*queue, now);
  TRY(transaction->commit());
  return look;
}

Output receive_message(Call& call) {
  Queue queue = queue_of(call);
  Reception wanted = TRY(reception_of(call, queue));
  const base::Clock& clock = call.facilities.clock;
  while (true) {
    Arrivals::Watch watch(call.facilities.memory.part<Arrivals>(), queue.arn());
    Look found = TRY(look(call, queue.arn(), wanted));
    if (!found.messages.empty()) return Object{{"Messages", std::move(found.messages)}};
    if (clock.now() >= wanted.until || call.http.stop.stop_requested()) return Object{};
    watch.wait(clock, std::min(wanted.until, found.next.value_or(wanted.until)), call.http.stop);
  }
}

constexpr Operation kOperations[] = {
    {"ReceiveMessage", {kOnQueue}, receive_message, Transactions::own},
};

}  // namespace

std::span<const Operation> receive_operations() {
  return kOperations;
}

}  // namespace account::sqs
