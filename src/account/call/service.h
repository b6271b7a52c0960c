// A service of AWS as the server takes it: which model it is, its operations, and what else of it the server
// must know, so that the server knows no service by name.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "account/call/due_work.h"
#include "account/call/operation.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "net/http.h"
#include "store/store.h"

namespace account {

class Gateway;

// What a service answers on the same port beside AWS's calls: a cluster's API, an issuer's documents.
struct Endpoint {
  bool (*is_for)(const net::Request& request);
  net::Response (*answer)(net::Request& request, Gateway& gateway, Facilities& facilities);
};

// A service's part of the control API: paths below /_slipway/PATH, of callers who may steer the server.
struct ControlPart {
  std::string_view path;
  base::Result<json::Value> (*answer)(const net::Request& request, std::string_view path,
                                      std::string_view body, Facilities& facilities);
};

// A service whose records name files (bodies.h).
struct FileKeeper {
  // Removes files without a record, on a thread of its own beside the running server: it holds the store for
  // short moments only, and lets alone what was made after `start`.
  base::Status (*sweep)(store::Store& store, const std::string& objects_dir, base::Time start,
                        std::stop_token stop);
  // Gives up the files of an account whose records the caller is about to erase.
  void (*give_up)(const State& account, Bodies& bodies);
};

// How a service speaks and what it takes, where services differ.
struct Dialect {
  std::string_view denied = "AccessDenied";  // the code of a denial
  // Its words, where they are more than who may not do what: {why} stands for that, and {message} for the sealed
  // account of it (authorization_message.h).
  std::string_view denied_words = "";
  // What is answered for a call with the flag DryRun to a caller who may make it; empty: no call has it.
  std::string_view dry_run = "";
  // The code for an idempotency token that came with another input.
  std::string_view token_mismatch = "IdempotentParameterMismatch";
  // A call without a signature may come: policies attached to resources may allow it.
  bool takes_unsigned = false;
  // The body is not covered by the signature: its hash, checksums and chunk signatures are checked while it is read.
  bool checks_body_apart = false;
  // Whatever region a call is signed for: the service has its records in one place.
  bool is_regionless = false;
  // The operation whose checksum headers speak of the object, not of its body.
  std::string_view whole_object_checksums = "";
};

struct Service {
  std::string_view model;          // sts, iam, eks, s3
  std::string_view action_prefix;  // sts, iam, eks, s3
  std::vector<std::span<const Operation>> operations;
  Dialect dialect = {};
  std::vector<Endpoint> endpoints = {};
  std::vector<ControlPart> control = {};
  std::vector<FileKeeper> files = {};
  // Headers of the answer to a call that was denied: what the service tells even those who may not ask.
  net::Headers (*denial_headers)(const Call& call) = nullptr;
  std::vector<Effect> effects = {};
  std::vector<const RecordKind*> kinds = {};  // of record, as far as they have indexes (index.h)
  // Condition keys of its own that every call has (ec2:Region); nullptr: none.
  void (*keys)(const Call& call, policy::Context& context) = nullptr;
};

// nullptr: there is none. `model` as botocore's models name it.
const Service* find_service(const std::vector<Service>& services, std::string_view model);
const Operation* find_row(const Service& service, std::string_view operation);

}  // namespace account
