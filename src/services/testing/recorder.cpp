#include "services/testing/recorder.h"

#include <algorithm>

namespace account::testing {

bool HeardCall::was_refused() const {
  return std::any_of(questions.begin(), questions.end(),
                     [](const HeardQuestion& one) { return !one.decision.allowed(); });
}

void Recorder::decided(const Decided& decided) {
  questions_.push_back({decided.request, decided.decision});
}

void Recorder::answered(const Answered& answered) {
  calls_.push_back({std::string(answered.service), std::string(answered.operation), std::move(questions_),
                    answered.status});
  questions_.clear();
}

}  // namespace account::testing
