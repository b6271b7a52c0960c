// The decision on one request: is this principal allowed this action on this resource?
//
// Source: IAM User Guide, "Policy evaluation logic". Pure: no I/O, no clock, safe from any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.h"

namespace policy {

// The condition keys of a request. Names are compared without case; a key is absent, single or multivalued.
class Context {
 public:
  struct Entry {
    std::vector<std::string> values;
    bool multivalued = false;
  };

  void set(std::string_view key, std::string value);
  void set_list(std::string_view key, std::vector<std::string> values);
  const Entry* find(std::string_view key) const;  // nullptr: absent
  // Adds the keys of `other`; on both sides, `other` wins.
  void merge(const Context& other);
  const std::map<std::string, Entry, std::less<>>& entries() const {
    return entries_;
  }  // names in lower case

 private:
  std::map<std::string, Entry, std::less<>> entries_;
};

enum class PrincipalType { anonymous, root, user, role_session, federated_user, service, web_identity, saml };

// Who asks.
struct Principal {
  PrincipalType type = PrincipalType::anonymous;
  std::string
      arn;  // user, root, session (arn:aws:sts::A:assumed-role/NAME/SESSION); provider ARN for web identity
  std::string account;          // twelve digits; empty for anonymous and service
  std::string role_arn;         // role_session: the role with its path
  std::string service;          // service: such as ec2.amazonaws.com
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

// A statement that took part in the decision.
struct Matched {
  Layer layer = Layer::none;
  std::string policy;  // the name given to compile()
  std::string sid;     // its Sid, or "statement N"
  bool allow = false;
};

struct Decision {
  Outcome outcome = Outcome::implicit_deny;
  Layer layer = Layer::none;  // the layer that allowed, denied, or had nothing that allows
  std::vector<Matched> statements;

  bool allowed() const { return outcome == Outcome::allowed; }
};

Decision evaluate(const Request& request, const Layers& layers);

// The decision in words, for people: every statement, whether it matched, and if not, on which element and
// value; then which layer decided, and for a deny the smallest change that would allow it. Several lines.
std::string explain(const Request& request, const Layers& layers);

}  // namespace policy
