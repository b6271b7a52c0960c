#include "services/eks/issuer_endpoint.h"

#include "services/eks/issuer.h"

namespace account::eks {
namespace {

net::Response text_response(int status, std::string_view type, std::string body) {
  net::Response response;
  response.status = status;
  response.headers.set("Content-Type", std::string(type));
  response.body = std::move(body);
  return response;
}

base::Result<json::Value> document(std::string_view path, Facilities& facilities) {
  constexpr std::string_view kBefore = "/id/";
  std::string_view rest = path.starts_with(kBefore) ? path.substr(kBefore.size()) : std::string_view();
  std::string id(rest.substr(0, rest.find('/')));
  rest.remove_prefix(id.size());
  auto transaction = TRY(facilities.store.begin());
  State server(*transaction, "", "");
  auto place = find_place(server, id);
  if (!place) return base::fail(base::ErrorKind::not_found, "no such issuer");
  if (rest == "/.well-known/openid-configuration")
    return identity::discovery_document(issuer_url(place->region, id));
  if (rest != "/keys") return base::fail(base::ErrorKind::not_found, "no such document");
  auto keys = TRY(issuer_keys(server.of(place->account, place->region), place->cluster, facilities));
  TRY(transaction->commit());
  return identity::jwks_document(keys);
}

}  // namespace

bool is_for_issuer(const net::Request& request) {
  return request.headers.get("host").starts_with("oidc.eks.");
}

net::Response answer_issuer(net::Request& request, Gateway&, Facilities& facilities) {
  // Only over TLS: whoever reads keys in the clear could be given others.
  if (!request.tls) return text_response(403, "text/plain", "https only\n");
  if (request.method != "GET" && request.method != "HEAD")
    return text_response(405, "text/plain", "GET only\n");
  auto body = document(request.path, facilities);
  if (!body) return text_response(404, "text/plain", "not found\n");
  return text_response(200, "application/json", json::dump(*body));
}

}  // namespace account::eks
