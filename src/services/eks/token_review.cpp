// The authentication webhook: who a token stands for.
#include "base/log.h"
#include "services/eks/cluster_token.h"
#include "services/eks/identity_mapping.h"
#include "services/eks/refusals.h"
#include "services/eks/webhooks.h"

namespace account::eks {
namespace {

json::Value answer(json::Object status) {
  return json::Object{
      {"apiVersion", "authentication.k8s.io/v1"}, {"kind", "TokenReview"}, {"status", std::move(status)}};
}

json::Value refuse(const Review& review, Refusal refusal) {
  std::string why = refusal.why;
  review.facilities.memory.part<Refusals>().add(review.cluster_id, std::move(refusal),
                                                review.facilities.clock.now());
  base::log(base::LogLevel::info, "cluster {}: {}", review.place.cluster, why);
  return answer({{"authenticated", false}, {"error", why}});
}

}  // namespace

base::Result<json::Value> review_token(const Review& review) {
  const json::Value* spec = review.body.find("spec");
  std::string_view token = spec ? spec->string_or("token", "") : "";
  // Not ours to judge: another authenticator may know it.
  if (!is_cluster_token(token)) return answer({{"authenticated", false}});
  auto caller = verify_cluster_token(token, review.place.cluster, review.facilities, review.gateway);
  if (!caller) return refuse(review, {"", caller.error().message, "log in again, with `aws eks get-token`"});

  auto transaction = TRY(review.facilities.store.begin());
  State state(*transaction, review.place.account, review.place.region);
  auto mapped = map_identity(state, review.cluster, *caller);
  if (!mapped) return refuse(review, {caller->principal.arn, mapped.error().message, mapped.error().hint});
  Refusals& refusals = review.facilities.memory.part<Refusals>();
  if (mapped->administers) {
    refusals.forget_all(review.cluster_id, caller->principal.arn);
  } else {
    refusals.forget(review.cluster_id, caller->principal.arn);
  }
  json::Object user{{"username", mapped->names.username},
                    {"uid", mapped->uid},
                    {"groups", json::Array(mapped->names.groups.begin(), mapped->names.groups.end())},
                    {"extra", std::move(mapped->extra)}};
  return answer({{"authenticated", true}, {"user", std::move(user)}});
}

}  // namespace account::eks
