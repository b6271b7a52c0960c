#include "services/eks/identity_mapping.h"

#include <algorithm>

#include "account/record/identities.h"
#include "base/arn.h"
#include "services/eks/access_entry.h"
#include "services/eks/cluster.h"
#include "services/eks/control_plane.h"
#include "services/eks/eks.h"

namespace account::eks {
namespace {

using policy::PrincipalType;

bool is_admin(const State& state, const Caller& caller) {
  // A federated user is not the user who vouched for it.
  if (caller.principal.type != PrincipalType::user || caller.account != state.account()) return false;
  auto user = find_user(state.of(caller.account), caller.user_name);
  if (!user) return false;
  std::vector<std::string> groups = texts(*user, "Groups");
  return std::find(groups.begin(), groups.end(), kAdmins) != groups.end();
}

// A creator who has no entry: root, of whom none can be made, or anybody where the cluster knows no entries.
bool is_creator(const State& state, const json::Value& cluster, const Caller& caller) {
  if (caller.account != state.account() || caller.principal.type == PrincipalType::federated_user)
    return false;
  std::string_view creator = cluster.string_or("CreatorId", "");
  return !creator.empty() && principal_id(caller) == creator;
}

// The command that makes the cluster know the principal.
std::string mend(const std::string& name, const std::string& mode, const std::string& arn) {
  if (arn.empty()) return "come as an IAM user or role: no access entry can be made for this principal";
  std::string entry = fmt::format(
      "aws eks create-access-entry --cluster-name {0} --principal-arn {1} && aws eks associate-access-policy "
      "--cluster-name {0} --principal-arn {1} --policy-arn "
      "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy "
      "--access-scope type=cluster",
      name, arn);
  if (mode != "CONFIG_MAP") return entry;
  return fmt::format(
      "aws eks update-cluster-config --name {} --access-config authenticationMode=API_AND_CONFIG_MAP && {}",
      name, entry);
}

tl::unexpected<base::Error> unknown(const json::Value& cluster, const Caller& caller,
                                    const std::string& why) {
  std::string name(cluster.find("Cluster")->string_or("name", ""));
  base::Error error{base::ErrorKind::denied, fmt::format("`{}` {}", caller.principal.arn, why),
                    mend(name, authentication_mode(cluster), principal_arn(caller))};
  return tl::unexpected(std::move(error));
}

KubernetesNames names_of(const json::Value& entry) {
  const json::Value* shown = entry.find("Entry");
  return {std::string(shown->string_or("username", "")), texts(*shown, "kubernetesGroups")};
}

bool administers(const json::Value& entry) {
  AccessAttempt everything;
  everything.verb = everything.group = everything.name = "*";
  return !allowing_policy(entry, everything).empty();
}

base::Result<Mapped> finish(Mapped mapped, const Caller& caller) {
  AuthPrincipal principal = auth_principal(caller);
  mapped.names.username = TRY(render_template(std::move(mapped.names.username), principal));
  for (std::string& group : mapped.names.groups) group = TRY(render_template(std::move(group), principal));
  mapped.uid = fmt::format("{}{}:{}", kUidPrefix, caller.account, principal_id(caller));
  const std::vector<std::string>& groups = mapped.names.groups;
  mapped.administers |= std::find(groups.begin(), groups.end(), kMasters) != groups.end();
  auto one = [](std::string text) { return json::Array{std::move(text)}; };
  mapped.extra = {{"accessKeyId", one(caller.access_key_id)},
                  {"arn", one(caller.principal.arn)},
                  {"canonicalArn", one(principal.canonical_arn)},
                  {"principalId", one(principal_id(caller))},
                  {"sessionName", one(principal.session_name)}};
  return mapped;
}

}  // namespace

std::string principal_arn(const Caller& caller) {
  if (caller.principal.type == PrincipalType::role_session) return caller.principal.role_arn;
  return caller.principal.type == PrincipalType::user ? caller.principal.arn : std::string();
}

AuthPrincipal auth_principal(const Caller& caller) {
  AuthPrincipal principal{caller.principal.arn, caller.account, "", caller.access_key_id};
  if (caller.principal.type == PrincipalType::role_session) {
    const std::string& arn = caller.principal.arn;  // arn:aws:sts::A:assumed-role/NAME/SESSION
    principal.session_name = arn.substr(arn.rfind('/') + 1);
    const std::string& role = caller.principal.role_arn;
    principal.canonical_arn =
        base::iam_arn(base::AccountId(caller.account), "role/" + role.substr(role.rfind('/') + 1));
  }
  return principal;
}

base::Result<Mapped> map_identity(const State& state, const json::Value& cluster, const Caller& caller) {
  std::string name(cluster.find("Cluster")->string_or("name", ""));
  std::string mode = authentication_mode(cluster);
  std::string arn = principal_arn(caller);
  Mapped mapped;
  bool known = false;
  auto entry = mode != "CONFIG_MAP" && !arn.empty() ? find_access_entry(state, name, arn) : std::nullopt;
  if (entry && entry->string_or("PrincipalId", "") == caller.principal.unique_id) {
    mapped.names = names_of(*entry);
    mapped.administers = administers(*entry);
    known = true;
  } else if (auto config_map = mode != "API" ? state.get(kAwsAuth, name) : std::nullopt) {
    if (auto names = map_by_aws_auth(*config_map, auth_principal(caller))) {
      mapped.names = std::move(*names);
      known = true;
    }
  }
  if (is_admin(state, caller) || is_creator(state, cluster, caller)) {
    mapped.names.groups.emplace_back(kMasters);
    known = true;
  }
  if (known) {
    if (mapped.names.username.empty()) mapped.names.username = auth_principal(caller).canonical_arn;
    return finish(std::move(mapped), caller);
  }
  if (entry) {
    return unknown(
        cluster, caller,
        "is not the principal of its access entry: that one was deleted, and this one made anew under its "
        "name; delete the entry and create it again");
  }
  return unknown(
      cluster, caller,
      fmt::format("is unknown to the cluster: {} maps it, it did not create the cluster, and it is no "
                  "member of the IAM group {}",
                  mode == "API"          ? "no access entry"
                  : mode == "CONFIG_MAP" ? "no line of ConfigMap aws-auth"
                                         : "neither an access entry nor ConfigMap aws-auth",
                  kAdmins));
}

}  // namespace account::eks
