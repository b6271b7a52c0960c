// Whoever wants to know what calls do: it hears each decision when it is made, and each answer before it is sent.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "policy/decide/evaluate.h"

namespace account {

// Views and references last as long as the call.
struct Decided {
  std::string_view call_id;  // the request id that the client is told, too
  const policy::Request& request;
  const policy::Decision& decision;
};

struct Answered {
  std::string_view call_id;
  base::Time at;
  base::Milliseconds took;
  std::string_view who;      // an ARN; empty: anonymous, or it is not known
  std::string_view service;  // as botocore's models name it; empty: the request led to none
  std::string_view operation;
  std::string_view region;
  int status = 0;
  std::string_view error_code;  // empty: it was done
};

// Called from many threads at once, for one call from one thread in order. It must be quick: the call waits, and after
// decided() a transaction does, too.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void decided(const Decided& decided) = 0;
  virtual void answered(const Answered& answered) = 0;
};

}  // namespace account
