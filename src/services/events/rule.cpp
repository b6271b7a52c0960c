#include "services/events/rule.h"

#include "account/call/facilities.h"
#include "account/record/tags.h"
#include "base/text.h"
#include "services/events/bus.h"
#include "services/events/events.h"
#include "services/events/schedule.h"

namespace account::events {
namespace {

RuleName named(const Asking& asking) {
  std::string rule = asking.text("Rule");
  BusName bus = read_bus_name(asking.call.state, asking.text("EventBusName"));
  return {bus.name, rule.empty() ? asking.text("Name") : rule};
}

}  // namespace

std::string rule_arn(const State& state, const RuleName& name) {
  std::string path = name.bus == kDefaultBus ? name.rule : fmt::format("{}/{}", name.bus, name.rule);
  return arn_of(state, kRules, json::Object{{"Name", path}});
}

Resource rule_resource(const Call& call, const RuleName& name) {
  Resource resource;
  resource.named = name.id();
  resource.arn = rule_arn(call.state, name);
  resource.record = find(call.state, kRules, resource.named);
  if (!resource.record) {
    resource.absent = aws::error("ResourceNotFoundException", 400, "Rule {} does not exist on EventBus {}.",
                                 name.rule, name.bus)
                          .value();
    return resource;
  }
  add_resource_tags(resource.record->find("Tags"), resource.keys);
  resource.keys.set("events:creatorAccount", std::string(resource.record->string_or("CreatedBy", "")));
  if (resource.record->find("ManagedBy"))
    resource.keys.set("events:ManagedBy", std::string(resource.record->string_or("ManagedBy", "")));
  return resource;
}

// Of a rule that is made, or made another: by whom.
aws::Result<Resource> locate_rule(const Asking& asking) {
  Resource resource = rule_resource(asking.call, named(asking));
  if (asking.need.about != Need::About::created) return resource;
  if (!resource.record) resource.keys.set("events:creatorAccount", asking.call.state.account());
  std::string service = managing_service(asking.call);
  if (!resource.record && !service.empty()) resource.keys.set("events:ManagedBy", service);
  return resource;
}

RuleName name_of_rule(const json::Value& rule) {
  return {std::string(rule.string_or("EventBusName", "")), std::string(rule.string_or("Name", ""))};
}

std::vector<Entry> rules_of(const State& state, std::string_view bus, size_t limit) {
  return state.list(kRules.name, {.prefix = fmt::format("{}:", bus), .limit = limit});
}

bool is_enabled(const json::Value& rule) {
  return rule.string_or("State", "") != "DISABLED";
}

std::string managing_service(const Call& call) {
  constexpr std::string_view kPath = ":role/aws-service-role/";
  const policy::Principal& principal = call.caller.principal;
  size_t at = principal.service_linked ? principal.role_arn.find(kPath) : std::string::npos;
  if (at == std::string::npos) return "";
  return std::string(base::split(principal.role_arn.substr(at + kPath.size()), '/').front());
}

aws::Result<void> check_not_managed(const Call& call, const json::Value& rule, bool insists) {
  std::string_view manager = rule.string_or("ManagedBy", "");
  if (manager.empty() || insists || managing_service(call) == manager) return {};
  return aws::error("ManagedRuleException", 400,
                    "Rule {} is managed by {} and cannot be modified by anybody else.",
                    rule.string_or("Name", ""), manager);
}

void schedule_rule(const State& state, Facilities& facilities, json::Value& rule, base::Time from) {
  rule.as_object().erase("_Next");
  auto schedule_of_rule = Schedule::parse(rule.string_or("ScheduleExpression", ""));
  auto next = schedule_of_rule && is_enabled(rule) ? schedule_of_rule->next(from) : std::nullopt;
  if (!next) return;
  rule.as_object().set("_Next", base::to_ms(*next));
  schedule(state, facilities, {*next, kFire.name, name_of_rule(rule).id()});
}

}  // namespace account::events
