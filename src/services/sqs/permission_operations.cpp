// AddPermission and RemovePermission: statements of the queue's policy, by label.
#include <algorithm>

#include "base/arn.h"
#include "services/sqs/attributes.h"
#include "services/sqs/sqs.h"

namespace account::sqs {
namespace {

constexpr size_t kMostActions = 7;
constexpr size_t kMostStatements = 20;
// API Reference, AddPermission: what can be given to others.
constexpr std::string_view kGiven[] = {
    "*",           "ChangeMessageVisibility",    "DeleteMessage", "GetQueueAttributes",
    "GetQueueUrl", "ListDeadLetterSourceQueues", "PurgeQueue",    "ReceiveMessage",
    "SendMessage"};

template <typename... Args>
tl::unexpected<aws::Error> invalid(fmt::format_string<Args...> format, Args&&... args) {
  return aws::error("InvalidParameterValue", 400, format, std::forward<Args>(args)...);
}

json::Value policy_of(const Queue& queue) {
  auto policy = json::parse(attribute(queue, "Policy"));
  if (policy) return std::move(*policy);
  return Object{
      {"Version", "2008-10-17"}, {"Id", queue.arn() + "/SQSDefaultPolicy"}, {"Statement", json::Array()}};
}

// A single statement may stand without a list.
json::Array& statements_of(json::Value& policy) {
  json::Value& statements = policy.as_object()["Statement"];
  if (statements.is_object()) statements = json::Array{statements};
  return statements.as_array();
}

Output save_policy(Call& call, const json::Value& policy) {
  json::Object& attributes = call.the().fields()["Attributes"].as_object();
  attributes.set("Policy", json::dump(policy));
  call.the().fields().set("Modified", base::to_ms(call.now));
  call.save(call.the());
  return Object{};
}

aws::Result<json::Array> actions_of(const Call& call) {
  json::Array actions;
  for (const std::string& name : call.input.texts("Actions")) {
    if (std::find(std::begin(kGiven), std::end(kGiven), name) == std::end(kGiven)) {
      return invalid(
          "Value SQS:{} for parameter ActionName is invalid. Reason: Only the queue owner is allowed to "
          "invoke this action.",
          name);
    }
    actions.emplace_back("SQS:" + name);
  }
  if (actions.size() > kMostActions)
    return aws::error("OverLimit", 403, "{} Actions were found, maximum allowed is {}.", actions.size(),
                      kMostActions);
  return actions;
}

aws::Result<json::Array> principals_of(const Call& call) {
  json::Array principals;
  for (const std::string& account : call.input.texts("AWSAccountIds")) {
    if (!base::is_account_id(account))
      return invalid("Value [{}] for parameter PrincipalId is invalid. Reason: Unable to verify.", account);
    principals.emplace_back(fmt::format("arn:aws:iam::{}:root", account));
  }
  return principals;
}

// A list of one is written as the one.
json::Value one_or_all(json::Array values) {
  return values.size() == 1 ? std::move(values[0]) : json::Value(std::move(values));
}

Output add_permission(Call& call) {
  Queue queue = queue_of(call);
  std::string label = call.input.text("Label");
  json::Array actions = TRY(actions_of(call));
  json::Array principals = TRY(principals_of(call));
  if (actions.empty() || principals.empty())
    return aws::error("MissingParameter", 400, "The request must contain the parameter {}.",
                      actions.empty() ? "Actions" : "AWSAccountIds");
  json::Value policy = policy_of(queue);
  json::Array& statements = statements_of(policy);
  bool is_taken = std::any_of(statements.begin(), statements.end(),
                              [&](const json::Value& one) { return one.string_or("Sid", "") == label; });
  if (is_taken) return invalid("Value {} for parameter Label is invalid. Reason: Already exists.", label);
  if (statements.size() >= kMostStatements) {
    return aws::error("OverLimit", 403, "{} Statements were found, maximum allowed is {}.",
                      statements.size() + 1, kMostStatements);
  }
  statements.emplace_back(Object{{"Sid", label},
                                 {"Effect", "Allow"},
                                 {"Principal", Object{{"AWS", one_or_all(std::move(principals))}}},
                                 {"Action", one_or_all(std::move(actions))},
                                 {"Resource", queue.arn()}});
  return save_policy(call, policy);
}

Output remove_permission(Call& call) {
  std::string label = call.input.text("Label");
  json::Value policy = policy_of(queue_of(call));
  size_t removed = std::erase_if(statements_of(policy),
                                 [&](const json::Value& one) { return one.string_or("Sid", "") == label; });
  if (removed == 0)
    return invalid("Value {} for parameter Label is invalid. Reason: can't find label on existing policy.",
                   label);
  if (!statements_of(policy).empty()) return save_policy(call, policy);
  call.the().fields()["Attributes"].as_object().erase("Policy");
  call.save(call.the());
  return Object{};
}

constexpr Operation kOperations[] = {
    {"AddPermission", {kOnOwnQueue}, add_permission},
    {"RemovePermission", {kOnOwnQueue}, remove_permission},
};

}  // namespace

std::span<const Operation> permission_operations() {
  return kOperations;
}

}  // namespace account::sqs
