// Event buses: made, shown, changed and deleted.
#include "account/call/facilities.h"
#include "services/events/bus.h"
#include "services/events/events.h"
#include "services/events/rule.h"
#include "services/events/tags.h"
#include "services/quotas.h"

namespace account::events {
namespace {

constexpr std::string_view kOptions[] = {"Description", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig"};

Object answer(const json::Value& bus, std::string_view arn_member, bool has_name) {
  Object answer{{std::string(arn_member), bus.string_or("Arn", "")}};
  if (has_name) answer.set("Name", bus.string_or("Name", ""));
  for (std::string_view member : kOptions) answer.set_if(member, bus.find(member));
  return answer;
}

Output create_bus(Call& call) {
  std::string name = call.input.text("Name");
  if (call.input.has("EventSourceName"))
    return invalid("Event buses of partners (not simulated; see docs/operations.md)");
  if (name.find('/') != name.npos) return invalid("Event bus name must not contain '/'.");
  if (find_bus(call.state, name))
    return aws::error("ResourceAlreadyExistsException", 400, "Event bus {} already exists.", name);
  TRY(check_quota(call, quotas::kEventBuses, call.state.ids(kBuses.name).size()));
  json::Array tags = TRY(tags_of_input(call));
  Object bus{{"Name", name},
             {"Arn", arn_of(call.state, kBuses, Object{{"Name", name}})},
             {"CreationTime", base::to_ms(call.now)},
             {"LastModifiedTime", base::to_ms(call.now)},
             {"Tags", std::move(tags)}};
  for (std::string_view member : kOptions) bus.set_if(member, call.input.find(member));
  call.make(kBuses, name, bus);
  return answer(bus, "EventBusArn", false);
}

Output describe_bus(Call& call) {
  Object bus = call.the().record.as_object();
  bus.erase("Tags");
  return bus;
}

Output update_bus(Call& call) {
  Found& bus = call.the();
  for (std::string_view member : kOptions) bus.fields().set_if(member, call.input.find(member));
  bus.fields().set("LastModifiedTime", base::to_ms(call.now));
  store(call.state, kBuses, bus.record);
  return answer(bus.record, "Arn", true);
}

json::Value shown_bus(const Entry& bus) {
  Object shown;
  for (std::string_view member : {"Name", "Arn", "Description", "Policy", "CreationTime", "LastModifiedTime"})
    shown.set_if(member, bus.value.find(member));
  return shown;
}

Output list_buses(Call& call) {
  std::string prefix = call.input.text("NamePrefix");
  std::vector<Entry> buses = call.state.list(kBuses.name, {.prefix = prefix});
  bool has_default = call.state.contains(kBuses.name, kDefaultBus);
  if (!has_default && kDefaultBus.starts_with(prefix))
    buses.push_back({std::string(kDefaultBus), *find_bus(call.state, kDefaultBus)});
  return list_page(call, "EventBuses", std::move(buses), shown_bus);
}

// One that is not there is deleted without a word.
Output delete_bus(Call& call) {
  std::string name = call.input.text("Name");
  if (name == kDefaultBus) return invalid("Cannot delete event bus default.");
  if (!rules_of(call.state, name, 1).empty())
    return invalid("Event bus can't be deleted since it has rules.");
  if (find(call.state, kBuses, name)) remove(call.state, kBuses, name);
  return Object{};
}

constexpr RecordKind bus_to_delete() {
  RecordKind kind = kBuses;
  kind.absent_code = "";
  return kind;
}
constexpr RecordKind kBusToDelete = bus_to_delete();

constexpr Operation kOperations[] = {
    {"CreateEventBus", {creates(kBuses), also("events:TagResource").when("Tags")}, create_bus},
    {"DeleteEventBus", {on(kBusToDelete)}, delete_bus},
    {"DescribeEventBus", {on(kBuses)}, describe_bus},
    {"ListEventBuses", {any()}, list_buses},
    {"UpdateEventBus", {on(kBuses)}, update_bus},
};

}  // namespace

std::span<const Operation> bus_operations() {
  return kOperations;
}

}  // namespace account::events
