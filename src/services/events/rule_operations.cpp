// Rules: put, shown, switched and deleted.
#include "account/call/facilities.h"
#include "account/record/index.h"
#include "services/events/bus.h"
#include "services/events/event_pattern.h"
#include "services/events/events.h"
#include "services/events/rule.h"
#include "services/events/schedule.h"
#include "services/events/tags.h"
#include "services/quotas.h"

namespace account::events {
namespace {

constexpr std::string_view kShown[] = {"Name",        "Arn",         "EventPattern", "ScheduleExpression",
                                       "State",       "Description", "RoleArn",      "ManagedBy",
                                       "EventBusName"};

aws::Result<void> check_rule(const Call& call, const std::string& bus) {
  std::string pattern = call.input.text("EventPattern"), written = call.input.text("ScheduleExpression");
  if (pattern.empty() && written.empty())
    return invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  if (!written.empty() && bus != kDefaultBus)
    return invalid("ScheduleExpression is supported only on the default event bus.");
  if (!written.empty() && !Schedule::parse(written))
    return invalid("Parameter ScheduleExpression is not valid.");
  if (pattern.empty()) return {};
  auto parsed = EventPattern::parse(pattern);
  if (parsed) return {};
  return aws::error("InvalidEventPatternException", 400, "Event pattern is not valid. Reason: {}",
                    parsed.error().message);
}

// What it says is all that the rule is from then on; its targets and tags stay.
Output put_rule(Call& call) {
  const Input& in = call.input;
  RuleName name{read_bus_name(call.state, in.text("EventBusName")).name, in.text("Name")};
  TRY(require_bus(call.state, name.bus));
  TRY(check_rule(call, name.bus));
  auto existing = find(call.state, kRules, name.id());
  if (existing) TRY(check_not_managed(call, *existing, false));
  if (!existing) TRY(check_quota(call, quotas::kRulesPerBus, rules_of(call.state, name.bus).size()));
  Object rule{{"Name", name.rule},
              {"Arn", rule_arn(call.state, name)},
              {"State", in.has("State") ? in.text("State") : "ENABLED"},
              {"EventBusName", name.bus},
              {"CreatedBy", call.state.account()}};
  for (std::string_view member : {"EventPattern", "ScheduleExpression", "Description", "RoleArn"})
    if (!in.text(member).empty()) rule.set(member, in.text(member));
  std::string service = managing_service(call);
  if (!existing && !service.empty()) rule.set("ManagedBy", service);
  if (existing) {
    for (std::string_view member : {"CreatedBy", "ManagedBy", "Targets", "TargetArns", "Tags"})
      rule.set_if(member, existing->find(member));
  } else {
    rule.set("Targets", json::Array());
    rule.set("TargetArns", json::Array());
    rule.set("Tags", TRY(tags_of_input(call)));
  }
  json::Value record = std::move(rule);
  schedule_rule(call.state, call.facilities, record, call.now);
  call.make(kRules, name.id(), record);
  return Object{{"RuleArn", record.string_or("Arn", "")}};
}

json::Value shown_rule(const Entry& rule) {
  Object shown;
  for (std::string_view member : kShown) shown.set_if(member, rule.value.find(member));
  return shown;
}

Output describe_rule(Call& call) {
  json::Value shown = shown_rule({"", call.the().record});
  shown.as_object().set("CreatedBy", call.the().text("CreatedBy"));
  return shown;
}

Output list_rules(Call& call) {
  std::string bus = read_bus_name(call.state, call.input.text("EventBusName")).name;
  TRY(require_bus(call.state, bus));
  std::string prefix = fmt::format("{}:{}", bus, call.input.text("NamePrefix"));
  return list_page(call, "Rules", call.state.list(kRules.name, {.prefix = prefix}), shown_rule);
}

Output set_state(Call& call, std::string_view state) {
  TRY(check_not_managed(call, call.the().record, false));
  call.the().fields().set("State", state);
  schedule_rule(call.state, call.facilities, call.the().record, call.now);
  call.save(call.the());
  return Object{};
}
Output enable_rule(Call& call) {
  return set_state(call, "ENABLED");
}
Output disable_rule(Call& call) {
  return set_state(call, "DISABLED");
}

// One that is not there is deleted without a word.
Output delete_rule(Call& call) {
  RuleName name{read_bus_name(call.state, call.input.text("EventBusName")).name, call.input.text("Name")};
  TRY(require_bus(call.state, name.bus));
  auto rule = find(call.state, kRules, name.id());
  if (!rule) return Object{};
  TRY(check_not_managed(call, *rule, call.input.flag("Force")));
  if (!rule->find("Targets")->as_array().empty())
    return invalid("Rule can't be deleted since it has targets.");
  remove(call.state, kRules, name.id());
  return Object{};
}

// --- questions ------------------------------------------------------------------------------------------------------

// What the pattern of a rule says of its events (Service Authorization Reference, EventBridge).
void pattern_keys(const Call& call, const json::Value*, policy::Context& context) {
  auto pattern = EventPattern::parse(call.input.text("EventPattern"));
  if (!pattern) return;
  auto set_list = [&](const char* key, std::vector<std::string> texts) {
    if (!texts.empty()) context.set_list(key, std::move(texts));
  };
  auto set = [&](const char* key, const std::vector<std::string>& texts) {
    if (texts.size() == 1) context.set(key, texts.front());
  };
  set_list("events:source", pattern->texts_of("source"));
  set_list("events:detail-type", pattern->texts_of("detail-type"));
  set("events:detail.service", pattern->texts_of("detail", "service"));
  set("events:detail.eventTypeCode", pattern->texts_of("detail", "eventTypeCode"));
}

constexpr RecordKind rule_to_delete() {
  RecordKind kind = kRules;
  kind.absent_code = "";
  return kind;
}
constexpr RecordKind kRuleToDelete = rule_to_delete();

constexpr Operation kOperations[] = {
    {"PutRule",
     {creates(kRules).keys(pattern_keys), also("events:TagResource").when("Tags"),
      passes("events.amazonaws.com", "RoleArn").when("RoleArn")},
     put_rule},
    {"DescribeRule", {on(kRules)}, describe_rule},
    {"ListRules", {any()}, list_rules},
    {"EnableRule", {on(kRules)}, enable_rule},
    {"DisableRule", {on(kRules)}, disable_rule},
    {"DeleteRule", {on(kRuleToDelete)}, delete_rule},
};

}  // namespace

std::span<const Operation> rule_operations() {
  return kOperations;
}

}  // namespace account::events
