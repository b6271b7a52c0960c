// Who else may put events into a bus: statements of its policy, by id, or the whole policy.
#include <algorithm>

#include "base/arn.h"
#include "policy/document.h"
#include "services/events/bus.h"
#include "services/events/events.h"

namespace account::events {
namespace {

constexpr size_t kMostBytes = 10'240;

json::Value policy_of(const json::Value& bus) {
  auto policy = json::parse(bus.string_or("Policy", ""));
  if (policy) return std::move(*policy);
  return Object{{"Version", "2012-10-17"}, {"Statement", json::Array()}};
}

json::Array& statements_of(json::Value& policy) {
  json::Value& statements = policy.as_object()["Statement"];
  if (statements.is_object()) statements = json::Array{statements};
  return statements.as_array();
}

bool has_id(const json::Value& statement, std::string_view id) {
  return statement.string_or("Sid", "") == id;
}

Output save(Call& call, json::Value bus, const std::string& policy) {
  if (policy.size() > kMostBytes)
    return aws::error("PolicyLengthExceededException", 400,
                      "The event bus policy is longer than {} characters.", kMostBytes);
  bus.as_object().set("Policy", policy);
  if (policy.empty()) bus.as_object().erase("Policy");
  bus.as_object().set("LastModifiedTime", base::to_ms(call.now));
  store(call.state, kBuses, bus);
  return Object{};
}

aws::Result<void> check_policy(const std::string& text) {
  base::Diagnostics diagnostics("policy", text);
  if (policy::parse(text, policy::Kind::resource, diagnostics, policy::Size::any)) return {};
  return invalid("Parameter Policy is not valid: " + diagnostics.render());
}

aws::Result<Object> new_statement(const Call& call, const json::Value& bus) {
  const Input& in = call.input;
  std::string principal = in.text("Principal");
  if (in.text("StatementId").empty() || principal.empty() || in.text("Action").empty())
    return invalid("Parameters StatementId, Principal and Action are to be given where Policy is not.");
  if (in.text("Action") != "events:PutEvents")
    return invalid(
        fmt::format("Provided value in parameter 'action' is not supported: {}", in.text("Action")));
  if (principal != "*" && !base::is_account_id(principal))
    return invalid("Provided value in parameter 'principal' is not valid.");
  Object statement{{"Sid", in.text("StatementId")},
                   {"Effect", "Allow"},
                   {"Principal", "*"},
                   {"Action", "events:PutEvents"},
                   {"Resource", bus.string_or("Arn", "")}};
  if (principal != "*")
    statement.set("Principal", Object{{"AWS", fmt::format("arn:aws:iam::{}:root", principal)}});
  if (const json::Value* condition = in.find("Condition")) {
    Object keys, condition_of_type;
    keys.set(condition->string_or("Key", ""), condition->string_or("Value", ""));
    condition_of_type.set(condition->string_or("Type", ""), std::move(keys));
    statement.set("Condition", std::move(condition_of_type));
  }
  return statement;
}

Output put_permission(Call& call) {
  json::Value bus =
      TRY(require_bus(call.state, read_bus_name(call.state, call.input.text("EventBusName")).name));
  if (std::string policy = call.input.text("Policy"); !policy.empty()) {
    TRY(check_policy(policy));
    return save(call, std::move(bus), policy);
  }
  Object statement = TRY(new_statement(call, bus));
  json::Value policy = policy_of(bus);
  json::Array& statements = statements_of(policy);
  std::erase_if(statements,
                [&](const json::Value& one) { return has_id(one, call.input.text("StatementId")); });
  statements.emplace_back(std::move(statement));
  TRY(check_policy(json::dump(policy)));
  return save(call, std::move(bus), json::dump(policy));
}

Output remove_permission(Call& call) {
  json::Value bus =
      TRY(require_bus(call.state, read_bus_name(call.state, call.input.text("EventBusName")).name));
  if (call.input.flag("RemoveAllPermissions")) return save(call, std::move(bus), "");
  if (!bus.find("Policy"))
    return aws::error("ResourceNotFoundException", 400, "EventBus does not have a policy.");
  json::Value policy = policy_of(bus);
  size_t removed = std::erase_if(statements_of(policy), [&](const json::Value& one) {
    return has_id(one, call.input.text("StatementId"));
  });
  if (removed == 0)
    return aws::error("ResourceNotFoundException", 400, "Statement with the provided id does not exist.");
  return save(call, std::move(bus), statements_of(policy).empty() ? "" : json::dump(policy));
}

constexpr Operation kOperations[] = {
    {"PutPermission", {any()}, put_permission},
    {"RemovePermission", {any()}, remove_permission},
};

}  // namespace

std::span<const Operation> permission_operations() {
  return kOperations;
}

}  // namespace account::events
