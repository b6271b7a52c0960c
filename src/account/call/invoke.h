// A call that a service makes while it carries out another: another row in the same transaction, whose needs are asked
// and whose answer is observed like those of any call. Nothing is signed; if the outer call fails, nothing is written.
#pragma once

#include <string>
#include <string_view>

#include "account/call/operation.h"

namespace account {

// With whose permissions a service calls another.
enum class Access {
  forwarded,  // the caller's own, by a forward access session (IAM User Guide, "Forward access sessions")
  service,    // its service principal's: what policies of resources grant it
};

// Whose call it is, and where it is made.
struct Origin {
  const Caller& caller;                 // who called the service that calls now
  std::vector<std::string> called_via;  // services that already stand between
  State state;
  std::string region;
  base::Time now;
  Facilities& facilities;
  Bodies& bodies;
};

struct Invocation {
  std::string_view principal;  // of the service that calls: eks.amazonaws.com
  Access access;
  std::string_view service;  // as botocore's models name it: iam
  std::string_view operation;
  json::Value input;
  std::string source_arn = "";  // aws:SourceArn: for what a service calls as itself; empty: nothing is said
};

// Its output, or its error in the words of that service. Rows with a streaming input, and those that open transactions
// of their own, cannot be called so: an internal error.
Output invoke(const Origin& origin, const Invocation& invocation);

// From within a call.
Output invoke(Call& call, const Invocation& invocation);

}  // namespace account
