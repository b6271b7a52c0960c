// The events of one stream, from either end. A token says a place and a direction: f/PLACE/s goes on behind it,
// b/PLACE/s before it; at the end of a stream the same token comes again, behind which later events may be read.
//
// Source: API Reference, GetLogEvents.
#include <algorithm>

#include "services/logs/event_page.h"
#include "services/logs/event_store.h"
#include "services/logs/group.h"
#include "services/logs/logs.h"
#include "services/logs/stream.h"

namespace account::logs {
namespace {

std::string token(char direction, const std::string& place) {
  return fmt::format("{}/{}/s", direction, place);
}

struct Position {
  bool is_forward;
  std::string place;
};

// nullopt: the call has none.
aws::Result<std::optional<Position>> position_of(const Input& in) {
  std::string text = in.text("nextToken");
  if (text.empty()) return std::nullopt;
  bool is_forward = text.starts_with("f/");
  size_t size = place_of(0, 0).size();
  bool fits = (is_forward || text.starts_with("b/")) && text.size() == size + 4 && text.ends_with("/s");
  std::string place = fits ? text.substr(2, size) : "";
  bool is_place =
      std::all_of(place.begin(), place.end(), [](char c) { return c == '/' || (c >= '0' && c <= '9'); });
  if (!fits || !is_place) return invalid("The specified nextToken is invalid.");
  return Position{is_forward, place};
}

// The first of them, or the last.
void cut_page(std::vector<LogEvent>& events, size_t most, bool is_from_head) {
  size_t count = 0, bytes = 0;
  for (; count < events.size() && count < most; ++count) {
    bytes += events[is_from_head ? count : events.size() - 1 - count].size();
    if (bytes > kMostPageBytes && count > 0) break;
  }
  if (is_from_head) {
    events.resize(count);
  } else {
    events.erase(events.begin(), events.end() - static_cast<std::ptrdiff_t>(count));
  }
}

Output get_events(Call& call) {
  const Input& in = call.input;
  json::Value group = TRY(require(call.state, kGroups, call.the().text("logGroupName")));
  auto position = TRY(position_of(in));
  bool is_from_head = position ? position->is_forward : in.flag("startFromHead");
  auto most = static_cast<size_t>(in.number("limit", kMostPageEvents));
  EventRange range{.from = std::max(in.number("startTime"), first_kept(group, call.now)),
                   .to = in.number("endTime", INT64_MAX)};
  if (position) (position->is_forward ? range.after : range.before) = position->place;
  if (is_from_head) range.limit = most;
  auto events =
      list_events(call.state, call.the().text("logGroupName"), call.the().text("logStreamName"), range);
  cut_page(events, most, is_from_head);
  std::string nowhere = position ? position->place : place_of(range.from, 0);
  std::string first = events.empty() ? nowhere : events.front().place;
  std::string last = events.empty() ? nowhere : events.back().place;
  json::Array shown;
  for (const LogEvent& event : events) shown.push_back(shown_event(event));
  return Object{{"events", std::move(shown)},
                {"nextForwardToken", token('f', last)},
                {"nextBackwardToken", token('b', first)}};
}

constexpr Operation kOperations[] = {
    {"GetLogEvents",
     {on(kStreams), on(kIdentifiedGroups).asks("logs:Unmask").when({"unmask is true", wants_unmasked})},
     get_events},
};

}  // namespace

bool wants_unmasked(const Asking& asking, const Resource&) {
  return asking.call.input.flag("unmask");
}

json::Object shown_event(const LogEvent& event) {
  return Object{
      {"timestamp", event.timestamp}, {"message", event.message}, {"ingestionTime", event.ingested}};
}

int64_t first_kept(const json::Value& group, base::Time now) {
  return group.find("retentionInDays") ? too_old(group, now) + 1 : 0;
}

std::span<const Operation> read_operations() {
  return kOperations;
}

}  // namespace account::logs
