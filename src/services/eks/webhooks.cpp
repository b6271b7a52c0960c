#include "services/eks/webhooks.h"

#include <array>

#include "account/server/json_response.h"
#include "base/encoding.h"
#include "base/secret.h"
#include "crypto/digest.h"
#include "services/eks/cluster.h"

namespace account::eks {
namespace {

struct Webhook {
  std::string_view name;
  std::string_view kind;
  std::string_view api_version;
  size_t max_body;
  base::Result<json::Value> (*answer)(const Review& review);
};
constexpr std::array<Webhook, 3> kWebhooks = {{
    {"authenticate", "TokenReview", "authentication.k8s.io/v1", 64 << 10, review_token},
    {"authorize", "SubjectAccessReview", "authorization.k8s.io/v1", 256 << 10, review_access},
    {"pods", "AdmissionReview", "admission.k8s.io/v1", 4 << 20, review_pod},
}};

net::Response refuse(int status, std::string_view message) {
  return json_response(status, json::Object{{"message", message}});
}

struct Asker {
  Place place;
  json::Value cluster;  // its record
};

// The cluster of that id, if the secret is the one that its control plane told.
std::optional<Asker> find_asker(const std::string& cluster_id, std::string_view authorization,
                                Facilities& facilities) {
  constexpr std::string_view kBearer = "Bearer ";
  if (!authorization.starts_with(kBearer)) return std::nullopt;
  std::string digest = base::hex(crypto::sha256(authorization.substr(kBearer.size())));
  auto transaction = facilities.store.begin();
  if (!transaction) return std::nullopt;
  auto place = find_place(State(**transaction, "", ""), cluster_id);
  if (!place) return std::nullopt;
  auto cluster = find(State(**transaction, place->account, place->region), kClusters, place->cluster);
  const json::Value* plane = cluster ? cluster->find("ControlPlane") : nullptr;
  std::string_view known = plane ? plane->string_or("WebhookDigest", "") : "";
  if (known.empty() || !base::Secret::equal_in_constant_time(known, digest)) return std::nullopt;
  return Asker{std::move(*place), std::move(*cluster)};
}

}  // namespace

net::Response answer_webhook(net::Request& request, const std::string& cluster_id, std::string_view name,
                             Gateway& gateway, Facilities& facilities) {
  auto asker = find_asker(cluster_id, request.headers.get("authorization"), facilities);
  if (!asker) return refuse(401, "this is not the API server of a cluster of this account");
  for (const Webhook& webhook : kWebhooks) {
    if (webhook.name != name || request.method != "POST") continue;
    auto text = net::read_all(*request.body, webhook.max_body);
    if (!text) return refuse(413, text.error().message);
    auto body = json::parse(*text);
    if (!body) return refuse(400, body.error().message);
    if (body->string_or("kind", "") != webhook.kind ||
        body->string_or("apiVersion", "") != webhook.api_version)
      return refuse(400, fmt::format("the body is no {} of {}", webhook.kind, webhook.api_version));
    auto answer =
        webhook.answer({cluster_id, asker->place, std::move(asker->cluster), *body, gateway, facilities});
    return answer ? json_response(200, *answer) : refuse(400, answer.error().message);
  }
  return refuse(404, "there is no such webhook");
}

}  // namespace account::eks
