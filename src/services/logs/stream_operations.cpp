// Log streams: made, listed and deleted.
#include "account/call/facilities.h"
#include "services/logs/event_store.h"
#include "services/logs/group.h"
#include "services/logs/listing.h"
#include "services/logs/logs.h"
#include "services/logs/resource_policy.h"
#include "services/logs/stream.h"

namespace account::logs {
namespace {

Output create_stream(Call& call) {
  std::string group = call.input.text("logGroupName"), name = call.input.text("logStreamName");
  TRY(require(call.state, kGroups, group));
  std::string id = stream_id(group, name);
  if (find(call.state, kStreams, id))
    return aws::error("ResourceAlreadyExistsException", 400, "The specified log stream already exists");
  call.make(kStreams, id,
            Object{{"logStreamName", name},
                   {"arn", asked_arn(call.state, group, name)},
                   {"creationTime", base::to_ms(call.now)},
                   {"storedBytes", 0},
                   {"uploadSequenceToken", call.facilities.random.hex(56)},
                   {"logGroupName", group}});
  return Object{};
}

Output delete_stream(Call& call) {
  std::string group = call.the().text("logGroupName");
  json::Value record = TRY(require(call.state, kGroups, group));
  int64_t bytes = erase_stream_events(call.state, group, call.the().text("logStreamName"));
  record.as_object().set("storedBytes", record.int_or("storedBytes", 0) - bytes);
  store(call.state, kGroups, record);
  call.erase(call.the());
  return Object{};
}

json::Value shown_stream(const Entry& stream) {
  json::Object shown = stream.value.as_object();
  for (std::string_view member : {"logGroupName", "_Sequence"}) shown.erase(member);
  return shown;
}

Output describe_streams(Call& call) {
  const Input& in = call.input;
  bool is_by_time = in.text("orderBy") == "LastEventTime";
  if (is_by_time && in.has("logStreamNamePrefix"))
    return invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
  std::vector<Entry> streams = streams_of(call.state, call.the().named, in.text("logStreamNamePrefix"));
  for (Entry& one : streams)
    if (is_by_time) one.id = fmt::format("{:015}/{}", one.value.int_or("lastEventTimestamp", 0), one.id);
  return list_page(call, "logStreams", std::move(streams), shown_stream, in.flag("descending"));
}

constexpr Operation kOperations[] = {
    {"CreateLogStream", {creates(kStreams)}, create_stream},
    {"DeleteLogStream", {on(kStreams)}, delete_stream},
    {"DescribeLogStreams", {on(kIdentifiedGroups)}, describe_streams},
};

}  // namespace

aws::Result<Resource> locate_stream(const Asking& asking) {
  const State& state = asking.call.state;
  bool is_identified = asking.call.input.knows("logGroupIdentifier");
  std::string group = is_identified ? TRY(identified_group(asking)) : asking.text("logGroupName");
  std::string name = asking.text("logStreamName");
  Resource resource;
  resource.named = stream_id(group, name);
  resource.arn = asked_arn(state, group, name);
  resource.policy = policy_for(asking.call, group);
  if (asking.need.about == Need::About::created) return resource;
  resource.record = find(state, kStreams, resource.named);
  if (!resource.record && !find(state, kGroups, group)) resource.absent = absent(kGroups, group).value();
  return resource;
}

std::string stream_id(std::string_view group, std::string_view stream) {
  return fmt::format("{}:{}", group, stream);
}

std::string stream_name(const Entry& stream) {
  return std::string(stream.value.string_or("logStreamName", ""));
}

std::vector<Entry> streams_of(const State& state, const std::string& group, std::string_view prefix) {
  return state.list(kStreams.name, {.prefix = stream_id(group, prefix)});
}

std::span<const Operation> stream_operations() {
  return kOperations;
}

}  // namespace account::logs
