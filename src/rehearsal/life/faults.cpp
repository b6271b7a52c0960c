#include "rehearsal/life/faults.h"

namespace rehearsal {
namespace {

using Status = engine::Answer::Status;

// Of a thousand calls.
constexpr uint64_t kThrottled = 40, kUnsent = 20, kUnanswered = 20, kDeadly = 8;

}  // namespace

engine::Answer FaultyCaller::call(const engine::Call& call, const base::Deadline& deadline) {
  const engine::Answer unheard{Status::unknown, nullptr, "", "no answer came"};
  if (is_dead_) return unheard;
  uint64_t fate = random_.below(1000);
  if (fate < kThrottled) {
    ++troubles_.throttled;
    return {Status::throttled, nullptr, "ThrottlingException", "Rate exceeded"};
  }
  fate -= kThrottled;
  if (fate < kUnsent) {
    ++troubles_.unsent;
    return unheard;
  }
  fate -= kUnsent;
  bool is_deadly = fate >= kUnanswered && fate < kUnanswered + kDeadly;
  if (is_deadly) {
    ++troubles_.deaths;
    is_dead_ = true;
    if (fate % 2 == 0) return unheard;
  }
  engine::Answer answer = inner_.call(call, deadline);
  if (is_deadly) return unheard;
  if (fate >= kUnanswered) return answer;
  ++troubles_.unanswered;
  return unheard;
}

}  // namespace rehearsal
