// A client of AWS, or of anything that speaks like it, driven by the models.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "aws/client/credential_source.h"
#include "aws/client/effect.h"
#include "aws/client/endpoint.h"
#include "aws/client/retry.h"
#include "aws/error.h"
#include "aws/model/model.h"
#include "aws/protocol/protocol.h"
#include "base/clock.h"
#include "base/deadline.h"
#include "base/json.h"
#include "base/random.h"
#include "net/transport.h"

namespace aws {

struct ClientConfig {
  std::string endpoint;  // such as http://127.0.0.1:4566; empty: AWS's own endpoint for service and region
  std::string region;
  std::shared_ptr<CredentialSource> credentials;  // nullptr: calls are not signed
  std::vector<std::string> authorities_pem;
  int max_attempts = 4;
  Pause pause = aws::pause;  // between two tries; tests move their clock instead
};

// Safe from any thread: calls go side by side, each over a connection of its own.
//
// A failed call is repeated, with jittered back-off, as far as nothing can be done twice by it: reads, and
// what twice is once (effect.h), on throttles, faults of the server and lost answers; all else only if not a
// byte was sent or the answer was a throttle. Where that leaves open whether something was done, the code is
// `OutcomeUnknown`: look first.
class Client {
 public:
  Client(ClientConfig config, std::shared_ptr<net::Transport> transport, const base::Clock& clock,
         base::Random& random);

  // Idempotency tokens that `input` lacks are filled in. The bytes of an object of S3 are its member `Body`, whole, in
  // input and output. Codes of our own, status 0: `Unreachable` (nobody
  // answered, and nothing was done); what was wrong before anything was sent: UnknownService,
  // UnknownOperation, InvalidConfiguration, InvalidInput, NoCredentials. `OutcomeUnknown` has the status of
  // the last answer, if any.
  Result<json::Value> call(std::string_view service, std::string_view operation, const json::Value& input,
                           const base::Deadline& deadline);

  // All pages of a list call, concatenated: `list_member` is the list in the output (an expression,
  // values/path.h). PagingLoop: the service repeats itself; NotPaged: it holds something back, and no
  // paginator says how to go on.
  Result<json::Array> call_all(std::string_view service, std::string_view operation, json::Value input,
                               std::string_view list_member, const base::Deadline& deadline);

  // Calls the waiter's operation until its answer is what was waited for, and gives that answer (null where
  // it was an error that was waited for). UnknownWaiter; WaitFailed: it will not come; WaitTimedOut: not in
  // the waiter's number of calls, or not before the deadline; or the error of the call, if no acceptor knows it.
  Result<json::Value> wait(std::string_view service, std::string_view waiter, const json::Value& input,
                           const base::Deadline& deadline);

  const ClientConfig& config() const { return config_; }

 private:
  struct Call {
    Service service;
    Operation operation;
    Effect effect;
    Endpoint endpoint;
    EncodedRequest request;
  };
  // What became of one try.
  struct Try {
    Result<json::Value> answer;
    bool sent = true;      // a byte of it may have left
    bool answered = true;  // by the service
  };
  Result<Call> prepare(std::string_view service, std::string_view operation, const json::Value& input);
  Try attempt(const Call& call, const base::Deadline& deadline);
  static bool may_repeat(const Call& call, const Try& last);

  ClientConfig config_;
  std::shared_ptr<net::Transport> transport_;
  const base::Clock& clock_;
  base::Random& random_;
};

}  // namespace aws
