// The calls that the account answered lately, for `slipway account calls`: who did what, what was decided and why.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "account/call/observer.h"
#include "base/deadline.h"
#include "base/json.h"

namespace account {

// What was asked about a call and decided. The last one is the one that was refused, if any was.
struct LoggedDecision {
  std::string who;  // asked: the caller, or whom its token proves, or a service
  std::string action;
  std::string resource;
  std::string outcome;  // allowed, implicitDeny, explicitDeny
  std::string layer;    // that decided
  std::string by;       // POLICY, STATEMENT of the deciding statement; empty: there is none
};

struct LoggedCall {
  uint64_t number = 0;  // from 1, in the order of the answers
  std::string id, time;
  std::string
      who;  // the caller's ARN; of one who signs nothing, the last who asked; empty: nobody who is known
  std::string service, operation, region, error_code;
  int status = 0;
  int64_t ms = 0;
  std::vector<LoggedDecision> decisions;  // none: nothing was asked before it ended
};
json::Value to_json(const LoggedCall& call);
// What is missing or of another type is empty.
LoggedCall call_from(const json::Value& value);

// Safe from any thread.
class CallLog final : public Observer {
 public:
  using Listener = std::function<void(const LoggedCall&)>;

  // `listener` is called with each call, one at a time.
  explicit CallLog(size_t most, Listener listener = {}) : most_(most), listener_(std::move(listener)) {}

  void decided(const Decided& decided) override;
  void answered(const Answered& answered) override;

  // Those after `number` that are still kept, oldest first. If there are none, it waits for one until the deadline.
  std::vector<LoggedCall> after(uint64_t number, const base::Deadline& deadline);

 private:
  size_t most_;
  Listener listener_;
  std::mutex mutex_;
  std::condition_variable_any came_;
  std::map<std::string, std::vector<LoggedDecision>, std::less<>> open_;  // by the call's id
  std::deque<LoggedCall> calls_;
  uint64_t last_ = 0;
};

}  // namespace account
