// A role for somebody whom a token of an identity provider proves: what AssumeRoleWithWebIdentity and
// AssumeRoleWithSAML have in common. The role's trust policy alone decides; whoever signed the call, if anybody did, is
// not asked.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/sts/credentials.h"

namespace account::sts {

struct Federated {
  policy::PrincipalType type = policy::PrincipalType::web_identity;
  std::string provider;  // its ARN
  std::string session_name;
  policy::Context keys;  // what the token says, as condition keys
  std::map<std::string, std::string> tags;
  std::vector<std::string> transitive_tag_keys;
  std::optional<std::string> source_identity;
};

// The same where the role is not there and where its trust policy does not let them in.
tl::unexpected<aws::Error> not_authorized(const Call& call);

// The trust policy must allow the call itself, and what the token brings along: tags, a source identity.
aws::Result<void> check_trust(const Call& call, const State& state, const Role& role, const Federated& who);

Session federated_session(const Role& role, const Federated& who);

}  // namespace account::sts
