#include "account/record/lifecycle.h"

#include "base/text.h"

namespace account {
namespace {

constexpr int64_t kFastest = 1'000'000;

const Transition* find(Lifecycle lifecycle, std::string_view state) {
  for (const Transition& transition : lifecycle)
    if (transition.state == state) return &transition;
  return nullptr;
}

}  // namespace

base::Result<Speed> Speed::parse(std::string_view text) {
  if (text == "real") return real();
  if (text == "instant") return instant();
  auto factor = base::parse_int(text);
  if (factor && *factor >= 1 && *factor <= kFastest) return times(*factor);
  return base::fail(base::ErrorKind::invalid, "`{}` is no speed: `real`, `instant`, or a number from 1 to {}",
                    text, kFastest);
}

StateSince state_at(Lifecycle lifecycle, StateSince kept, base::Time now) {
  // Each state is left at most once, also where a table leads in a circle and nothing takes time.
  for (size_t left = 0; left < lifecycle.size(); ++left) {
    std::optional<base::Time> end = ends_at(lifecycle, kept);
    if (!end || *end > now) break;
    kept = {std::string(find(lifecycle, kept.state)->next), *end, kept.speed};
  }
  return kept;
}

std::optional<base::Time> ends_at(Lifecycle lifecycle, const StateSince& kept) {
  const Transition* transition = find(lifecycle, kept.state);
  if (!transition) return std::nullopt;
  return kept.since + kept.speed.lasts(transition->typical);
}

std::string_view shown(Lifecycle lifecycle, std::string_view state) {
  const Transition* transition = find(lifecycle, state);
  return transition ? transition->shown : state;
}

StateSince kept_state(const json::Value& record, std::string_view otherwise) {
  return {std::string(record.string_or("State", otherwise)), base::from_ms(record.int_or("Since", 0)),
          Speed::times(record.int_or("Speed", 0))};
}

void keep_state(json::Value& record, const StateSince& kept) {
  record.as_object().set("State", kept.state);
  record.as_object().set("Since", base::to_ms(kept.since));
  record.as_object().set("Speed", kept.speed.factor());
}

}  // namespace account
