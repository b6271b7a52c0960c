// For tests: a scenario is a list of steps in YAML, each a call and what must come of it.
//
//   - as: alice                      # root (the default), other (root of the second account), nobody, or one who
//                                    # logged in
//     call: iam.CreateRole
//     in: us-east-1                  # region; eu-west-3 if absent
//     input: {RoleName: app, AssumeRolePolicyDocument: {...}}  # a document where a text is wanted becomes JSON
//     expect: {Role: {Arn: "arn:*"}} # a part of the output; `*` in a text stands for anything; ~ (null): absent;
//                                    # {contains: [...]}, {count: N} for lists
//     error: {code: AccessDenied, status: 403, message: "*not authorized*"}  # instead of `expect`
//     body: text                     # of a streaming output
//     login: app                     # the credentials in the output are this caller's from now on
//     save: {id: Role.RoleId}        # ${id} in later steps; ${first}, ${second}: the accounts; ${now}: the time
//                                    # ${code:NAME}, ${code+1:NAME}: what a device shows now, and 30 seconds later,
//                                    # whose seed was saved under NAME; ${certificate} with its ${private_key},
//                                    # ${saml_metadata}, and ${saml_assertion} of 2027-01-15T08:01:00Z
//   - wait: 3600                     # seconds that pass
//   - speed: real                    # from now on; nothing takes any time if nothing is said
//   - quota: {vpcs: 6}               # other quotas than AWS's (account/call/quota.h), from now on
//   - http: {...}                    # a request as a browser sends it (browser.h), with its own `expect`
//   - as: alice                      # who signs the form; nobody if absent
//     form: {...}                    # likewise
#pragma once

#include <map>
#include <string>

#include "services/testing/embedded_account.h"

namespace account::testing {

class Scenario {
 public:
  explicit Scenario(EmbeddedAccount& account);
  virtual ~Scenario() = default;

  // Fails the test at the first step that does not come out as it says.
  void run(const std::string& name, const json::Value& steps);

  void login(const std::string& name, aws::Credentials credentials) {
    callers_[name] = std::move(credentials);
  }
  void set(const std::string& name, std::string text) { variables_[name] = std::move(text); }

 protected:
  // Makes the call of a step.
  virtual aws::Result<json::Value> send(const aws::Credentials* who, const aws::Service& service,
                                        const aws::Operation& operation, const json::Value& input,
                                        const Sending& sending);

  EmbeddedAccount& account_;

 private:
  // Empty: as it should be; else what is wrong.
  std::string step(const json::Value& step);
  std::string call(const json::Value& step);
  std::string browse(const json::Value& step);
  std::string check_error(const json::Value& wanted, const aws::Error& error);
  std::string take(const json::Value& step, const json::Value& output);
  void fill_codes(std::string& text) const;
  std::string fill(std::string text) const;
  json::Value fill(const json::Value& value) const;

  std::map<std::string, aws::Credentials> callers_;
  std::map<std::string, std::string> variables_;
};

// Documents (objects and lists) where the model's shape wants a text become JSON.
json::Value fit_documents(const json::Value& value, const aws::Shape& shape);

// Empty if `actual` has all of `wanted`; else where it differs.
std::string difference(const json::Value& wanted, const json::Value* actual, const std::string& where);

}  // namespace account::testing
