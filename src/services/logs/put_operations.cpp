// Events come in.
//
// Source: API Reference, PutLogEvents.
#include "account/call/facilities.h"
#include "services/logs/event_store.h"
#include "services/logs/group.h"
#include "services/logs/logs.h"
#include "services/logs/retention.h"
#include "services/logs/stream.h"

namespace account::logs {
namespace {

using namespace std::chrono_literals;

constexpr size_t kMostBatchBytes = 1'048'576;
constexpr size_t kMostEventBytes = 1'048'576;
constexpr base::Milliseconds kMostAhead = 2h;
constexpr base::Milliseconds kMostBehind = 14 * 24h;
constexpr base::Milliseconds kMostSpan = 24h;

std::vector<LogEvent> events_of(Call& call) {
  std::vector<LogEvent> events;
  for (const json::Value& one : call.input.list("logEvents")) {
    LogEvent event;
    event.stream = call.the().text("logStreamName");
    event.timestamp = one.int_or("timestamp", 0);
    event.ingested = base::to_ms(call.now);
    event.message = one.string_or("message", "");
    events.push_back(std::move(event));
  }
  return events;
}

aws::Result<void> check_batch(const std::vector<LogEvent>& events) {
  size_t bytes = 0;
  for (size_t i = 0; i < events.size(); ++i) {
    bytes += events[i].size();
    if (events[i].size() > kMostEventBytes)
      return invalid(fmt::format("Log event too large: {} bytes exceeds limit of {}", events[i].size(),
                                 kMostEventBytes));
    if (i > 0 && events[i].timestamp < events[i - 1].timestamp)
      return invalid("Log events in a single PutLogEvents request must be in chronological order.");
  }
  if (bytes > kMostBatchBytes)
    return invalid(fmt::format("Upload too large: {} bytes exceeds limit of {}", bytes, kMostBatchBytes));
  return {};
}

// Which events are taken, [first, end) of them; the others are told.
struct Taken {
  size_t first = 0;
  size_t end = 0;
  Object rejected = {};
};

Taken take(const std::vector<LogEvent>& events, const json::Value& group, base::Time now) {
  Taken taken;
  auto count_until = [&](int64_t time) {  // of those before it
    size_t count = 0;
    while (count < events.size() && events[count].timestamp < time) ++count;
    return count;
  };
  size_t old = count_until(base::to_ms(now - kMostBehind));
  size_t expired = group.find("retentionInDays") ? count_until(too_old(group, now) + 1) : 0;
  taken.first = std::max(old, expired);
  taken.end = count_until(base::to_ms(now + kMostAhead) + 1);
  auto number = [](size_t count) { return static_cast<int64_t>(count); };
  if (old > 0) taken.rejected.set("tooOldLogEventEndIndex", number(old));
  if (expired > old) taken.rejected.set("expiredLogEventEndIndex", number(expired));
  if (taken.end < events.size()) taken.rejected.set("tooNewLogEventStartIndex", number(taken.end));
  return taken;
}

// The stream and the group tell of what has come.
void keep(Call& call, json::Value& group, std::vector<LogEvent>& events, const Taken& taken) {
  json::Object& stream = call.the().fields();
  const json::Value& before = call.the().record;
  int64_t sequence = before.int_or("_Sequence", 0), bytes = 0;
  for (size_t i = taken.first; i < taken.end; ++i) {
    events[i].place = place_of(events[i].timestamp, sequence++);
    bytes += static_cast<int64_t>(events[i].size());
    put_event(call.state, call.the().text("logGroupName"), events[i]);
  }
  int64_t first = events[taken.first].timestamp, last = events[taken.end - 1].timestamp;
  stream.set("firstEventTimestamp", std::min(first, before.int_or("firstEventTimestamp", first)));
  stream.set("lastEventTimestamp", std::max(last, before.int_or("lastEventTimestamp", last)));
  stream.set("lastIngestionTime", base::to_ms(call.now));
  stream.set("_Sequence", sequence);
  call.save(call.the());
  group.as_object().set("storedBytes", group.int_or("storedBytes", 0) + bytes);
  expire_later(call.state, call.facilities, group, first);
  store(call.state, kGroups, group);
}

// Sequence tokens are not looked at any more, and what belongs to an event (`entity`) is not kept.
Output put_events(Call& call) {
  json::Value group = TRY(require(call.state, kGroups, call.the().text("logGroupName")));
  std::vector<LogEvent> events = events_of(call);
  TRY(check_batch(events));
  Taken taken = take(events, group, call.now);
  if (taken.first < taken.end) {
    int64_t span = events[taken.end - 1].timestamp - events[taken.first].timestamp;
    if (span > kMostSpan.count())
      return invalid(
          "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
    keep(call, group, events, taken);
  }
  Object output{{"nextSequenceToken", call.the().text("uploadSequenceToken")}};
  if (!taken.rejected.empty()) output.set("rejectedLogEventsInfo", std::move(taken.rejected));
  return output;
}

constexpr Operation kOperations[] = {
    {"PutLogEvents", {on(kStreams)}, put_events},
};

}  // namespace

std::span<const Operation> put_operations() {
  return kOperations;
}

}  // namespace account::logs
