// For tests: two accounts on one server without a port. Every call goes the whole way: encoded and signed as
// a client does, through the gateway as an HTTP request, and decoded again.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "account/call/facilities.h"
#include "account/call/gateway.h"
#include "account/server/data_dir.h"
#include "aws/protocol/protocol.h"
#include "aws/signature/signature.h"
#include "base/json.h"
#include "base/manual_clock.h"
#include "base/seeded_random.h"

namespace account::testing {

inline const std::string kFirst = "111122223333";
inline const std::string kSecond = "444455556666";
inline const std::string kRegion = "eu-west-3";
inline constexpr base::Time kStart = base::Time(std::chrono::seconds(1'795'249'800));  // 2026-11-21T08:30:00Z

// How a call is sent, where it is not as usual.
struct Sending {
  std::string region = kRegion;
  base::Milliseconds skew{0};  // by which the client's clock is wrong
  std::string peer = "127.0.0.1";
  bool tls = true;
};

class EmbeddedAccount {
 public:
  // `issuers`: how the server reaches OIDC issuers; nowhere if nothing is said.
  explicit EmbeddedAccount(identity::KeyCache::Options issuers = {});
  // A copy of another as it is now; the two go their own ways from here.
  explicit EmbeddedAccount(const EmbeddedAccount& other);
  ~EmbeddedAccount();

  // The root keys of kFirst and kSecond.
  const aws::Credentials& root() const { return roots_[0]; }
  const aws::Credentials& other_root() const { return roots_[1]; }

  // Without credentials the call is not signed.
  aws::Result<json::Value> call(const aws::Credentials* who, std::string_view service,
                                std::string_view operation, const json::Value& input,
                                const Sending& sending = {});
  aws::Result<json::Value> call(const aws::Credentials& who, std::string_view service,
                                std::string_view operation, const json::Value& input,
                                const Sending& sending = {}) {
    return call(&who, service, operation, input, sending);
  }
  // Through a gateway with other rows.
  aws::Result<json::Value> call_through(Gateway& gateway, const aws::Credentials& who,
                                        std::string_view service, std::string_view operation,
                                        const json::Value& input);
  // The output of a call that must succeed; else the test fails.
  json::Value must(const aws::Credentials& who, std::string_view service, std::string_view operation,
                   const json::Value& input, const Sending& sending = {});

  // Of the last call: what the answer said. Where several threads call, ask when they have ended.
  const net::Headers& headers() const { return headers_; }
  int status() const { return status_; }
  const std::string& body() const { return body_; }

  base::ManualClock clock{kStart};
  base::SeededRandom random{7};

  store::Store& store() { return *store_; }
  Facilities& facilities() { return *facilities_; }
  Gateway& gateway() { return *gateway_; }
  const DataDir& data_dir() const { return data_dir_; }

 private:
  aws::Result<json::Value> send(Gateway& gateway, const aws::Credentials* who, std::string_view service,
                                std::string_view operation, const json::Value& input, const Sending& sending);
  void keep_answer(const net::Response& response, const std::string& body);
  void open(identity::KeyCache::Options issuers);
  void make_account(std::string name, std::string id, std::string key);

  std::string folder_;
  DataDir data_dir_;
  std::unique_ptr<store::Store> store_;
  Authorizer authorizer_;
  std::unique_ptr<identity::KeyCache> keys_;
  identity::SpareKey issuer_key_;
  std::unique_ptr<Facilities> facilities_;
  std::unique_ptr<Gateway> gateway_;
  std::vector<aws::Credentials> roots_;
  std::mutex answer_mutex_;  // calls may come from several threads
  net::Headers headers_;
  int status_ = 0;
  std::string body_;
};

// The whole body of an answer, also where the server would send it from a file or piece by piece.
std::string body_of(net::Response& response);

// A user of the first account with an access key and, if a document is given, an inline policy.
aws::Credentials make_user(EmbeddedAccount& account, const std::string& name,
                           const std::string& policy_document = "");
// The Credentials (STS) or AccessKey (IAM) of an output.
aws::Credentials credentials_of(const json::Value& output);

// {"Version", "Statement": [{Effect, Action, Resource}]} with one statement that allows.
std::string allow(const std::string& action, const std::string& resource = "*");
// A trust policy for sts:AssumeRole.
std::string trust(const std::string& principal_arn);

}  // namespace account::testing
