#include "rehearsal/life/faults.h"

#include <algorithm>
#include <array>

namespace rehearsal {
namespace {

using Status = engine::Answer::Status;

// Of a thousand calls.
constexpr uint64_t kThrottled = 40, kUnsent = 20, kUnanswered = 20, kDeadly = 1;

bool reads(std::string_view operation) {
  constexpr std::array kBeginnings = {"Describe", "Get", "Head", "List"};
  return std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [&](const char* each) { return operation.starts_with(each); });
}

}  // namespace

FaultyCaller::Fate FaultyCaller::chance() {
  uint64_t number = random_.below(1000);
  for (const auto& [fate, share] :
       {std::pair(Fate::throttled, kThrottled), std::pair(Fate::unsent, kUnsent),
        std::pair(Fate::unanswered, kUnanswered), std::pair(Fate::dies_before, kDeadly),
        std::pair(Fate::dies_behind, kDeadly)}) {
    if (number < share) return fate;
    number -= share;
  }
  return Fate::well;
}

FaultyCaller::Fate FaultyCaller::fate_of(const engine::Request& request) {
  if (faults_.kind == Faults::Kind::random) return chance();
  if (faults_.kind == Faults::Kind::none || reads(request.operation)) return Fate::well;
  bool is_first = made_.insert(request.api + request.operation + json::dump(request.input)).second;
  if (!is_first) return Fate::well;
  return faults_.kind == Faults::Kind::each_unsent ? Fate::unsent : Fate::unanswered;
}

engine::Answer FaultyCaller::call(const engine::Call& call, const base::Deadline& deadline) {
  const engine::Answer unheard{Status::unknown, nullptr, "", "no answer came"};
  if (is_dead_) return unheard;
  Fate fate = fate_of(call.request);
  troubles_.throttled += fate == Fate::throttled;
  troubles_.unsent += fate == Fate::unsent;
  troubles_.unanswered += fate == Fate::unanswered;
  is_dead_ = fate == Fate::dies_before || fate == Fate::dies_behind;
  troubles_.deaths += is_dead_;
  if (fate == Fate::throttled) return {Status::throttled, nullptr, "ThrottlingException", "Rate exceeded"};
  if (fate == Fate::unsent || fate == Fate::dies_before) return unheard;
  engine::Answer answer = inner_.call(call, deadline);
  return fate == Fate::well ? answer : unheard;
}

}  // namespace rehearsal
