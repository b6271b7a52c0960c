// How an AWS operation is written: one row and one function, standing together in its service's file.
//
//   aws::Result<Questions> on_role(const Call& call) { return ask(role_arn(call,
//   call.input.text("RoleName"))); }
//
//   Output delete_role(Call& call) {
//     if (!call.state.erase(kRole, call.input.text("RoleName"))) return no_such_role(...);
//     return Object{};
//   }
//
//   constexpr Operation kOperations[] = {{"DeleteRole", on_role, delete_role}, ...};
//
// The row's first function says what the caller must be allowed to do, read off the decoded input; the second
// does the work inside one store transaction. Neither knows HTTP, protocol or policy. The gateway does the
// rest: it decodes and validates the input by the model, asks the questions, runs the function, commits and
// encodes.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "account/call/bodies.h"
#include "account/call/caller.h"
#include "account/call/upload.h"
#include "account/record/state.h"
#include "aws/error.h"
#include "aws/model/model.h"
#include "aws/signature/signature.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/random.h"
#include "net/http.h"
#include "policy/decide/evaluate.h"

namespace account {

struct Environment;  // what the server gives to all services (environment.h)

// The decoded input. A name that the model does not have is a mistake of ours: the call is answered with 500.
class Input {
 public:
  Input(const json::Value& value, aws::Operation operation) : value_(value), operation_(operation) {}

  bool has(std::string_view member) const { return find(member) != nullptr; }
  const json::Value* find(std::string_view member) const;  // nullptr: absent
  // Empty or the fallback where it is absent.
  std::string text(std::string_view member) const;
  int64_t number(std::string_view member, int64_t fallback = 0) const;
  bool flag(std::string_view member, bool fallback = false) const;
  const json::Array& list(std::string_view member) const;
  std::vector<std::string> texts(std::string_view member) const;  // a list of strings

  const std::string& mistake() const { return mistake_; }  // empty: none

 private:
  const json::Value& value_;
  aws::Operation operation_;
  mutable std::string mistake_;
};

struct Call {
  std::string_view operation;
  Input input;
  const Caller& caller;
  State state;  // of the caller's account; region empty for services that are global
  std::string region;
  base::Time now;
  Environment& environment;
  const net::Request&
      http;  // for the few things that no model names (S3's conditional reads of a presigned URL, ...)
  std::string request_id;
  Bodies bodies;                                      // files that this call makes and no longer needs
  const aws::VerifiedSignature* signature = nullptr;  // nullptr: anonymous
  const Upload* upload = nullptr;  // operations with a streaming input only; a file is one of `bodies`

  // For operations whose answer is more than its output.
  std::optional<decltype(net::Response::body)> body = {};  // streaming output
  int status = 0;                                          // 0: the model's
  net::Headers headers = {};  // added to the answer, also to one that is an error
};

using Object = json::Object;
using Output = aws::Result<json::Value>;

// One thing that the caller must be allowed to do.
struct Question {
  std::string action;  // empty: SERVICE:OPERATION
  std::string resource = "*";
  std::string resource_account;  // empty: the caller's
  policy::Context context;       // keys of this resource and request, beside the global ones
  std::string resource_policy;   // JSON text attached to the resource; empty: none
  policy::ResourcePolicyKind resource_policy_kind = policy::ResourcePolicyKind::ordinary;
};
using Questions = std::vector<Question>;

inline Questions ask(std::string resource, policy::Context context = {}) {
  return {Question{"", std::move(resource), "", std::move(context), "", {}}};
}

// For actions that take no resource.
aws::Result<Questions> on_any(const Call& call);
// For calls that every authenticated caller may make (sts:GetCallerIdentity), and those that check everything
// in their function since what they ask depends on what they find (sts:AssumeRoleWithWebIdentity).
aws::Result<Questions> on_nothing(const Call& call);

// Whether the gateway holds a transaction while the function runs. An operation that waits on the network
// must not: it opens short ones by itself (Environment::store), and finds no records through Call::state.
enum class Transactions { one, own };

struct Operation {
  std::string_view name;
  aws::Result<Questions> (*access)(const Call& call);
  Output (*run)(Call& call);
  Transactions transactions = Transactions::one;
};

}  // namespace account
