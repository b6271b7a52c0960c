// Calls that wait to be made: the most urgent first, no more at once than is allowed, and none faster than its API
// takes them. Services count calls by API name, each with a bucket of tokens that refills at its rate
// (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html).
#pragma once

#include <functional>
#include <map>
#include <queue>

#include "engine/apply/machine.h"

namespace engine {

struct Pace {
  double capacity = 0;
  double per_second = 0;
};
// Of an API and operation; none: as fast as it goes.
using Pacing = std::function<std::optional<Pace>(const Request&)>;

class Outbox {
 public:
  Outbox(Pacing pacing, size_t at_once, base::Milliseconds limit)
      : pacing_(std::move(pacing)), at_once_(at_once), limit_(limit) {}

  // For `sender`, which has no other call waiting or under way.
  void push(size_t sender, int64_t urgency, Call call);
  // Those that may be made now; they are under way from now on.
  std::vector<CallOut> take(base::Time now);
  // The sender of a call that was answered; none: nobody waits for that.
  std::optional<size_t> answered(int64_t call);
  // The API refused for want of tokens: its bucket is empty.
  void throttled(base::Time now, const Request& request);

  size_t under_way() const { return under_way_.size(); }
  // When the next one may be made; none: nothing waits, or only for answers.
  std::optional<base::Time> next(base::Time now) const;

 private:
  struct Waiting {
    int64_t urgency;
    int64_t number;
    size_t sender;
    Call call;
    bool operator<(const Waiting& other) const {
      return urgency != other.urgency ? urgency < other.urgency : number > other.number;
    }
  };
  struct Lane {
    std::optional<Pace> pace;
    double tokens = 0;
    base::Time filled_at;
    std::priority_queue<Waiting> waiting;
  };

  Lane& lane(const Request& request);
  static double tokens(const Lane& lane, base::Time now);

  Pacing pacing_;
  size_t at_once_;
  base::Milliseconds limit_;
  int64_t number_ = 0;
  std::map<std::string, Lane> lanes_;
  std::map<int64_t, size_t> under_way_;
};

}  // namespace engine
