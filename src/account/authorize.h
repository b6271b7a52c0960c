// May this caller do this? Gathers the policies that govern a question and lets policy::evaluate decide.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "account/caller.h"
#include "account/operation.h"
#include "aws/error.h"
#include "policy/evaluate.h"

namespace account {

class Authorizer {
 public:
  // Every question must be allowed; the error is AccessDenied, saying who was denied what on what and by
  // which layer.
  aws::Result<void> authorize(const Caller& caller, const Questions& questions,
                              const policy::Context& request_context, const State& state);

  // One question as the evaluator sees it: for operations that decide by themselves, and for
  // DecodeAuthorizationMessage.
  struct Prepared {
    policy::Request request;
    policy::Layers layers;
  };
  Prepared prepare(const Caller& caller, const Question& question, const policy::Context& request_context,
                   const State& state);

  // Compiles a document once; text that does not compile gives nullptr (it was checked when it was stored).
  policy::PolicyPtr compiled(const std::string& text, policy::Kind kind, const std::string& name);

 private:
  void add_identity(const Caller& caller, const State& state, policy::Layers& layers);

  std::mutex mutex_;
  std::unordered_map<std::string, policy::PolicyPtr> compiled_;
};

// Keys that are the same for all questions of a request (IAM User Guide, "AWS global condition context
// keys").
policy::Context request_context(const Caller& caller, const net::Request& http, const std::string& region,
                                base::Time now);

aws::Error access_denied(const policy::Request& request, const policy::Decision& decision, bool is_s3);

}  // namespace account
