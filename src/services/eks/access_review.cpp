// The authorization webhook: what access policies allow. It only ever adds to what RBAC allows.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "services/eks/access_entry.h"
#include "services/eks/cluster.h"
#include "services/eks/identity_mapping.h"
#include "services/eks/refusals.h"
#include "services/eks/webhooks.h"

namespace account::eks {
namespace {

// Nullopt: it asks for neither.
std::optional<AccessAttempt> attempt_of(const json::Value& spec) {
  AccessAttempt attempt;
  if (const json::Value* resource = spec.find("resourceAttributes")) {
    std::string_view sub = resource->string_or("subresource", "");
    attempt.name_space = resource->string_or("namespace", "");
    attempt.verb = resource->string_or("verb", "");
    attempt.group = resource->string_or("group", "");
    attempt.name = resource->string_or("resource", "");
    if (!sub.empty()) attempt.name += fmt::format("/{}", sub);
    return attempt;
  }
  const json::Value* path = spec.find("nonResourceAttributes");
  if (!path) return std::nullopt;
  attempt.resource = false;
  attempt.verb = path->string_or("verb", "");
  attempt.path = path->string_or("path", "");
  return attempt;
}

// The uid is what the authentication webhook gave. Who is impersonated has none, and so no access policies
// (Amazon EKS User Guide, "Associate access policies with access entries").
std::string unique_id_of(const json::Value& spec) {
  std::string_view uid = spec.string_or("uid", "");
  if (!uid.starts_with(kUidPrefix)) return {};
  return std::string(uid.substr(uid.rfind(':') + 1));
}

std::string first_extra(const json::Value& spec, std::string_view key) {
  const json::Value* extra = spec.find("extra");
  const json::Value* values = extra ? extra->find(key) : nullptr;
  bool text =
      values && values->is_array() && !values->as_array().empty() && values->as_array()[0].is_string();
  return text ? values->as_array()[0].as_string() : std::string();
}

// Its ARN, as the authentication webhook told it.
std::string principal_of(const json::Value& spec) {
  std::string arn = first_extra(spec, "arn");
  return arn.empty() ? std::string(spec.string_or("user", "")) : arn;
}

// `get pods in prod`
std::string in_words(const AccessAttempt& attempt) {
  if (!attempt.resource) return fmt::format("{} {}", attempt.verb, attempt.path);
  std::string what =
      fmt::format("{} {}{}{}", attempt.verb, attempt.name, attempt.group.empty() ? "" : ".", attempt.group);
  return attempt.name_space.empty() ? what : fmt::format("{} in {}", what, attempt.name_space);
}

// The least access policy that allows it; one of the cluster where it is of no namespace.
std::string mend(const std::string& cluster, const json::Value& entry, const AccessAttempt& attempt) {
  constexpr std::array kFromLeast = {"AmazonEKSViewPolicy",      "AmazonEKSSecretReaderPolicy",
                                     "AmazonEKSEditPolicy",      "AmazonEKSAdminPolicy",
                                     "AmazonEKSAdminViewPolicy", "AmazonEKSClusterAdminPolicy"};
  auto least = std::find_if(kFromLeast.begin(), kFromLeast.end(), [&](const char* name) {
    return access_policy_allows(access_policy_arn(name), attempt);
  });
  if (least == kFromLeast.end()) return {};
  bool whole = attempt.name_space.empty();
  return fmt::format(
      "aws eks associate-access-policy --cluster-name {} --principal-arn {} --policy-arn {} --access-scope "
      "type={}",
      cluster, entry.find("Entry")->string_or("principalArn", ""), access_policy_arn(*least),
      whole ? std::string("cluster") : "namespace,namespaces=" + attempt.name_space);
}

// The API server asks here last: what no access policy allows, nobody does.
void note_refusal(const Review& review, const json::Value& spec, const AccessAttempt& attempt,
                  const std::optional<json::Value>& entry) {
  std::string user(spec.string_or("user", ""));
  std::string hint =
      entry ? mend(review.place.cluster, *entry, attempt)
            : fmt::format(
                  "bind a role in Kubernetes to the user `{}` or one of its groups: `kubectl create {}`",
                  user, attempt.name_space.empty() ? "clusterrolebinding" : "rolebinding");
  std::string why = fmt::format("neither RBAC nor an access policy lets `{}` do this", user);
  review.facilities.memory.part<Refusals>().add(
      review.cluster_id, {principal_of(spec), why, hint, in_words(attempt)}, review.facilities.clock.now());
}

}  // namespace

base::Result<json::Value> review_access(const Review& review) {
  const json::Value* spec = review.body.find("spec");
  auto attempt = spec ? attempt_of(*spec) : std::nullopt;
  if (!attempt) return base::fail(base::ErrorKind::invalid, "the review asks for nothing");
  std::string policy;
  std::string id = unique_id_of(*spec);
  if (!id.empty()) {
    auto transaction = TRY(review.facilities.store.begin());
    State state(*transaction, review.place.account, review.place.region);
    bool entries = authentication_mode(review.cluster) != "CONFIG_MAP";
    auto entry = entries ? entry_of_id(state, review.place.cluster, id) : std::nullopt;
    if (entry) policy = allowing_policy(*entry, *attempt);
    if (policy.empty()) {
      note_refusal(review, *spec, *attempt, entry);
    } else {
      review.facilities.memory.part<Refusals>().forget(review.cluster_id, principal_of(*spec),
                                                       in_words(*attempt));
    }
  }
  json::Object status{{"allowed", !policy.empty()}};
  if (!policy.empty()) status.set("reason", fmt::format("EKS access policy {} allows it", policy));
  return json::Object{{"apiVersion", "authorization.k8s.io/v1"},
                      {"kind", "SubjectAccessReview"},
                      {"status", std::move(status)}};
}

}  // namespace account::eks
