// ConfigMap kube-system/aws-auth, which maps IAM principals to Kubernetes users and groups, and the templates
// in its names (aws-iam-authenticator, "Full Configuration Format"; Amazon EKS User Guide, "aws-auth").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace account::eks {

struct KubernetesNames {
  std::string username;
  std::vector<std::string> groups;
};

// A principal as the authenticator sees it: a role without its path and its session's name.
struct AuthPrincipal {
  std::string canonical_arn;  // arn:aws:iam::A:role/NAME
  std::string account;
  std::string session_name;  // of a role's session; else empty
  std::string access_key_id;
};

// `config_map`: {"mapRoles", "mapUsers", "mapAccounts"}, YAML texts. nullopt: nothing maps the principal.
// Elements that make no sense are skipped, as the authenticator does, and so is a text that is no YAML.
std::optional<KubernetesNames> map_by_aws_auth(const json::Value& config_map, const AuthPrincipal& principal);

// {{SessionName}} (with `-` for `@`), {{SessionNameRaw}}, {{AccountID}}, {{AccessKeyID}} filled in. An error for
// {{EC2PrivateDNSName}}: this account has no EC2 instances whose name it could be.
base::Result<std::string> render_template(std::string text, const AuthPrincipal& principal);

}  // namespace account::eks
