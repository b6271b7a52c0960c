// Queues: made, found, listed, emptied and deleted.
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "account/record/paging.h"
#include "services/sqs/arrivals.h"
#include "services/sqs/attributes.h"
#include "services/sqs/dead_letters.h"
#include "services/sqs/letters.h"
#include "services/sqs/message_store.h"
#include "services/sqs/sqs.h"
#include "services/sqs/tags.h"

namespace account::sqs {
namespace {

constexpr std::chrono::seconds kNameIsTaken{60};  // after a deletion
constexpr std::chrono::seconds kPurgeLasts{60};
constexpr int64_t kMostListed = 1000;
constexpr std::string_view kDeleted = "sqs.deleted";
constexpr size_t kLongestName = 80;
constexpr std::string_view kFifoEnd = ".fifo";

aws::Result<void> check_name(const std::string& name, bool is_fifo) {
  std::string_view stem = name;
  if (stem.ends_with(kFifoEnd)) stem.remove_suffix(kFifoEnd.size());
  bool fits = is_name(stem, kLongestName) && name.size() <= kLongestName;
  if (is_fifo && (!fits || !name.ends_with(kFifoEnd))) {
    return aws::error(
        "InvalidParameterValue", 400,
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, "
        "must end with .fifo suffix and be 1 to 80 in length.");
  }
  if (!fits || (!is_fifo && name.ends_with(kFifoEnd))) {
    return aws::error("InvalidParameterValue", 400,
                      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
  }
  return {};
}

json::Object given_attributes(const Call& call) {
  const json::Value* given = call.input.find("Attributes");
  return given ? given->as_object() : json::Object();
}

// The same again gives the same queue; other attributes do not (API Reference, CreateQueue).
Output create_again(Call& call, const Queue& existing) {
  std::string other = differing_attribute(existing, given_attributes(call));
  if (other.empty()) return Object{{"QueueUrl", queue_url(call, existing)}};
  return aws::error("QueueNameExists", 400,
                    "A queue already exists with the same name and a different value for attribute {}",
                    other);
}

aws::Result<void> check_free(const Call& call, const std::string& name) {
  auto deleted = call.state.get(kDeleted, name);
  if (!deleted) return {};
  base::Time free = base::from_ms(deleted->int_or("Time", 0)) + call.facilities.speed.lasts(kNameIsTaken);
  if (call.now >= free) return {};
  return aws::error(
      "QueueDeletedRecently", 400,
      "You must wait 60 seconds after deleting a queue before you can create another with the same "
      "name.");
}

Output create_queue(Call& call) {
  std::string name = call.input.text("QueueName");
  json::Object given = given_attributes(call);
  TRY(check_name(name, json::Value(given).string_or("FifoQueue", "") == "true"));
  if (auto existing = find(call.state, kQueues, name))
    return create_again(call, {call.state, std::move(*existing)});
  TRY(check_free(call, name));
  Queue queue{call.state, Object{{"QueueName", name}, {"Account", call.state.account()}}};
  json::Object& record = queue.record.as_object();
  record.set("QueueArn", arn_of(call.state, kQueues, queue.record));
  record.set("Created", base::to_ms(call.now));
  record.set("Modified", base::to_ms(call.now));
  record.set("Attributes", TRY(set_attributes(queue, given, true)));
  if (const json::Value* tags = call.input.find("tags")) {
    TRY(check_tags(*tags));
    record.set("tags", *tags);
  }
  if (auto redrive = redrive_policy(queue)) record.set("DeadLetterTargetArn", redrive->target_arn);
  call.state.erase(kDeleted, name);
  call.make(kQueues, name, queue.record);
  return Object{{"QueueUrl", queue_url(call, queue)}};
}

Output delete_queue(Call& call) {
  Queue queue = queue_of(call);
  forget_messages(queue);
  call.state.put(kDeleted, queue.name(), Object{{"Time", base::to_ms(call.now)}});
  call.erase(call.the());
  call.facilities.memory.part<Arrivals>().tell(queue.arn());  // whoever waits learns that it is gone
  return Object{};
}

Output get_queue_url(Call& call) {
  return Object{{"QueueUrl", queue_url(call, queue_of(call))}};
}

// A page only for who asks for one; else the first thousand (API Reference, ListQueues).
Output list_page(const Call& call, std::vector<Entry> entries, std::string_view member) {
  int64_t size = call.input.number("MaxResults", kMostListed);
  if (size < 1 || size > kMostListed) {
    return aws::error(
        "InvalidParameterValue", 400,
        "Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and {}.",
        kMostListed);
  }
  std::string token = call.input.text("NextToken");
  if (!token.empty() && !call.input.has("MaxResults"))
    return aws::error("MissingParameter", 400, "The request must contain the parameter MaxResults.");
  Page page = TRY(take_page(std::move(entries), token, size,
                            aws::Error("InvalidParameterValue", 400, "Invalid or expired next token.")));
  json::Array urls;
  for (Entry& entry : page.entries) urls.push_back(queue_url(call, {call.state, std::move(entry.value)}));
  Object output;
  if (!urls.empty()) output.set(member, std::move(urls));
  if (!page.next.empty() && call.input.has("MaxResults")) output.set("NextToken", page.next);
  return output;
}

Output list_queues(Call& call) {
  std::string prefix = call.input.text("QueueNamePrefix");
  return list_page(call, call.state.list(kQueues.name, {.prefix = prefix}), "QueueUrls");
}

Output list_dead_letter_source_queues(Call& call) {
  auto sources = find_through(call.state, kQueues, "DeadLetterTargetArn", queue_of(call).arn());
  Object output = TRY(list_page(call, std::move(sources), "queueUrls")).as_object();
  if (!output.contains("queueUrls")) output.set("queueUrls", json::Array());
  return output;
}

Output purge_queue(Call& call) {
  Queue queue = queue_of(call);
  Found& found = call.the();
  base::Time last = base::from_ms(found.record.int_or("Purged", 0));
  if (found.record.find("Purged") && call.now < last + call.facilities.speed.lasts(kPurgeLasts)) {
    return aws::error("PurgeQueueInProgress", 403,
                      "Only one PurgeQueue operation on {} is allowed every 60 seconds.", queue.name());
  }
  erase_all_messages(queue);
  found.fields().set("Purged", base::to_ms(call.now));
  call.save(found);
  return Object{};
}

constexpr Operation kOperations[] = {
    {"CreateQueue", {creates(kQueues), also("sqs:TagQueue").when("tags")}, create_queue},
    {"DeleteQueue", {kOnOwnQueue}, delete_queue},
    {"GetQueueUrl", {on(kByName)}, get_queue_url},
    {"ListDeadLetterSourceQueues", {kOnQueue}, list_dead_letter_source_queues},
    {"ListQueues", {any()}, list_queues},
    {"PurgeQueue", {kOnQueue}, purge_queue},
};

}  // namespace

std::span<const Operation> queue_operations() {
  return kOperations;
}

}  // namespace account::sqs
