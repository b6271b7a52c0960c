#include "services/logs/retention.h"

#include <algorithm>

#include "services/logs/event_store.h"
#include "services/logs/group.h"
#include "services/logs/logs.h"
#include "services/logs/stream.h"

namespace account::logs {
namespace {

constexpr std::string_view kExpires = "_Expires";
constexpr int64_t kDay = int64_t{24} * 3600 * 1000;
constexpr int64_t kDays[] = {1,   3,   5,   7,   14,   30,   60,   90,   120,  150,  180,
                             365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653};

// Of the group's oldest event; nullopt: it has none.
std::optional<int64_t> oldest_event(const State& state, const std::string& group) {
  std::optional<int64_t> oldest;
  for (const Entry& stream : streams_of(state, group)) {
    std::vector<LogEvent> first = list_events(state, group, stream_name(stream), {.limit = 1});
    if (!first.empty()) oldest = std::min(oldest.value_or(INT64_MAX), first.front().timestamp);
  }
  return oldest;
}

Output put_policy(Call& call) {
  int64_t days = call.input.number("retentionInDays");
  if (std::find(std::begin(kDays), std::end(kDays), days) == std::end(kDays))
    return invalid(fmt::format("The retentionInDays {} is not one of those that there are.", days));
  Found& group = call.the();
  group.fields().set("retentionInDays", days);
  group.fields().erase(kExpires);
  if (auto oldest = oldest_event(call.state, group.named))
    expire_later(call.state, call.facilities, group.record, *oldest);
  call.save(group);
  return Object{};
}

Output delete_policy(Call& call) {
  for (std::string_view member : {std::string_view("retentionInDays"), kExpires})
    call.the().fields().erase(member);
  call.save(call.the());
  return Object{};
}

void expire(Due& due) {
  auto group = find(due.state, kGroups, due.id);
  if (!group || group->int_or(kExpires, 0) != base::to_ms(due.now)) return;
  group->as_object().erase(kExpires);
  int64_t bytes = erase_events_until(due.state, due.id, too_old(*group, due.now));
  group->as_object().set("storedBytes", group->int_or("storedBytes", 0) - bytes);
  if (auto oldest = oldest_event(due.state, due.id)) expire_later(due.state, due.facilities, *group, *oldest);
  store(due.state, kGroups, *group);
}

constexpr Operation kOperations[] = {
    {"PutRetentionPolicy", {on(kGroups)}, put_policy},
    {"DeleteRetentionPolicy", {on(kGroups)}, delete_policy},
};

}  // namespace

const Effect kExpire{"logs.expire", expire};

void expire_later(const State& state, Facilities& facilities, json::Value& group, int64_t oldest) {
  int64_t days = group.int_or("retentionInDays", 0);
  if (days == 0) return;
  int64_t time = std::max(oldest + days * kDay, base::to_ms(facilities.clock.now()) + 1);
  if (group.find(kExpires) && group.int_or(kExpires, 0) <= time) return;
  group.as_object().set(kExpires, time);
  schedule(state, facilities,
           {base::from_ms(time), kExpire.name, std::string(group.string_or("logGroupName", ""))});
}

std::span<const Operation> retention_operations() {
  return kOperations;
}

}  // namespace account::logs
