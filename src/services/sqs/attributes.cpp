#include "services/sqs/attributes.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "base/text.h"
#include "policy/document.h"
#include "services/policy_principals.h"
#include "services/sqs/dead_letters.h"
#include "services/sqs/message_store.h"

namespace account::sqs {
namespace {

enum class Form { number, flag, choice, policy, redrive, redrive_allow, key, computed };
enum class Queues { all, fifo };

struct Attribute {
  std::string_view name;
  Form form;
  std::string_view by_default = "";  // empty: it is not shown unless it was set
  int64_t least = 0;
  int64_t most = 0;
  Queues queues = Queues::all;
  std::string_view choices = "";  // separated by bars
};

constexpr Attribute kAttributes[] = {
    {"ApproximateNumberOfMessages", Form::computed},
    {"ApproximateNumberOfMessagesDelayed", Form::computed},
    {"ApproximateNumberOfMessagesNotVisible", Form::computed},
    {"ContentBasedDeduplication", Form::flag, "false", 0, 0, Queues::fifo},
    {"CreatedTimestamp", Form::computed},
    {"DeduplicationScope", Form::choice, "queue", 0, 0, Queues::fifo, "queue|messageGroup"},
    {"DelaySeconds", Form::number, "0", 0, 900},
    {"FifoQueue", Form::flag, "true", 0, 0, Queues::fifo},
    {"FifoThroughputLimit", Form::choice, "perQueue", 0, 0, Queues::fifo, "perQueue|perMessageGroupId"},
    {"KmsDataKeyReusePeriodSeconds", Form::number, "", 60, 86'400},
    {"KmsMasterKeyId", Form::key},
    {"LastModifiedTimestamp", Form::computed},
    {"MaximumMessageSize", Form::number, "1048576", 1024, 1'048'576},
    {"MessageRetentionPeriod", Form::number, "345600", 60, 1'209'600},
    {"Policy", Form::policy},
    {"QueueArn", Form::computed},
    {"ReceiveMessageWaitTimeSeconds", Form::number, "0", 0, 20},
    {"RedriveAllowPolicy", Form::redrive_allow},
    {"RedrivePolicy", Form::redrive},
    {"SqsManagedSseEnabled", Form::flag, "true"},
    {"VisibilityTimeout", Form::number, "30", 0, 43'200},
};

const Attribute* find_attribute(std::string_view name) {
  const auto* found = std::find_if(std::begin(kAttributes), std::end(kAttributes),
                                   [&](const Attribute& one) { return one.name == name; });
  return found == std::end(kAttributes) ? nullptr : found;
}

tl::unexpected<aws::Error> unknown(std::string_view name) {
  return aws::error("InvalidAttributeName", 400, "Unknown Attribute {}.", name);
}

tl::unexpected<aws::Error> invalid(std::string_view name) {
  return aws::error("InvalidAttributeValue", 400, "Invalid value for the parameter {}.", name);
}

bool is_one_of(std::string_view choices, std::string_view text) {
  auto all = base::split(choices, '|');
  return std::find(all.begin(), all.end(), text) != all.end();
}

aws::Result<void> check_policy(const Queue& queue, const std::string& text) {
  base::Diagnostics diagnostics("policy", text);
  auto document = policy::parse(text, policy::Kind::resource, diagnostics);
  if (!document || !policy::compile(text, policy::Kind::resource, diagnostics)) return invalid("Policy");
  for (const auto& statement : document->statements) {
    for (const auto& principal : statement.principals) {
      if (principal.key == policy::PrincipalKey::aws && !principal_exists(queue.state, principal.text.value))
        return invalid("Policy");
    }
  }
  return {};
}

aws::Result<void> check_form(const Queue& queue, const Attribute& attribute, const std::string& value) {
  switch (attribute.form) {
    case Form::number: {
      auto number = base::parse_int(value);
      if (!number || *number < attribute.least || *number > attribute.most) return invalid(attribute.name);
      return {};
    }
    case Form::flag:
      if (value != "true" && value != "false") return invalid(attribute.name);
      return {};
    case Form::choice:
      if (!is_one_of(attribute.choices, value)) return invalid(attribute.name);
      return {};
    case Form::policy:
      return check_policy(queue, value);
    case Form::redrive:
      return check_redrive_policy(queue, value);
    case Form::redrive_allow:
      return check_redrive_allow_policy(value);
    case Form::key:
      return {};  // whichever it is: KMS is asked when a message comes
    case Form::computed:
      break;
  }
  return unknown(attribute.name);
}

bool is_document(Form form) {
  return form == Form::policy || form == Form::redrive || form == Form::redrive_allow || form == Form::key;
}

aws::Result<void> check(const Queue& queue, const std::string& name, const std::string& value, bool is_new) {
  const Attribute* attribute = find_attribute(name);
  bool is_for_it = attribute && (attribute->queues == Queues::all || queue.is_fifo());
  // A queue is FIFO from the beginning, or never; of others nobody says that they are not.
  if (is_for_it && name == "FifoQueue" && value != "true") return is_new ? unknown(name) : invalid(name);
  if (!is_for_it || attribute->form == Form::computed) return unknown(name);
  if (value.empty() && is_document(attribute->form)) return {};
  return check_form(queue, *attribute, value);
}

// One kind of encryption at a time: what is set last (API Reference, SetQueueAttributes).
aws::Result<void> choose_encryption(const json::Object& given, json::Object& all) {
  auto turns_on = [&](std::string_view name, std::string_view off) {
    const json::Value* value = given.find(name);
    return value && value->as_string() != off;
  };
  bool by_kms = turns_on("KmsMasterKeyId", ""), by_sqs = turns_on("SqsManagedSseEnabled", "false");
  if (by_kms && by_sqs)
    return aws::error(
        "InvalidAttributeValue", 400,
        "You can use one type of server-side encryption (SSE) at one time. You can either enable "
        "KMS SSE or SQS SSE.");
  if (by_kms) all.set("SqsManagedSseEnabled", "false");
  if (by_sqs) all.erase("KmsMasterKeyId");
  return {};
}

// FIFO queues with a throughput for each group must tell duplicates for each group, too (API Reference,
// SetQueueAttributes, "High throughput for FIFO queues").
aws::Result<void> check_together(const json::Value& all) {
  if (all.string_or("FifoThroughputLimit", "") == "perMessageGroupId" &&
      all.string_or("DeduplicationScope", "") != "messageGroup")
    return aws::error(
        "InvalidAttributeValue", 400,
        "FifoThroughputLimit can be perMessageGroupId only where DeduplicationScope is messageGroup.");
  return {};
}

std::string computed(const Queue& queue, std::string_view name,
                     const std::function<const Counts&()>& counts) {
  if (name == "QueueArn") return queue.arn();
  if (name == "CreatedTimestamp") return std::to_string(queue.record.int_or("Created", 0) / 1000);
  if (name == "LastModifiedTimestamp") return std::to_string(queue.record.int_or("Modified", 0) / 1000);
  if (name == "ApproximateNumberOfMessages") return std::to_string(counts().visible);
  return std::to_string(name == "ApproximateNumberOfMessagesDelayed" ? counts().delayed : counts().in_flight);
}

}  // namespace

aws::Result<json::Object> set_attributes(const Queue& queue, const json::Object& given, bool is_new) {
  json::Value all = json::Object();
  if (const json::Value* kept = queue.record.find("Attributes")) all = *kept;
  for (const json::Member& one : given) {
    const std::string& value = one.value.as_string();
    TRY(check(queue, one.name, value, is_new));
    if (value.empty()) {
      all.as_object().erase(one.name);
    } else {
      all.as_object().set(one.name, value);
    }
  }
  TRY(choose_encryption(given, all.as_object()));
  TRY(check_together(all));
  return std::move(all.as_object());
}

std::string attribute(const Queue& queue, std::string_view name) {
  const json::Value* kept = queue.record.find("Attributes");
  const Attribute* row = find_attribute(name);
  bool has_default = row && (row->queues == Queues::all || queue.is_fifo());
  return std::string(kept->string_or(name, has_default ? row->by_default : ""));
}

int64_t number(const Queue& queue, std::string_view name) {
  return base::parse_int(attribute(queue, name)).value_or(0);
}

bool flag(const Queue& queue, std::string_view name) {
  return attribute(queue, name) == "true";
}

aws::Result<json::Object> show_attributes(const Queue& queue, const std::vector<std::string>& names,
                                          base::Time now) {
  for (const std::string& name : names)
    if (name != "All" && !find_attribute(name)) return unknown(name);
  std::optional<Counts> counted;
  auto counts = [&]() -> const Counts& {
    return counted ? *counted : counted.emplace(count_messages(queue, now));
  };
  json::Object shown;
  for (const Attribute& row : kAttributes) {
    bool is_asked = std::any_of(names.begin(), names.end(),
                                [&](const std::string& name) { return name == "All" || name == row.name; });
    if (!is_asked) continue;
    std::string value =
        row.form == Form::computed ? computed(queue, row.name, counts) : attribute(queue, row.name);
    if (!value.empty()) shown.set(row.name, std::move(value));
  }
  return shown;
}

std::string differing_attribute(const Queue& queue, const json::Object& given) {
  for (const json::Member& one : given)
    if (attribute(queue, one.name) != one.value.as_string()) return one.name;
  return "";
}

}  // namespace account::sqs
