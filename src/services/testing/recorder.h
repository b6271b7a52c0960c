// For tests: an observer that keeps what it hears.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "account/call/observer.h"

namespace account::testing {

struct HeardQuestion {
  policy::Request request;
  policy::Decision decision;
};

struct HeardCall {
  std::string service, operation;
  std::vector<HeardQuestion> questions;
  int status = 0;

  // Whether anything that it asked was refused.
  bool was_refused() const;
};

class Recorder final : public Observer {
 public:
  void decided(const Decided& decided) override;
  void answered(const Answered& answered) override;

  // In the order in which they ended: calls that a call makes (invoke.h) stand before it.
  const std::vector<HeardCall>& calls() const { return calls_; }
  const HeardCall& last() const { return calls_.back(); }

 private:
  std::map<std::string, std::vector<HeardQuestion>> questions_;  // of calls under way, by request id
  std::vector<HeardCall> calls_;
};

}  // namespace account::testing
