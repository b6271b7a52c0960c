// How often AWS lets an account call: buckets of tokens, each with a capacity, refilled at a rate per second of the
// account's time, one for each account and region. A call takes a token, or is refused before anything else is asked.
// Sources: Amazon EC2 Developer Guide, "Request throttling for the Amazon EC2 API"; the other services' quotas.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "aws/error.h"
#include "base/clock.h"
#include "base/json.h"

namespace account {

// What is answered to a call too many.
struct Throttling {
  std::string_view code;
  int status;
  std::string_view words;
};

// A row of a table in which the first row that fits a call decides.
struct Rate {
  std::string_view service;    // as it is called in actions: ec2
  std::string_view operation;  // its name, or how names begin and `*`
  double capacity;
  double per_second;
  const Throttling& throttling;
  bool only_for_all = false;  // calls that name nothing, filter nothing and ask for no pages
  std::string_view shared =
      {};  // the name of a bucket for all calls that fit rows with it; empty: each has its own
  // A row beside the one that decides; it takes as many tokens as this member of the input says: a number, or a list.
  std::string_view counts = {};
};

struct RatedCall {
  std::string_view account, region, service, operation;
  const json::Value& input;
  base::Time now;
};

// Safe from any thread.
class Rates {
 public:
  // `table` outlives it. Before the first call.
  void enforce(std::span<const Rate> table) { table_ = table; }
  // Takes the tokens of a call that may be made; else the refusal, and none is taken.
  std::optional<aws::Error> take(const RatedCall& call);

 private:
  struct Bucket {
    double tokens;
    base::Time filled_at;
  };
  Bucket& bucket(const Rate& rate, const RatedCall& call);

  std::span<const Rate> table_;
  std::mutex mutex_;
  std::map<std::string, Bucket, std::less<>> buckets_;
};

}  // namespace account
