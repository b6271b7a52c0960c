// Rules as records: what DescribeRule answers of one ({Name, Arn, EventPattern, ScheduleExpression, State, Description,
// RoleArn, ManagedBy, EventBusName, CreatedBy}), and beside it {Targets: as PutTargets has them, TargetArns, Tags;
// _Next: when its schedule fires next, in ms}. A record's id is BUS:RULE: neither name has a colon.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/call/needs.h"
#include "account/call/operation.h"
#include "account/call/service_event.h"

namespace account::events {

// By Name or Rule, on the bus that EventBusName names.
aws::Result<Resource> locate_rule(const Asking& asking);

inline constexpr RecordKind kRules{.name = kEventRule,
                                   .noun = "rule",
                                   .type = "rule-on-default-event-bus",
                                   .arn = "events:{region}:{account}:rule/{Name}",
                                   .name_member = "Name",
                                   .found_through = {"TargetArns"},
                                   .locate = locate_rule,
                                   .absent_code = "ResourceNotFoundException",
                                   .absent_status = 400,
                                   .absent_words = "Rule {name} does not exist."};

struct RuleName {
  std::string bus;
  std::string rule;

  std::string id() const { return fmt::format("{}:{}", bus, rule); }
};
std::string rule_arn(const State& state, const RuleName& name);
Resource rule_resource(const Call& call, const RuleName& name);
RuleName name_of_rule(const json::Value& rule);
std::vector<Entry> rules_of(const State& state, std::string_view bus, size_t limit = SIZE_MAX);
bool is_enabled(const json::Value& rule);

// ManagedRuleException: a rule that a service of AWS keeps is changed by that service alone, or where somebody insists.
aws::Result<void> check_not_managed(const Call& call, const json::Value& rule, bool insists);
// The service whose service-linked role makes the call; empty: it is somebody else's.
std::string managing_service(const Call& call);

// The schedule of a rule, whose record was changed, begins anew; the caller stores it.
void schedule_rule(const State& state, Facilities& facilities, json::Value& rule, base::Time from);

}  // namespace account::events
