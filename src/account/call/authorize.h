// May this caller do this? Gathers the policies that govern a question and lets policy::evaluate decide.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "account/call/caller.h"
#include "account/call/listed_keys.h"
#include "account/call/operation.h"
#include "aws/error.h"
#include "policy/decide/evaluate.h"

namespace account {

struct CallerPolicies {
  policy::Layers layers;  // but those of resources
  policy::Context tags;   // aws:PrincipalTag/KEY of the caller's record
};

class Authorizer {
 public:
  explicit Authorizer(const policy::Catalog& catalog) : listed_keys_(catalog) {}

  // What governs a caller, whatever it asks. An error: a stored policy cannot be read (fail closed).
  aws::Result<CallerPolicies> read_policies(const Caller& caller, const State& state);

  // One question as the evaluator sees it.
  struct Prepared {
    policy::Request request;
    policy::Layers layers;
  };
  aws::Result<Prepared> prepare(const Caller& caller, const CallerPolicies& policies,
                                const Question& question, const policy::Context& request_context);

  // nullptr if the text does not compile, which was checked when it was stored. Compiled once for each text.
  policy::PolicyPtr compiled(const std::string& text, policy::Kind kind, const std::string& name);

 private:
  aws::Result<void> add_entity(const json::Value& entity, const State& account, policy::Layers& layers);
  aws::Result<void> add_identity(const Caller& caller, const State& account, CallerPolicies& policies);
  aws::Result<void> add_session(const Session& session, const State& account, policy::Layers& layers);
  aws::Result<policy::PolicyPtr> document(const std::string& text, policy::Kind kind,
                                          const std::string& name);
  aws::Result<policy::PolicyPtr> managed(const State& account, const std::string& arn, policy::Kind kind);
  policy::PolicyPtr known(const std::string& key);  // nullptr: it is yet to be compiled
  void remember(std::string key, policy::PolicyPtr policy);

  ListedKeys listed_keys_;
  std::mutex mutex_;
  std::unordered_map<std::string, policy::PolicyPtr> compiled_;
};

// Keys that are the same for all questions of a request (IAM User Guide, "AWS global condition context keys").
policy::Context request_context(const Caller& caller, const net::Request& http, const std::string& region,
                                base::Time now);

}  // namespace account
