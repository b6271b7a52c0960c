// The decision on one request: is this principal allowed this action on this resource?
//
// Source: IAM User Guide, "Policy evaluation logic". Pure: no I/O, no clock, safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/policy.h"

namespace policy {

// The hash by which condition keys are found; `key` is in lower case.
constexpr uint64_t key_hash(std::string_view key) {
  uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

// The condition keys of a request. Names are compared without case; a key is absent, single or multivalued.
class Context {
 public:
  struct Entry {
    std::vector<std::string> values;
    bool multivalued = false;
  };
  using Entries = std::vector<std::pair<std::string, Entry>>;

  void set(std::string_view key, std::string value);
  void set_list(std::string_view key, std::vector<std::string> values);
  const Entry* find(std::string_view key) const;  // nullptr: absent
  // The same for a key in lower case whose hash is known.
  const Entry* find_lowered(std::string_view key, uint64_t hash) const;
  // Adds the keys of `other`; on both sides, `other` wins.
  void merge(const Context& other);
  const Entries& entries() const { return entries_; }  // names in lower case, in order

 private:
  void put(std::string key, Entry entry);

  Entries entries_;
  std::vector<uint64_t> hashes_;  // of entries_, one for one: a search reads only these
};

enum class PrincipalType { anonymous, root, user, role_session, federated_user, service, web_identity, saml };

// Who asks.
struct Principal {
  PrincipalType type = PrincipalType::anonymous;
  // user, root, session (arn:aws:sts::A:assumed-role/NAME/SESSION, or the role itself where no session is
  // meant), federated user (arn:aws:sts::A:federated-user/NAME); the provider's ARN or host for web identity
  // and SAML
  std::string arn;
  std::string account;    // twelve digits; empty for anonymous and service
  std::string role_arn;   // role_session: the role with its path; may be empty if only the session is known
  std::string user_arn;   // federated_user: the user who called GetFederationToken
  std::string service;    // service: such as ec2.amazonaws.com
  std::string unique_id;  // AIDA... of the user, AROA... of the role; may be empty (rule 19)
  std::string canonical_id;     // of the account, as S3 knows it; may be empty
  bool service_linked = false;  // a session of a service-linked role: exempt from SCP and RCP
};

struct Request {
  Principal principal;
  std::string action;            // such as s3:GetObject
  std::string resource;          // an ARN, or `*` for an action that takes no resource
  std::string resource_account;  // the account that owns it; empty: the principal's
  Context context;
};

// What kind of resource policy there is: trust and key policies are not outrun by an identity policy (rule
// 36).
enum class ResourcePolicyKind { ordinary, trust, key };

// The policies that govern a request. A kind that is absent does not take part.
struct Layers {
  std::vector<PolicyPtr> identity;
  PolicyPtr boundary;
  std::optional<std::vector<PolicyPtr>> session;  // given but empty: a session that may do nothing
  PolicyPtr resource;
  ResourcePolicyKind resource_kind = ResourcePolicyKind::ordinary;
  std::vector<PolicyPtr> endpoint;
  std::vector<std::vector<PolicyPtr>> scps;  // one list for each level from the root down
  std::vector<std::vector<PolicyPtr>> rcps;
};

enum class Outcome { allowed, implicit_deny, explicit_deny };
enum class Layer { identity, resource, boundary, session, scp, rcp, endpoint, root, none };

std::string_view outcome_name(Outcome outcome);  // allowed, implicitDeny, explicitDeny
std::string_view layer_name(
    Layer layer);  // as AWS says it: "identity-based policy", "permissions boundary", ...

// A statement that took part in the decision. It keeps its policy alive, and the views go into that.
struct Matched {
  Layer layer = Layer::none;
  std::string_view policy;  // the name given to compile()
  std::string_view sid;     // its Sid, or "statement N", counted from 1
  bool allow = false;
  PolicyPtr source;
  size_t number = 0;  // place of the statement in its document, from 0
  size_t level = 0;   // scp and rcp: the level, from the root down, from 0
};

// A few of them without allocating: nearly every decision has one or two.
class MatchedList {
 public:
  void push_back(Matched matched);
  const Matched* begin() const { return large_.empty() ? small_.data() : large_.data(); }
  const Matched* end() const { return begin() + size_; }
  const Matched& front() const { return *begin(); }
  const Matched& operator[](size_t i) const { return begin()[i]; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  std::array<Matched, 3> small_;
  std::vector<Matched> large_;  // all of them, once they outgrow small_
  size_t size_ = 0;
};

struct Decision {
  Outcome outcome = Outcome::implicit_deny;
  Layer layer = Layer::none;  // the layer that allowed, denied, or had nothing that allows
  // Of a deny: the statement that denies. Else, from each layer that had to allow and did, the first that
  // allows.
  MatchedList statements;

  bool allowed() const { return outcome == Outcome::allowed; }
};

Decision evaluate(const Request& request, const Layers& layers);

// The decision in words, for people: every statement, whether it matched, and if not, on which element and
// value; then which layer decided, and for a deny the smallest change that would allow it. Several lines.
std::string explain(const Request& request, const Layers& layers);

}  // namespace policy
