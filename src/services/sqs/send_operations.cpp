// SendMessage and SendMessageBatch.
#include <algorithm>
#include <numeric>

#include "account/call/facilities.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "services/sqs/arrivals.h"
#include "services/sqs/attributes.h"
#include "services/sqs/batch.h"
#include "services/sqs/duplicates.h"
#include "services/sqs/message.h"
#include "services/sqs/message_store.h"
#include "services/sqs/queue_key.h"
#include "services/sqs/sqs.h"

namespace account::sqs {
namespace {

constexpr size_t kMostInBatch = 1 << 20;  // bytes of all messages of a batch

// Who sent it: the user or session, or where it came from (API Reference, ReceiveMessage: SenderId).
std::string sender_of(const Call& call) {
  return call.caller.user_id.empty() ? call.http.peer : call.caller.user_id;
}

// By which a FIFO queue knows what it was sent before, in the whole queue or in the group.
std::string duplicate_id(const Queue& queue, const Sent& sent) {
  std::string id = sent.text("MessageDeduplicationId");
  if (id.empty()) id = base::hex(crypto::sha256(sent.text("MessageBody")));
  bool is_of_group = attribute(queue, "DeduplicationScope") == "messageGroup";
  return is_of_group ? sent.text("MessageGroupId") + "\n" + id : id;
}

base::Milliseconds delay_of(const Queue& queue, const Sent& sent) {
  const json::Value* own = sent.find("DelaySeconds");
  return std::chrono::seconds(own && !queue.is_fifo() ? own->as_int() : number(queue, "DelaySeconds"));
}

json::Object record_of(const Call& call, const Queue& queue, const Sent& sent, const json::Object& answer) {
  json::Object message{{"MessageId", *answer.find("MessageId")},
                       {"Body", sent.text("MessageBody")},
                       {"SenderId", sender_of(call)}};
  for (std::string_view member : {"MessageGroupId", "MessageDeduplicationId"})
    if (std::string text = sent.text(member); !text.empty()) message.set(member, std::move(text));
  if (queue.is_fifo() && !message.contains("MessageDeduplicationId"))
    message.set("MessageDeduplicationId", base::hex(crypto::sha256(sent.text("MessageBody"))));
  if (const json::Value* attributes = sent.find("MessageAttributes"))
    message.set("MessageAttributes", attributes_as_text(*attributes));
  if (const json::Value* system = sent.find("MessageSystemAttributes"))
    if (const json::Value* trace = system->find("AWSTraceHeader"))
      message.set("AWSTraceHeader", trace->string_or("StringValue", ""));
  return message;
}

void set_digest(json::Object& answer, std::string_view member, const json::Value* attributes) {
  if (std::string md5 = md5_of_attributes(attributes); !md5.empty()) answer.set(member, std::move(md5));
}

Output send(Call& call, const Queue& queue, const json::Value& members) {
  Sent sent(members);
  TRY(check_message(queue, sent));
  std::string duplicate = queue.is_fifo() ? duplicate_id(queue, sent) : "";
  // The message that was sent first, but the digests of what has come now, which its sender compares.
  auto first = queue.is_fifo() ? find_duplicate(queue, duplicate, call.now) : std::nullopt;
  json::Object answer =
      first ? first->as_object() : json::Object{{"MessageId", call.facilities.random.uuid()}};
  answer.set("MD5OfMessageBody", md5_hex(sent.text("MessageBody")));
  set_digest(answer, "MD5OfMessageAttributes", sent.find("MessageAttributes"));
  set_digest(answer, "MD5OfMessageSystemAttributes", sent.find("MessageSystemAttributes"));
  if (first) return answer;
  json::Object message = record_of(call, queue, sent, answer);
  TRY(seal_body(call, queue, message));
  std::string place = put_message(queue, std::move(message), call.now, call.now + delay_of(queue, sent));
  if (queue.is_fifo()) {
    answer.set("SequenceNumber", *find_message(queue, place)->record.find("SequenceNumber"));
    json::Object kept{{"MessageId", *answer.find("MessageId")},
                      {"SequenceNumber", *answer.find("SequenceNumber")}};
    keep_duplicate(queue, duplicate, kept, call.now);
  }
  call.facilities.memory.part<Arrivals>().tell(queue.arn());
  return answer;
}

Output send_message(Call& call) {
  return send(call, queue_of(call), call.input.value());
}

Output send_message_batch(Call& call) {
  const json::Array& entries = call.input.list("Entries");
  size_t size =
      std::accumulate(entries.begin(), entries.end(), size_t{0},
                      [](size_t sum, const json::Value& entry) { return sum + Sent(entry).size(); });
  if (size > kMostInBatch) {
    return aws::error("BatchRequestTooLong", 400,
                      "Batch requests cannot be longer than {} bytes. You have sent {} bytes.", kMostInBatch,
                      size);
  }
  Queue queue = queue_of(call);
  // An entry without its group or its deduplication id is a mistake of the call.
  for (const json::Value& entry : entries) TRY(check_has_order(queue, Sent(entry)));
  return run_batch(call, [&](const json::Value& entry) { return send(call, queue, entry); });
}

constexpr Operation kOperations[] = {
    {"SendMessage", {kOnQueue}, send_message},
    {"SendMessageBatch", {kOnQueue.asks("sqs:SendMessage")}, send_message_batch},
};

}  // namespace

std::span<const Operation> send_operations() {
  return kOperations;
}

}  // namespace account::sqs
