#include "services/logs/event_store.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "services/logs/stream.h"

namespace account::logs {
namespace {

constexpr std::string_view kEvent = "logs.event";
constexpr size_t kTimeDigits = 15;

std::string prefix_of(const std::string& group, std::string_view stream) {
  return stream_id(group, stream) + ":";
}

LogEvent event_of(const Entry& entry) {
  std::string_view id = entry.id;
  size_t place = id.rfind(':'), stream = id.rfind(':', place - 1);
  LogEvent event;
  event.stream = id.substr(stream + 1, place - stream - 1);
  event.place = id.substr(place + 1);
  event.timestamp = base::parse_int(event.place.substr(0, kTimeDigits)).value_or(0);
  event.ingested = entry.value.int_or("Ingested", 0);
  event.message = entry.value.string_or("Message", "");
  return event;
}

int64_t erase_all(State& state, std::string_view prefix, int64_t until) {
  int64_t bytes = 0;
  for (const Entry& entry : state.list(kEvent, {.prefix = prefix})) {
    LogEvent event = event_of(entry);
    if (event.timestamp > until) continue;
    bytes += static_cast<int64_t>(event.size());
    state.erase(kEvent, entry.id);
  }
  return bytes;
}

}  // namespace

// Begins with its time, so that ids grow with it.
std::string event_id(const LogEvent& event) {
  std::string digest = crypto::sha256(event.stream);
  uint64_t number = 0;
  for (size_t i = 0; i < 8; ++i) number = number << 8 | static_cast<unsigned char>(digest[i]);
  std::string sequence = event.place.substr(event.place.find('/') + 1);
  return fmt::format("3{:015}{:020}{:0>20}", event.timestamp, number, sequence);
}

std::string place_of(int64_t timestamp, int64_t sequence) {
  return fmt::format("{:015}/{:010}", timestamp, sequence);
}

void put_event(State& state, const std::string& group, const LogEvent& event) {
  state.put(kEvent, prefix_of(group, event.stream) + event.place,
            json::Object{{"Message", event.message}, {"Ingested", event.ingested}});
}

std::vector<LogEvent> list_events(const State& state, const std::string& group, const std::string& stream,
                                  const EventRange& range) {
  std::string prefix = prefix_of(group, stream);
  std::string first = fmt::format("{:015}", std::max<int64_t>(range.from, 0));
  std::string after = prefix + std::max(first, range.after);
  std::vector<LogEvent> events;
  for (const Entry& entry : state.list(kEvent, {.prefix = prefix, .after = after, .limit = range.limit})) {
    LogEvent event = event_of(entry);
    bool is_behind = event.timestamp >= range.to || (!range.before.empty() && event.place >= range.before);
    if (is_behind) break;
    events.push_back(std::move(event));
  }
  return events;
}

int64_t erase_stream_events(State& state, const std::string& group, const std::string& stream) {
  return erase_all(state, prefix_of(group, stream), INT64_MAX);
}

int64_t erase_events_until(State& state, const std::string& group, int64_t timestamp) {
  return erase_all(state, group + ":", timestamp);
}

void erase_events(State& state, const std::string& group) {
  erase_all(state, group + ":", INT64_MAX);
}

}  // namespace account::logs
