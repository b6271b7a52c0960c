// A request and the policies that govern it, read from one JSON object: what `slipway policy simulate` and
// `explain` take.
//
//   {"id": ..., "request": {"principal", "action", "resource", "resourceAccount", "context"},
//    "policies": {"identity": [...], "boundary", "session", "resource", "endpoint": [...], "scps": [[...]],
//    "rcps": [[...]]}}
//
// docs/policy-semantics.md, "Requests as JSON", says what each member may be.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "policy/decide/evaluate.h"
#include "policy/decide/place.h"

namespace policy {

// Why an object could not be read.
struct Fault {
  std::string part;             // json, request or policy
  base::Diagnostic diagnostic;  // its path is that in the object; its line and column are those in the policy
  size_t more = 0;              // further mistakes in the same policy

  json::Object to_json() const;
};

using LayersPtr = std::shared_ptr<const Layers>;

// Compiles the policies of questions; what was compiled before is not compiled again. Not for several threads at once.
class LayersReader {
 public:
  // `text` is the JSON of the member `policies`.
  tl::expected<LayersPtr, Fault> read(std::string_view text, ResourcePolicyKind kind);

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  template <typename T>
  using Cache = std::unordered_map<std::string, T, Hash, std::equal_to<>>;

  tl::expected<LayersPtr, Fault> read_all(std::string_view text, ResourcePolicyKind kind);
  tl::expected<PolicyPtr, Fault> read_one(std::string_view text, Kind kind, std::string path);
  tl::expected<std::vector<PolicyPtr>, Fault> read_list(std::string_view text, Kind kind,
                                                        const std::string& path);
  tl::expected<std::vector<std::vector<PolicyPtr>>, Fault> read_levels(std::string_view text, Kind kind,
                                                                       const std::string& path);
  void forget_if_large();

  Cache<LayersPtr> layers_[3];  // by resource policy kind; those that could be read
  Cache<PolicyPtr> policies_[static_cast<size_t>(Kind::endpoint) + 1];
  size_t kept_bytes_ = 0;
};

struct Question {
  std::string id = "null";        // JSON as it was given
  std::vector<Request> requests;  // at least one: one for each resource that it names (rule 13)
  LayersPtr layers;
};

// Reads the member `request`: one request for each resource that it names.
tl::expected<std::vector<Request>, Fault> read_requests(const json::Value& value, std::string_view source);

// Reads a whole object. `id` is filled also where the rest cannot be read.
tl::expected<Question, Fault> read_question(std::string_view text, LayersReader& layers, std::string& id);

// Which kind of resource policy a request meets: sts actions on a role its trust policy, kms actions on a key
// its key policy (rule 36).
ResourcePolicyKind resource_policy_kind(std::string_view action, std::string_view resource);

}  // namespace policy
