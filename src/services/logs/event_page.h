// Pages of events: how large they are and how an event is shown.
#pragma once

#include "account/call/needs.h"
#include "account/call/operation.h"
#include "services/logs/event_store.h"

namespace account::logs {

inline constexpr int64_t kMostPageEvents = 10'000;
inline constexpr size_t kMostPageBytes = 1 << 20;

// {timestamp, message, ingestionTime}
json::Object shown_event(const LogEvent& event);
// The timestamp from which on the group's events are kept.
int64_t first_kept(const json::Value& group, base::Time now);
// Nothing is masked here, but who asks for it must be allowed to.
bool wants_unmasked(const Asking& asking, const Resource& last);

}  // namespace account::logs
