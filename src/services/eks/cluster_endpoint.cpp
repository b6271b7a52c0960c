#include "services/eks/cluster_endpoint.h"

#include "account/server/json_response.h"
#include "base/encoding.h"
#include "base/text.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_objects.h"
#include "services/eks/cluster_state.h"
#include "services/eks/cluster_token.h"
#include "services/eks/identity_mapping.h"
#include "services/eks/issuer.h"
#include "services/eks/refusals.h"
#include "services/eks/webhooks.h"

namespace account::eks {
namespace {

constexpr size_t kMaxBody = 1 << 20;

json::Value status_of(const Failure& failure) {
  return json::Object{{"kind", "Status"},    {"apiVersion", "v1"},         {"metadata", json::Object()},
                      {"status", "Failure"}, {"message", failure.message}, {"reason", failure.reason},
                      {"code", failure.code}};
}

KubeResult<json::Value> visit_cluster(const net::Request& request, const json::Value& body,
                                      const std::string& id, std::vector<std::string> path, Gateway& gateway,
                                      Facilities& facilities) {
  auto look_up = facilities.store.begin();
  if (!look_up) return failure(500, "InternalError", "the store does not answer");
  std::optional<Place> place = find_place(State(**look_up, "", ""), id);
  look_up->reset();
  constexpr std::string_view kBearer = "Bearer ";
  std::string_view authorization = request.headers.get("authorization");
  if (!place || !authorization.starts_with(kBearer)) return failure(401, "Unauthorized", "Unauthorized");
  auto caller =
      verify_cluster_token(authorization.substr(kBearer.size()), place->cluster, facilities, gateway);
  if (!caller) return failure(401, "Unauthorized", "Unauthorized: " + caller.error().message);

  auto transaction = facilities.store.begin();
  if (!transaction) return failure(500, "InternalError", "the store does not answer");
  State state(**transaction, place->account, place->region);
  auto cluster = find(state, kClusters, place->cluster);
  if (cluster && cluster->find("ControlPlane"))
    return failure(404, "NotFound",
                   "the API server of this cluster is elsewhere: where DescribeCluster says");
  if (!cluster) return failure(401, "Unauthorized", "Unauthorized");
  if (cluster_status(*cluster, facilities.clock.now()) == "CREATING")
    return failure(503, "ServiceUnavailable", "the cluster is being created");
  auto mapped = map_identity(state, *cluster, *caller);
  if (!mapped) {
    facilities.memory.part<Refusals>().add(
        id, {caller->principal.arn, mapped.error().message, mapped.error().hint}, facilities.clock.now());
    return failure(403, "Forbidden", mapped.error().message);
  }
  facilities.memory.part<Refusals>().forget(id, caller->principal.arn);
  if (!mapped->administers) {
    return failure(
        403, "Forbidden",
        fmt::format("User \"{}\" does not administer the cluster, and this API in small knows no RBAC",
                    mapped->names.username));
  }
  Visit visit{request, body, place->cluster, state, facilities, std::move(path)};
  auto result = answer_visit(visit);
  if (result && !(*transaction)->commit()) return failure(500, "InternalError", "the store does not answer");
  return result;
}

}  // namespace

bool is_for_cluster(const net::Request& request) {
  return request.path.starts_with(kClusterPath);
}

net::Response answer_cluster(net::Request& request, Gateway& gateway, Facilities& facilities) {
  auto respond = [](const Failure& f) { return json_response(f.code, status_of(f)); };
  std::string_view rest = std::string_view(request.path).substr(kClusterPath.size());
  std::string id(rest.substr(0, rest.find('/')));
  constexpr std::string_view kApi = "/api/v1/";
  rest.remove_prefix(id.size());
  if (rest.starts_with(kWebhookPath))
    return answer_webhook(request, id, rest.substr(kWebhookPath.size()), gateway, facilities);
  if (!rest.starts_with(kApi))
    return respond({404, "NotFound", "the server could not find the requested resource"});
  std::vector<std::string> path;
  for (std::string_view part : base::split(rest.substr(kApi.size()), '/')) path.emplace_back(part);

  auto text = net::read_all(*request.body, kMaxBody);
  if (!text) return respond({413, "RequestEntityTooLarge", text.error().message});
  auto body = text->empty() ? base::Result<json::Value>(json::Value(json::Object())) : json::parse(*text);
  if (!body || !body->is_object()) return respond({400, "BadRequest", "the body is not a JSON object"});
  auto result = visit_cluster(request, *body, id, std::move(path), gateway, facilities);
  if (!result) return respond(result.error());
  return json_response(request.method == "POST" ? 201 : 200, *result);
}

}  // namespace account::eks
