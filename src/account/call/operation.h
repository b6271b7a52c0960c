// How an AWS operation is written: one row and one function, standing together in the file of their kind of record.
//
//   Output delete_role(Call& call) {
//     TRY(check_no_policies(call.the().record));
//     call.erase(call.the());
//     return Object{};
//   }
//
//   constexpr Operation kOperations[] = {{"DeleteRole", {on(kRoles)}, delete_role}, ...};
//
// The row says what the caller must be allowed to do, as data (needs.h). The function does the work inside
// one store transaction, on the records that the row names. Neither knows HTTP, protocol or policy. The
// gateway does the rest: it decodes and validates the input by the model, finds the records, asks the
// questions, answers for a record that is not there, runs the function, encodes and commits.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "account/call/bodies.h"
#include "account/call/caller.h"
#include "account/call/needs.h"
#include "account/call/question.h"
#include "account/call/upload.h"
#include "account/record/answers.h"
#include "account/record/kind.h"
#include "account/record/state.h"
#include "aws/error.h"
#include "aws/model/model.h"
#include "aws/signature/signature.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/random.h"
#include "net/http.h"

namespace account {

struct Facilities;  // what the server gives to all services (facilities.h)

// The decoded input. A name that the model does not have is a mistake of ours: the call is answered with 500.
class Input {
 public:
  Input(const json::Value& value, aws::Operation operation) : value_(value), operation_(operation) {}

  bool knows(std::string_view member) const;  // whether the model has it
  bool has(std::string_view member) const { return find(member) != nullptr; }
  const json::Value* find(std::string_view member) const;  // nullptr: absent
  // Empty or the fallback where it is absent.
  std::string text(std::string_view member) const;
  int64_t number(std::string_view member, int64_t fallback = 0) const;
  bool flag(std::string_view member, bool fallback = false) const;
  const json::Array& list(std::string_view member) const;
  std::vector<std::string> texts(std::string_view member) const;  // a list of strings

  // Whether the operation's answer can be filtered by it; of `tag:KEY`, whatever the key.
  bool knows_filter(std::string_view name) const;
  std::optional<aws::Paginator> paginator() const { return operation_.paginator(); }
  // The member that is the idempotency token; empty: the operation has none.
  std::string_view token_member() const;
  const json::Value& value() const { return value_; }

  const std::string& mistake() const { return mistake_; }  // empty: none

 private:
  const json::Value& value_;
  aws::Operation operation_;
  mutable std::string mistake_;
};

// A record that a row's needs name.
struct Found {
  const RecordKind* kind;
  std::string named;  // as the call names it
  json::Value record;

  json::Object& fields() { return record.as_object(); }
  std::string text(std::string_view member) const { return std::string(record.string_or(member, "")); }
};

struct Call {
  std::string_view operation;
  Input input;
  const Caller& caller;
  State state;  // of the caller's account; region empty for services that are global
  std::string region;
  base::Time now;
  Facilities& facilities;
  const net::Request&
      http;  // for the few things that no model names (S3's conditional reads of a presigned URL, ...)
  std::string request_id;
  Bodies bodies;                                      // files that this call makes and no longer needs
  const aws::VerifiedSignature* signature = nullptr;  // nullptr: anonymous
  const Upload* upload = nullptr;  // operations with a streaming input only; a file is one of `bodies`

  // For operations whose answer is more than its output.
  std::optional<decltype(net::Response::body)> body = {};  // streaming output
  decltype(net::Response::stream) stream = {};             // instead, of as many bytes as ContentLength says
  int status = 0;                                          // 0: the model's
  net::Headers headers = {};  // added to the answer, also to one that is an error

  std::vector<std::string> called_via = {};  // services that make it for the caller, in order (invoke.h)
  std::vector<Found> found = {};             // the records that the row's needs name, in their order

  std::vector<std::string> made = {};  // keys of records that it makes (make())

  std::vector<bool> allowed_entries = {};  // of a row with per_item()

  // Whether the caller may do it to this entry of the list.
  bool may(size_t entry) const { return entry < allowed_entries.size() && allowed_entries[entry]; }
  // The first record: whoever asks has a row with on(KIND), so that it is there.
  Found& the() { return found.at(0); }
  // A new record, by the name by which calls find it.
  void make(const RecordKind& kind, std::string_view named, const json::Value& record) {
    store(state, kind, named, record);
    made.push_back(record_key(kind.name, store_id(kind, named)));
  }
  // Under the name by which it was found.
  void save(const Found& changed) { store(state, *changed.kind, changed.named, changed.record); }
  void erase(const Found& gone) { remove(state, *gone.kind, gone.named); }
};

using Object = json::Object;
using Output = aws::Result<json::Value>;

// For operations that ask by themselves, since who asks is only known when they have read what the call proves
// (sts:AssumeRoleWithWebIdentity).
aws::Result<Questions> asks_itself(const Call& call);

// Whether the gateway holds a transaction while the function runs. An operation that waits on the network
// must not: it opens short ones by itself (Facilities::store), and finds no records through Call::state.
enum class Transactions { one, own };

struct Operation {
  std::string_view name;
  Needs needs;
  Output (*run)(Call& call);
  Transactions transactions = Transactions::one;
};

}  // namespace account
