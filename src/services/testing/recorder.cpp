#include "services/testing/recorder.h"

#include <algorithm>

namespace account::testing {
namespace {

// How many services stand between the caller and the call that asks.
size_t depth(const HeardQuestion& question) {
  const auto* via = question.request.context.find("aws:CalledVia");
  return via ? via->values.size() : 0;
}

}  // namespace

bool HeardCall::was_refused() const {
  return std::any_of(questions.begin(), questions.end(),
                     [](const HeardQuestion& one) { return !one.decision.allowed(); });
}

void Recorder::decided(const Decided& decided) {
  questions_.push_back({decided.request, decided.decision});
}

void Recorder::answered(const Answered& answered) {
  // A call within a call is answered first, and takes no more than what it asked by itself.
  size_t deepest = 0;
  for (const HeardQuestion& one : questions_) deepest = std::max(deepest, depth(one));
  auto own = std::stable_partition(questions_.begin(), questions_.end(),
                                   [&](const HeardQuestion& one) { return depth(one) < deepest; });
  calls_.push_back({std::string(answered.service),
                    std::string(answered.operation),
                    {std::make_move_iterator(own), std::make_move_iterator(questions_.end())},
                    answered.status});
  questions_.erase(own, questions_.end());
}

}  // namespace account::testing
