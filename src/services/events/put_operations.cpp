// Events come in, and go on to the rules that want them. What is delivered is due work: each event in a transaction of
// its own, after the call that brought it.
//
// Source: API Reference, PutEvents, TestEventPattern.
#include <algorithm>

#include "account/call/facilities.h"
#include "services/events/bus.h"
#include "services/events/delivery.h"
#include "services/events/event_pattern.h"
#include "services/events/events.h"
#include "services/events/rule.h"

namespace account::events {
namespace {

constexpr size_t kMostBytes = 1 << 20;
constexpr size_t kTimeBytes = 14;

// --- put ------------------------------------------------------------------------------------------------------------

struct Refusal {
  std::string_view code;
  std::string words;
};

bool is_service(const Call& call) {
  return call.caller.principal.type == policy::PrincipalType::service;
}

// nullopt: the entry is an event.
std::optional<Refusal> refusal_of(const Call& call, const json::Value& entry) {
  for (std::string_view member : {"Source", "DetailType", "Detail"})
    if (entry.string_or(member, "").empty())
      return Refusal{
          "InvalidArgument",
          fmt::format("Parameter {} is not valid. Reason: {} is a required argument.", member, member)};
  if (entry.string_or("Source", "").starts_with("aws.") && !is_service(call))
    return Refusal{"NotAuthorizedForSourceException", "Not authorized for the source."};
  auto detail = json::parse(entry.string_or("Detail", ""));
  if (!detail || !detail->is_object()) return Refusal{"MalformedDetail", "Detail is malformed."};
  return std::nullopt;
}

json::Value event_of(const Call& call, const BusName& bus, const json::Value& entry, const std::string& id) {
  base::Time time = base::from_ms(entry.int_or("Time", base::to_ms(call.now)));
  const json::Value* resources = entry.find("Resources");
  return Object{{"version", "0"},
                {"id", id},
                {"detail-type", entry.string_or("DetailType", "")},
                {"source", entry.string_or("Source", "")},
                {"account", is_service(call) ? call.state.account() : call.caller.account},
                {"time", base::iso8601(time)},
                {"region", bus.region},
                {"resources", resources ? *resources : json::Array()},
                {"detail", *json::parse(entry.string_or("Detail", ""))}};
}

json::Value put_event(Call& call, const json::Value& entry) {
  BusName bus = read_bus_name(call.state, entry.string_or("EventBusName", ""));
  State owner = call.state.of(bus.account, bus.region);
  auto refusal = refusal_of(call, entry);
  if (!refusal && !find_bus(owner, bus.name))
    refusal = Refusal{"ResourceNotFoundException", fmt::format("Event bus {} does not exist.", bus.name)};
  if (refusal) return Object{{"ErrorCode", refusal->code}, {"ErrorMessage", refusal->words}};
  std::string id = call.facilities.random.uuid();
  if (!rules_of(owner, bus.name, 1).empty())
    schedule(owner, call.facilities,
             {call.now, kDeliver.name, bus.name, Object{{"Event", event_of(call, bus, entry, id)}}});
  return Object{{"EventId", id}};
}

size_t size_of(const json::Value& entry) {
  size_t size = entry.find("Time") ? kTimeBytes : 0;
  for (std::string_view member : {"Source", "DetailType", "Detail"})
    size += entry.string_or(member, "").size();
  for (const std::string& resource : entry.strings_at("Resources")) size += resource.size();
  return size;
}

Output put_events(Call& call) {
  if (call.input.has("EndpointId"))
    return invalid("Global endpoints (not simulated; see docs/operations.md)");
  size_t size = 0;
  for (const json::Value& entry : call.input.list("Entries")) size += size_of(entry);
  if (size > kMostBytes)
    return invalid(
        fmt::format("Total size of the entries in the request is over the limit: {} bytes.", kMostBytes));
  json::Array answers;
  int64_t failed = 0;
  for (const json::Value& entry : call.input.list("Entries")) {
    answers.push_back(put_event(call, entry));
    if (answers.back().find("ErrorCode")) ++failed;
  }
  return Object{{"FailedEntryCount", failed}, {"Entries", std::move(answers)}};
}

// --- later ----------------------------------------------------------------------------------------------------------

void deliver_event(Due& due) {
  const json::Value& event = *due.detail.find("Event");
  for (const Entry& rule : rules_of(due.state, due.id)) {
    const json::Value* written = rule.value.find("EventPattern");
    if (!written || !is_enabled(rule.value)) continue;
    auto pattern = EventPattern::parse(written->as_string());
    if (pattern && pattern->matches(event)) deliver(due, rule.value, event);
  }
}

void fire(Due& due) {
  auto rule = find(due.state, kRules, due.id);
  if (!rule || rule->int_or("_Next", 0) != base::to_ms(due.now)) return;
  schedule_rule(due.state, due.facilities, *rule, due.now);
  store(due.state, kRules, due.id, *rule);
  deliver(due, *rule,
          Object{{"version", "0"},
                 {"id", due.facilities.random.uuid()},
                 {"detail-type", "Scheduled Event"},
                 {"source", "aws.events"},
                 {"account", due.state.account()},
                 {"time", base::iso8601(due.now)},
                 {"region", due.state.region()},
                 {"resources", json::Array{rule->string_or("Arn", "")}},
                 {"detail", Object()}});
}

// --- tried ----------------------------------------------------------------------------------------------------------

Output test_pattern(Call& call) {
  auto pattern = EventPattern::parse(call.input.text("EventPattern"));
  if (!pattern)
    return aws::error("InvalidEventPatternException", 400, "Event pattern is not valid. Reason: {}",
                      pattern.error().message);
  auto event = json::parse(call.input.text("Event"));
  if (!event || !event->is_object()) return invalid("Parameter Event is not valid.");
  for (std::string_view member : {"id", "account", "source", "time", "region", "resources", "detail-type"})
    if (!event->find(member))
      return invalid(fmt::format("Parameter Event is not valid. Reason: {} is a required argument.", member));
  return Object{{"Result", pattern->matches(*event)}};
}

// --- questions ------------------------------------------------------------------------------------------------------

// The bus of an entry, with what the entry says of the event.
aws::Result<Resource> locate_entry_bus(const Asking& asking) {
  Resource resource =
      bus_resource(asking.call, read_bus_name(asking.call.state, asking.text("EventBusName")));
  resource.keys.set_list("events:source", {asking.text("Source")});
  resource.keys.set_list("events:detail-type", {asking.text("DetailType")});
  return resource;
}
constexpr RecordKind entry_bus() {
  RecordKind kind = kBuses;
  kind.locate = locate_entry_bus;
  kind.absent_code = "";
  return kind;
}
constexpr RecordKind kEntryBus = entry_bus();

constexpr Operation kOperations[] = {
    {"PutEvents", {on(kEntryBus, "EventBusName").each("Entries")}, put_events},
    {"TestEventPattern", {any()}, test_pattern},
};

}  // namespace

const Effect kDeliver{"events.deliver", deliver_event};
const Effect kFire{"events.fire", fire};

std::span<const Operation> put_operations() {
  return kOperations;
}

}  // namespace account::events
