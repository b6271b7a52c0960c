// The events of log streams: records {Message, Ingested in ms}, whose ids are GROUP:STREAM:PLACE. A place is
// TIMESTAMP/SEQUENCE, so that the store has them in their order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "account/record/state.h"

namespace account::logs {

struct LogEvent {
  std::string stream;
  std::string place;
  int64_t timestamp = 0;  // ms
  int64_t ingested = 0;   // ms
  std::string message;

  // What it counts in a batch, a page and a group: its message's bytes, and 26 (API Reference, PutLogEvents).
  size_t size() const { return message.size() + kSizeBeside; }
  static constexpr size_t kSizeBeside = 26;
};

// 56 digits that no other event has (FilteredLogEvent).
std::string event_id(const LogEvent& event);
std::string place_of(int64_t timestamp, int64_t sequence);

// Its place says where.
void put_event(State& state, const std::string& group, const LogEvent& event);

struct EventRange {
  int64_t from = 0;         // timestamp, included
  int64_t to = INT64_MAX;   // timestamp, not included
  std::string after = {};   // place, not included; empty: from the first
  std::string before = {};  // place, not included; empty: to the last
  size_t limit = SIZE_MAX;
};
// In their order.
std::vector<LogEvent> list_events(const State& state, const std::string& group, const std::string& stream,
                                  const EventRange& range);

// How many bytes go.
int64_t erase_stream_events(State& state, const std::string& group, const std::string& stream);
int64_t erase_events_until(State& state, const std::string& group, int64_t timestamp);  // included
void erase_events(State& state, const std::string& group);

}  // namespace account::logs
