// What the engine asks the world: calls as plain data. They are what is paced, counted, recorded and failed on purpose.
#pragma once

#include <string>

#include "base/deadline.h"
#include "engine/plan.h"

namespace engine {

struct Request {
  std::string api;        // such as `ec2`, `kubernetes`
  std::string operation;  // as the API names it
  // A value as engine/value.h says, without outputs: whoever makes the call puts secrets in the place of their
  // references, so that no journal, log or recording holds any.
  json::Value input;

  bool operator==(const Request&) const = default;
};

struct Call {
  Connection connection;  // known: texts only
  Request request;
};

struct Answer {
  enum class Status {
    done,
    refused,    // an error of the service's: it did nothing
    throttled,  // it did nothing, and may be asked again
    expired,    // the credentials are: it did nothing, and will do nothing for them
    unknown,    // no answer: perhaps it was done, perhaps not
  };
  Status status = Status::done;
  json::Value output;
  std::string code;  // of an error, as the service names it
  std::string message;
};

// The engine's only way out. Blocks until there is an answer or the deadline has passed; safe from any thread.
class Caller {
 public:
  virtual ~Caller() = default;
  virtual Answer call(const Call& call, const base::Deadline& deadline) = 0;
};

}  // namespace engine
