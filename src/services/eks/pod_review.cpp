// The admission webhook for pods: those of a service account with a role get what speaks for it. Fails
// closed: a pod whose service account cannot be read is refused, since it would run without its identity.
#include "account/call/caller.h"
#include "base/encoding.h"
#include "services/eks/pod_injection.h"
#include "services/eks/service_account_reader.h"
#include "services/eks/webhooks.h"

namespace account::eks {
namespace {

constexpr auto kDeadline = std::chrono::seconds(2);  // the API server waits five

json::Value answer(const json::Value& request, json::Object response) {
  response.set("uid", request.string_or("uid", ""));
  return json::Object{
      {"apiVersion", "admission.k8s.io/v1"}, {"kind", "AdmissionReview"}, {"response", std::move(response)}};
}

// A pod that the API server only mirrors from a node cannot have tokens of service accounts.
bool is_mirror(const json::Value& pod) {
  const json::Value* metadata = pod.find("metadata");
  const json::Value* annotations = metadata ? metadata->find("annotations") : nullptr;
  return annotations && annotations->find("kubernetes.io/config.mirror");
}

bool is_new_pod(const json::Value& request) {
  const json::Value* resource = request.find("resource");
  bool pods =
      resource && resource->string_or("resource", "") == "pods" && resource->string_or("group", "").empty();
  return pods && request.string_or("operation", "") == "CREATE" &&
         request.string_or("subResource", "").empty();
}

base::Result<ApiServer> api_server(const Review& review) {
  const json::Value& plane = *review.cluster.find("ControlPlane");
  auto token = unseal_secret(plane.string_or("ApiToken", ""), review.facilities.seal_key);
  if (!token) return base::fail(base::ErrorKind::unavailable, "the cluster is not ready yet");
  return ApiServer{review.cluster_id, std::string(plane.string_or("Endpoint", "")),
                   std::string(plane.string_or("CertificateAuthority", "")), std::move(*token)};
}

// A service account that seems to have no role may have been given it just before the pod was made, so only
// the exact answer counts for that.
base::Result<json::Array> patch_of(const Review& review, const json::Value& request, const json::Value& pod) {
  const json::Value* spec = pod.find("spec");
  std::string account(spec ? spec->string_or("serviceAccountName", "default") : "default");
  std::string name_space(request.string_or("namespace", ""));
  InjectionSettings settings{review.place.region,
                             std::string(review.cluster.find("ControlPlane")->string_or("PodEndpoint", ""))};
  ApiServer server = TRY(api_server(review));
  ServiceAccountReader& reader = review.facilities.memory.part<ServiceAccountReader>();
  base::Deadline deadline = base::Deadline::in(kDeadline);
  auto recent = reader.read(server, name_space, account, Freshness::recent, deadline);
  json::Array patch = recent ? inject_identity(pod, *recent, settings) : json::Array{};
  if (!patch.empty()) return patch;
  json::Value exact = TRY(reader.read(server, name_space, account, Freshness::exact, deadline));
  return inject_identity(pod, exact, settings);
}

}  // namespace

base::Result<json::Value> review_pod(const Review& review) {
  const json::Value* request = review.body.find("request");
  const json::Value* pod = request ? request->find("object") : nullptr;
  if (!pod) return base::fail(base::ErrorKind::invalid, "the review has no object");
  if (!is_new_pod(*request) || is_mirror(*pod)) return answer(*request, {{"allowed", true}});
  auto patch = patch_of(review, *request, *pod);
  if (!patch) {
    json::Object status{
        {"code", 503},
        {"message", fmt::format("cannot tell whether the pod has a role: {}", patch.error().message)}};
    return answer(*request, {{"allowed", false}, {"status", std::move(status)}});
  }
  if (patch->empty()) return answer(*request, {{"allowed", true}});
  return answer(*request, {{"allowed", true},
                           {"patchType", "JSONPatch"},
                           {"patch", base::base64(json::dump(std::move(*patch)))}});
}

}  // namespace account::eks
