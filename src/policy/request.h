// A request as policies see it: who asks for what, on which resource, in which circumstances.
//
// Source: IAM User Guide, "The request context". Pure values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
  // meant), federated user (arn:aws:sts::A:federated-user/NAME); the provider's ARN or host for web identity and SAML
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

// What kind of resource policy there is: trust and key policies are not outrun by an identity policy (rule 36).
enum class ResourcePolicyKind { ordinary, trust, key };

}  // namespace policy
