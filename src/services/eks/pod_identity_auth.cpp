// Amazon EKS Auth: what the agent on a node asks for a pod, whose token becomes credentials of the role that its
// service account is associated with (Amazon EKS User Guide, "Understand how EKS Pod Identity works").
#include <algorithm>

#include "account/call/account_clock.h"
#include "account/call/facilities.h"
#include "account/call/invoke.h"
#include "crypto/jwt.h"
#include "identity/issuer.h"
#include "services/eks/cluster.h"
#include "services/eks/eks.h"
#include "services/eks/issuer.h"
#include "services/eks/pod_identity.h"
#include "services/eks/service_role.h"
#include "services/sts/credentials.h"

namespace account::eks {
namespace {

using json::Array;

constexpr std::chrono::hours kLife{6};
constexpr size_t kMostSessionName = 64;

struct Pod {
  std::string name_space;
  std::string service_account;
  std::string name;
  std::string uid;
};

tl::unexpected<aws::Error> bad_token(std::string why) {
  return tl::unexpected(aws::Error("InvalidTokenException", 400, std::move(why)));
}

std::string text_in(const json::Value* claims, std::string_view group, std::string_view member) {
  const json::Value* inner = claims ? claims->find(group) : nullptr;
  return std::string(inner ? inner->string_or(member, "") : "");
}

// Whose token it is: of this cluster's issuer, for kPods, and not too old.
aws::Result<Pod> read_token(const Call& call, const Found& cluster) {
  auto jwt = crypto::parse_jwt(call.input.text("token"));
  if (!jwt) return bad_token("The token is not valid.");
  auto keys = issuer_keys(call.state, cluster.named, call.facilities);
  if (!keys) return tl::unexpected(aws::Error(keys.error()));
  auto published = crypto::parse_jwks(json::dump(identity::jwks_document(*keys)));
  if (!published) return tl::unexpected(aws::Error(published.error()));
  const json::Value& claims = jwt->claims;
  std::string issuer = issuer_url(call.region, std::string(cluster.record.string_or("Id", "")));
  if (claims.string_or("iss", "") != issuer ||
      check_signature(*jwt, *published) != crypto::SignatureCheck::valid)
    return bad_token("The token was not issued by the cluster.");
  std::vector<std::string> audiences = claims.strings_at("aud");
  if (std::find(audiences.begin(), audiences.end(), kPods) == audiences.end())
    return bad_token(fmt::format("The token is not for the audience {}.", kPods));
  if (base::to_seconds(machine_clock(call.facilities).now()) >= claims.int_or("exp", 0))
    return aws::error("ExpiredTokenException", 400, "The token is expired.");
  const json::Value* bound = claims.find("kubernetes.io");
  Pod pod{std::string(bound ? bound->string_or("namespace", "") : ""),
          text_in(bound, "serviceaccount", "name"), text_in(bound, "pod", "name"),
          text_in(bound, "pod", "uid")};
  return pod;
}

// Those of the pod where the token is bound to one.
std::map<std::string, std::string> session_tags(const Call& call, const std::string& cluster,
                                                const Pod& pod) {
  std::map<std::string, std::string> tags = {{"eks-cluster-arn", cluster_arn(call.state, cluster)},
                                             {"eks-cluster-name", cluster},
                                             {"kubernetes-namespace", pod.name_space},
                                             {"kubernetes-service-account", pod.service_account},
                                             {"kubernetes-pod-name", pod.name},
                                             {"kubernetes-pod-uid", pod.uid}};
  std::erase_if(tags, [](const auto& tag) { return tag.second.empty(); });
  return tags;
}

// The association's role trusts EKS to assume it, and to tag the session.
aws::Result<void> check_trust(const Call& call, const std::string& role,
                              const std::map<std::string, std::string>& tags) {
  Assuming assuming{kPods, cluster_arn(call.state, call.input.text(kClusterName))};
  assuming.tags = tags;
  bool may = TRY(trusts(call, role, assuming));
  assuming.action = "sts:TagSession";
  if (may && !tags.empty()) may = TRY(trusts(call, role, assuming));
  if (may) return {};
  return aws::error("AccessDeniedException", 400,
                    "Unauthorized Exception! EKS does not have permissions to assume {}", role);
}

// Tags of a session stay with whatever it becomes.
aws::Result<Session> assume(const Call& call, const json::Value& association, const Pod& pod) {
  std::string arn(association.string_or("roleArn", ""));
  std::map<std::string, std::string> tags;
  if (!association.bool_or("disableSessionTags", false))
    tags = session_tags(call, call.input.text(kClusterName), pod);
  TRY(check_trust(call, arn, tags));
  std::string of_pod = pod.name.empty() ? "" : "-" + pod.name;
  std::string name =
      fmt::format("eks-{}{}-{}", call.input.text(kClusterName), of_pod, call.facilities.random.uuid());
  Session session = sts::role_session(*sts::find_role(call.state, arn), name.substr(0, kMostSessionName));
  for (const auto& [key, value] : tags) session.transitive_tag_keys.push_back(key);
  session.tags = std::move(tags);
  // Of two roles the policy narrows the second.
  if (association.string_or("targetRoleArn", "").empty())
    session.session_policy = association.string_or("policy", "");
  sts::mint(session, kLife, call.now, call.facilities.random);
  return session;
}

// With the first role's permissions, under the association's external id: {Credentials, AssumedRoleUser}.
Output assume_target(Call& call, const json::Value& association, const Session& first) {
  Caller caller = caller_of(first);
  Object input{{"RoleArn", association.string_or("targetRoleArn", "")},
               {"RoleSessionName", first.arn.substr(first.arn.rfind('/') + 1)},
               {"ExternalId", association.string_or("externalId", "")}};
  input.set_if("Policy", association.find("policy"));
  Origin origin{caller, call.called_via, call.state, call.region, call.now, call.facilities, call.bodies};
  Output made = invoke(origin, {kPods, Access::forwarded, "sts", "AssumeRole", std::move(input)});
  if (made) return made;
  return aws::error("AccessDeniedException", 400, "{}", made.error().message);
}

Output exchange(Call& call) {
  Pod pod = TRY(read_token(call, call.the()));
  auto record = find_pod_identity(call.state, call.the().named, pod.name_space, pod.service_account);
  if (!record)
    return aws::error("ResourceNotFoundException", 404,
                      "No EKS Pod Identity association found for service account {} in namespace {}",
                      pod.service_account, pod.name_space);
  const json::Value& association = shown(kPodIdentities, std::as_const(*record));
  Session session = TRY(assume(call, association, pod));
  json::Value made = Object{{"Credentials", sts::credentials(session, call.facilities)},
                            {"AssumedRoleUser", sts::assumed_role_user(session)}};
  if (association.find("targetRoleArn")) made = TRY(assume_target(call, association, session));
  const json::Value& keys = *made.find("Credentials");
  const json::Value& user = *made.find("AssumedRoleUser");
  return Object{
      {"subject", Object{{"namespace", pod.name_space}, {"serviceAccount", pod.service_account}}},
      {"audience", kPods},
      {"podIdentityAssociation", Object{{"associationArn", *association.find("associationArn")},
                                        {"associationId", *association.find("associationId")}}},
      {"assumedRoleUser", Object{{"arn", *user.find("Arn")}, {"assumeRoleId", *user.find("AssumedRoleId")}}},
      {"credentials", Object{{"sessionToken", *keys.find("SessionToken")},
                             {"secretAccessKey", *keys.find("SecretAccessKey")},
                             {"accessKeyId", *keys.find("AccessKeyId")},
                             {"expiration", *keys.find("Expiration")}}}};
}

constexpr Operation kOperations[] = {{"AssumeRoleForPodIdentity", {on(kClusters, kClusterName)}, exchange}};

}  // namespace

Service pod_identity_service() {
  return {"eks-auth", "eks-auth", {kOperations}, {.denied = "AccessDeniedException"}};
}

}  // namespace account::eks
