// The events of a group's streams that fit a filter pattern, and patterns that are tried.
//
// Source: API Reference, FilterLogEvents, TestMetricFilter.
#include <algorithm>

#include "base/encoding.h"
#include "services/logs/event_page.h"
#include "services/logs/event_store.h"
#include "services/logs/filter_pattern.h"
#include "services/logs/group.h"
#include "services/logs/logs.h"
#include "services/logs/stream.h"

namespace account::logs {
namespace {

constexpr int64_t kFirstOfBackwards = 1'704'067'200'000;  // 2024-01-01: no search from the end reaches before

aws::Result<FilterPattern> pattern_of(const Input& in) {
  auto pattern = FilterPattern::parse(in.text("filterPattern"));
  if (pattern) return std::move(*pattern);
  return invalid("Invalid filter pattern: " + pattern.error().message);
}

// By time, and what came at the same time by when it came and by stream.
std::string order_of(const LogEvent& event) {
  return fmt::format("{:015}/{:015}/{}/{}", event.timestamp, event.ingested, event.stream, event.place);
}

struct Search {
  bool is_forward = true;
  std::string after;  // the order of the last event of the page before; empty: this is the first
};

// A token keeps its direction.
aws::Result<Search> search_of(const Input& in) {
  std::string text = in.text("nextToken");
  if (text.empty()) return Search{in.flag("startFromHead", true), ""};
  auto bytes = base::unbase64url(text);
  bool fits = bytes && bytes->size() > 1 && ((*bytes)[0] == 'f' || (*bytes)[0] == 'b');
  if (!fits) return invalid("The specified nextToken is invalid.");
  return Search{(*bytes)[0] == 'f', bytes->substr(1)};
}

aws::Result<std::vector<std::string>> streams_to_search(Call& call) {
  std::vector<std::string> names = call.input.texts("logStreamNames");
  std::string prefix = call.input.text("logStreamNamePrefix");
  const std::string& group = call.the().named;
  if (!names.empty() && !prefix.empty())
    return invalid("logStreamNames and logStreamNamePrefix cannot be given both.");
  for (const std::string& name : names) TRY(require(call.state, kStreams, stream_id(group, name)));
  if (!names.empty()) return names;
  for (const Entry& stream : streams_of(call.state, group, prefix)) names.push_back(stream_name(stream));
  return names;
}

Output filter_events(Call& call) {
  const Input& in = call.input;
  FilterPattern pattern = TRY(pattern_of(in));
  Search search = TRY(search_of(in));
  if (!search.is_forward && in.number("startTime") < kFirstOfBackwards)
    return invalid("startFromHead can be false only for a startTime of 2024-01-01 or later.");
  EventRange range{.from = std::max(in.number("startTime"), first_kept(call.the().record, call.now))};
  if (int64_t end = in.number("endTime", INT64_MAX); end < INT64_MAX) range.to = end + 1;
  std::vector<std::pair<std::string, LogEvent>> found;
  for (const std::string& stream : TRY(streams_to_search(call)))
    for (LogEvent& event : list_events(call.state, call.the().named, stream, range)) {
      std::string order = order_of(event);
      bool is_before = search.is_forward ? order <= search.after : order >= search.after;
      if (!search.after.empty() && is_before) continue;
      if (pattern.matches(event.message)) found.emplace_back(std::move(order), std::move(event));
    }
  std::sort(found.begin(), found.end(), [&](const auto& one, const auto& other) {
    return search.is_forward ? one.first < other.first : other.first < one.first;
  });
  auto most = static_cast<size_t>(in.number("limit", kMostPageEvents));
  json::Array shown;
  size_t bytes = 0;
  for (const auto& [order, event] : found) {
    bytes += event.size();
    if (shown.size() == most || (bytes > kMostPageBytes && !shown.empty())) break;
    Object one = shown_event(event);
    one.set("logStreamName", event.stream);
    one.set("eventId", event_id(event));
    shown.push_back(std::move(one));
  }
  Object output;
  if (shown.size() < found.size())
    output.set("nextToken", base::base64url((search.is_forward ? "f" : "b") + found[shown.size() - 1].first));
  output.set("events", std::move(shown));
  output.set("searchedLogStreams", json::Array());
  return output;
}

Output test_filter(Call& call) {
  FilterPattern pattern = TRY(pattern_of(call.input));
  json::Array matches;
  int64_t number = 0;
  for (const std::string& message : call.input.texts("logEventMessages")) {
    ++number;
    if (!pattern.matches(message)) continue;
    Object values;
    for (const auto& [name, text] : pattern.values(message)) values.set(name, text);
    matches.push_back(
        Object{{"eventNumber", number}, {"eventMessage", message}, {"extractedValues", std::move(values)}});
  }
  return Object{{"matches", std::move(matches)}};
}

constexpr Operation kOperations[] = {
    {"FilterLogEvents",
     {on(kIdentifiedGroups), also("logs:Unmask").when({"unmask is true", wants_unmasked})},
     filter_events},
    {"TestMetricFilter", {any()}, test_filter},
};

}  // namespace

std::span<const Operation> filter_operations() {
  return kOperations;
}

}  // namespace account::logs
