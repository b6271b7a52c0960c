#include "services/events/delivery.h"

#include "account/call/facilities.h"
#include "account/call/invoke.h"
#include "base/arn.h"
#include "services/events/target_input.h"

namespace account::events {
namespace {

constexpr std::string_view kPrincipal = "events.amazonaws.com";

struct Delivery {
  Due& due;
  const json::Value& rule;
  const json::Value& target;
  std::string input;
};

Output as_service(const Delivery& delivery, std::string_view service, std::string_view operation,
                  json::Value input) {
  const Due& due = delivery.due;
  Caller nobody;
  Bodies bodies(due.facilities.objects_dir);
  Origin origin{nobody, {}, due.state, due.state.region(), due.now, due.facilities, bodies};
  return invoke(origin, {kPrincipal, Access::service, service, operation, std::move(input),
                         std::string(delivery.rule.string_or("Arn", ""))});
}

Output send_to_queue(const Delivery& delivery, const base::Arn& queue, Object message) {
  message.set("QueueUrl",
              fmt::format("https://sqs.{}.amazonaws.com/{}/{}", queue.region, queue.account, queue.resource));
  message.set("MessageBody", delivery.input);
  return as_service(delivery, "sqs", "SendMessage", std::move(message));
}

Output deliver_to_queue(const Delivery& delivery, const base::Arn& queue) {
  Object message;
  const json::Value* parameters = delivery.target.find("SqsParameters");
  if (parameters) message.set_if("MessageGroupId", parameters->find("MessageGroupId"));
  return send_to_queue(delivery, queue, std::move(message));
}

// Each event has a stream of its own, named by its id.
Output deliver_to_log_group(const Delivery& delivery, const base::Arn& group) {
  std::string name = group.resource.substr(std::string_view("log-group:").size());
  Object stream{{"logGroupName", name.substr(0, name.find(':'))},
                {"logStreamName", delivery.due.facilities.random.uuid()}};
  Output made = as_service(delivery, "logs", "CreateLogStream", stream);
  if (!made) return made;
  stream.set("logEvents",
             json::Array{Object{{"timestamp", base::to_ms(delivery.due.now)}, {"message", delivery.input}}});
  return as_service(delivery, "logs", "PutLogEvents", std::move(stream));
}

Object text_attribute(std::string_view text) {
  return Object{{"DataType", "String"}, {"StringValue", text}};
}

void keep_dead(const Delivery& delivery, const aws::Error& error) {
  const json::Value* config = delivery.target.find("DeadLetterConfig");
  auto queue = base::Arn::parse(config ? config->string_or("Arn", "") : "");
  if (!queue || queue->service != "sqs") return;
  Object attributes{{"ERROR_CODE", text_attribute(error.code)},
                    {"ERROR_MESSAGE", text_attribute(error.message)},
                    {"RULE_ARN", text_attribute(delivery.rule.string_or("Arn", ""))},
                    {"TARGET_ARN", text_attribute(delivery.target.string_or("Arn", ""))}};
  // What this queue refuses, too, is lost, as on AWS.
  (void)send_to_queue(delivery, *queue, Object{{"MessageAttributes", std::move(attributes)}});
}

void deliver_to_target(const Delivery& delivery) {
  auto arn = base::Arn::parse(delivery.target.string_or("Arn", ""));
  if (!arn) return;
  Output done = Object{};
  if (arn->service == "sqs") done = deliver_to_queue(delivery, *arn);
  if (arn->service == "logs" && arn->resource.starts_with("log-group:"))
    done = deliver_to_log_group(delivery, *arn);
  if (!done) keep_dead(delivery, done.error());
}

}  // namespace

void deliver(Due& due, const json::Value& rule, const json::Value& event) {
  RuleOfEvent of_event{rule.string_or("Name", ""), rule.string_or("Arn", ""), due.now};
  for (const json::Value& target : rule.find("Targets")->as_array())
    deliver_to_target({due, rule, target, target_input(target, event, of_event)});
}

}  // namespace account::events
