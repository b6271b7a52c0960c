#include "services/sqs/attributes.h"
#include "services/sqs/dead_letters.h"
#include "services/sqs/sqs.h"

namespace account::sqs {
namespace {

Output get_queue_attributes(Call& call) {
  json::Object shown = TRY(show_attributes(queue_of(call), call.input.texts("AttributeNames"), call.now));
  return shown.empty() ? Object{} : Object{{"Attributes", std::move(shown)}};
}

Output set_queue_attributes(Call& call) {
  Queue queue = queue_of(call);
  json::Object& record = call.the().fields();
  queue.record.as_object().set("Attributes",
                               TRY(set_attributes(queue, call.input.find("Attributes")->as_object(), false)));
  record.set("Attributes", *queue.record.find("Attributes"));
  record.set("Modified", base::to_ms(call.now));
  record.erase("DeadLetterTargetArn");
  if (auto redrive = redrive_policy(queue)) record.set("DeadLetterTargetArn", redrive->target_arn);
  call.save(call.the());
  return Object{};
}

constexpr Operation kOperations[] = {
    {"GetQueueAttributes", {kOnQueue}, get_queue_attributes},
    {"SetQueueAttributes", {on(kToSetByUrl, "QueueUrl")}, set_queue_attributes},
};

}  // namespace

std::span<const Operation> attribute_operations() {
  return kOperations;
}

}  // namespace account::sqs
