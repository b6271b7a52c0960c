// Targets of rules: where events go. They are kept in the rule's record.
#include <algorithm>

#include "account/call/facilities.h"
#include "account/record/index.h"
#include "account/record/paging.h"
#include "base/arn.h"
#include "services/events/bus.h"
#include "services/events/events.h"
#include "services/events/rule.h"
#include "services/events/target_input.h"
#include "services/quotas.h"

namespace account::events {
namespace {

json::Array& targets_of(Found& rule) {
  return rule.fields()["Targets"].as_array();
}

void save(Call& call) {
  json::Array arns;
  for (const json::Value& target : targets_of(call.the())) {
    json::Value arn = target.string_or("Arn", "");
    if (std::find(arns.begin(), arns.end(), arn) == arns.end()) arns.push_back(std::move(arn));
  }
  call.the().fields().set("TargetArns", std::move(arns));
  call.save(call.the());
}

aws::Result<void> check_target(const json::Value& target) {
  std::string id(target.string_or("Id", ""));
  auto arn = base::Arn::parse(target.string_or("Arn", ""));
  if (!arn || arn->service.empty() || arn->resource.empty())
    return invalid(fmt::format("Parameter {} is not valid. Reason: Provided Arn is not in correct format.",
                               target.string_or("Arn", "")));
  bool is_fifo = arn->service == "sqs" && arn->resource.ends_with(".fifo");
  const json::Value* sqs = target.find("SqsParameters");
  if (is_fifo && (!sqs || sqs->string_or("MessageGroupId", "").empty()))
    return invalid(fmt::format("Parameter(s) SqsParameters must be specified for target: {}.", id));
  return check_target_input(target);
}

Output put_targets(Call& call) {
  TRY(check_not_managed(call, call.the().record, false));
  json::Array& targets = targets_of(call.the());
  for (const json::Value& target : call.input.list("Targets")) {
    TRY(check_target(target));
    std::string_view id = target.string_or("Id", "");
    auto same = std::find_if(targets.begin(), targets.end(),
                             [&](const json::Value& one) { return one.string_or("Id", "") == id; });
    if (same == targets.end()) {
      TRY(check_quota(call, quotas::kTargetsPerRule, targets.size()));
      targets.push_back(target);
    } else {
      *same = target;
    }
  }
  save(call);
  return Object{{"FailedEntryCount", 0}, {"FailedEntries", json::Array()}};
}

// Ids that are not there are passed over.
Output remove_targets(Call& call) {
  TRY(check_not_managed(call, call.the().record, call.input.flag("Force")));
  for (const std::string& id : call.input.texts("Ids"))
    std::erase_if(targets_of(call.the()),
                  [&](const json::Value& one) { return one.string_or("Id", "") == id; });
  save(call);
  return Object{{"FailedEntryCount", 0}, {"FailedEntries", json::Array()}};
}

Output list_targets(Call& call) {
  std::vector<Entry> targets;
  for (const json::Value& target : targets_of(call.the()))
    targets.push_back({std::string(target.string_or("Id", "")), target});
  return list_page(call, "Targets", std::move(targets), [](const Entry& one) { return one.value; });
}

Output list_rule_names(Call& call) {
  std::string bus = read_bus_name(call.state, call.input.text("EventBusName")).name;
  TRY(require_bus(call.state, bus));
  auto rules =
      find_through(call.state, kRules, "TargetArns", call.input.text("TargetArn"), fmt::format("{}:", bus));
  return list_page(call, "RuleNames", std::move(rules),
                   [](const Entry& one) { return json::Value(one.value.string_or("Name", "")); });
}

void target_keys(const Call& call, const json::Value*, policy::Context& context) {
  std::vector<std::string> arns;
  for (const json::Value& target : call.input.list("Targets")) arns.emplace_back(target.string_or("Arn", ""));
  context.set_list("events:TargetArn", std::move(arns));
}

constexpr Need kOnRule = on(kRules, "Rule");

constexpr Operation kOperations[] = {
    {"PutTargets",
     {kOnRule.keys(target_keys), passes("events.amazonaws.com", "RoleArn").each("Targets").when("RoleArn")},
     put_targets},
    {"RemoveTargets", {kOnRule}, remove_targets},
    {"ListTargetsByRule", {kOnRule}, list_targets},
    {"ListRuleNamesByTarget", {any()}, list_rule_names},
};

}  // namespace

std::span<const Operation> target_operations() {
  return kOperations;
}

}  // namespace account::events
