#include "services/testing/recorder.h"

#include <algorithm>

namespace account::testing {

bool HeardCall::was_refused() const {
  return std::any_of(questions.begin(), questions.end(),
                     [](const HeardQuestion& one) { return !one.decision.allowed(); });
}

void Recorder::decided(const Decided& decided) {
  questions_[std::string(decided.call_id)].push_back({decided.request, decided.decision});
}

void Recorder::answered(const Answered& answered) {
  auto asked = questions_.extract(std::string(answered.call_id));
  calls_.push_back({std::string(answered.service), std::string(answered.operation),
                    asked ? std::move(asked.mapped()) : std::vector<HeardQuestion>(), answered.status});
}

}  // namespace account::testing
