// A client of AWS, or of anything that speaks like it, driven by the models.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "aws/client/endpoint.h"
#include "aws/error.h"
#include "aws/model/model.h"
#include "aws/protocol/protocol.h"
#include "aws/signature/signature.h"
#include "base/clock.h"
#include "base/deadline.h"
#include "base/json.h"
#include "base/random.h"
#include "net/client.h"

namespace aws {

struct ClientConfig {
  std::string endpoint;  // such as http://127.0.0.1:4566; empty: AWS's own endpoint for service and region
  std::string region;
  Credentials credentials;  // empty access key: calls are not signed
  std::vector<std::string> authorities_pem;
  int max_attempts = 4;  // throttling, 5xx and broken connections are retried with jittered back-off
};

// Safe from any thread; requests are sent one after another.
class Client {
 public:
  Client(ClientConfig config, const base::Clock& clock, base::Random& random);

  // Idempotency tokens that `input` lacks are filled in. A peer that does not answer gives code
  // `Unreachable`, status 0; what was wrong before anything was sent gives UnknownService, UnknownOperation,
  // InvalidConfiguration or InvalidInput, status 0.
  Result<json::Value> call(std::string_view service, std::string_view operation, const json::Value& input,
                           const base::Deadline& deadline);

  // All pages of a list call, concatenated: the list member of the output, following
  // Marker/NextToken/nextToken and S3's forms of these.
  Result<json::Array> call_all(std::string_view service, std::string_view operation, json::Value input,
                               std::string_view list_member, const base::Deadline& deadline);

  const ClientConfig& config() const { return config_; }

 private:
  struct Call {
    Service service;
    Operation operation;
    Endpoint endpoint;
    EncodedRequest request;
  };
  Result<Call> prepare(std::string_view service, std::string_view operation, const json::Value& input);
  Result<json::Value> attempt(const Call& call, const base::Deadline& deadline);
  net::Client& connection(const net::Url& url);  // mutex_ is held

  ClientConfig config_;
  const base::Clock& clock_;
  base::Random& random_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<net::Client>> connections_;  // by endpoint
};

}  // namespace aws
