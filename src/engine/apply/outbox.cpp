#include "engine/apply/outbox.h"

#include <algorithm>
#include <cmath>

namespace engine {

Outbox::Lane& Outbox::lane(const Request& request) {
  auto [at, is_new] = lanes_.try_emplace(request.api + "/" + request.operation);
  if (is_new && pacing_) at->second.pace = pacing_(request);
  if (is_new && at->second.pace) at->second.tokens = at->second.pace->capacity;
  return at->second;
}

double Outbox::tokens(const Lane& lane, base::Time now) {
  if (!lane.pace) return 1;
  double seconds = std::chrono::duration<double>(now - lane.filled_at).count();
  return std::min(lane.pace->capacity, lane.tokens + seconds * lane.pace->per_second);
}

void Outbox::push(size_t sender, int64_t urgency, Call call) {
  Lane& lane = this->lane(call.request);
  lane.waiting.push({urgency, ++number_, sender, std::move(call)});
}

std::vector<CallOut> Outbox::take(base::Time now) {
  std::vector<CallOut> calls;
  while (under_way_.size() < at_once_) {
    Lane* best = nullptr;
    for (auto& [name, lane] : lanes_)
      if (!lane.waiting.empty() && tokens(lane, now) >= 1 &&
          (!best || best->waiting.top() < lane.waiting.top()))
        best = &lane;
    if (!best) break;
    const Waiting& first = best->waiting.top();
    calls.push_back({first.number, first.call, limit_});
    under_way_.emplace(first.number, first.sender);
    best->waiting.pop();
    best->tokens = tokens(*best, now) - 1;
    best->filled_at = now;
  }
  return calls;
}

std::optional<size_t> Outbox::answered(int64_t call) {
  auto found = under_way_.find(call);
  if (found == under_way_.end()) return std::nullopt;
  size_t sender = found->second;
  under_way_.erase(found);
  return sender;
}

void Outbox::throttled(base::Time now, const Request& request) {
  Lane& lane = this->lane(request);
  lane.tokens = 0;
  lane.filled_at = now;
}

std::optional<base::Time> Outbox::next(base::Time now) const {
  std::optional<base::Time> next;
  if (under_way_.size() >= at_once_) return next;
  for (const auto& [name, lane] : lanes_) {
    if (lane.waiting.empty()) continue;
    double missing = std::max(0.0, 1 - tokens(lane, now));
    base::Time at = now;
    if (lane.pace)
      at += base::Milliseconds(static_cast<int64_t>(std::ceil(missing / lane.pace->per_second * 1000)));
    if (!next || at < *next) next = at;
  }
  return next;
}

}  // namespace engine
