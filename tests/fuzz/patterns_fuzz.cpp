// The first byte chooses: an event pattern, a filter pattern or a schedule; the rest is its text. Whatever it is, it
// must be refused with a reason or decide about fixed events, always alike.
#include <cstdint>
#include <cstdlib>

#include "services/events/event_pattern.h"
#include "services/events/schedule.h"
#include "services/logs/filter_pattern.h"

namespace {

constexpr const char* kEvent =
    R"({"version":"0","id":"x","source":"aws.ec2","detail-type":"EC2 Instance State-change Notification",)"
    R"("resources":["arn:aws:ec2:eu-west-3:111122223333:instance/i-1"],"detail":{"state":"running","n":[1,{"a":2}]}})";

void try_event_pattern(std::string_view text) {
  static const json::Value event = *json::parse(kEvent);
  auto pattern = account::events::EventPattern::parse(text);
  if (!pattern) {
    if (pattern.error().message.empty()) std::abort();
    return;
  }
  if (pattern->matches(event) != pattern->matches(event)) std::abort();
  if (pattern->texts_of("source").size() > text.size()) std::abort();
}

void try_filter_pattern(std::string_view text) {
  auto pattern = account::logs::FilterPattern::parse(text);
  if (!pattern) {
    if (pattern.error().message.empty()) std::abort();
    return;
  }
  for (std::string_view message : {std::string_view(""), std::string_view(kEvent),
                                   std::string_view("127.0.0.1 [a b] \"GET /\" 404 1534")}) {
    if (pattern->matches(message)) pattern->values(message);
  }
}

void try_schedule(std::string_view text) {
  auto schedule = account::events::Schedule::parse(text);
  base::Time now = base::from_seconds(1'795'249'800);
  auto next = schedule ? schedule->next(now) : std::nullopt;
  if (next && *next <= now) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  if (data[0] % 3 == 0) try_event_pattern(text);
  if (data[0] % 3 == 1) try_filter_pattern(text);
  if (data[0] % 3 == 2) try_schedule(text);
  return 0;
}
