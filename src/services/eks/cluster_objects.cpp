#include "services/eks/cluster_objects.h"

#include <algorithm>

#include "account/call/account_clock.h"
#include "aws/route/route.h"
#include "base/text.h"
#include "services/eks/cluster.h"
#include "services/eks/issuer.h"

namespace account::eks {

tl::unexpected<Failure> failure(int code, std::string reason, std::string message) {
  return tl::unexpected(Failure{code, std::move(reason), std::move(message)});
}

namespace {

tl::unexpected<Failure> not_found(std::string_view kind, std::string_view name) {
  return failure(404, "NotFound", fmt::format("{} \"{}\" not found", kind, name));
}

std::string metadata_text(const json::Value& object, std::string_view member) {
  const json::Value* metadata = object.find("metadata");
  return std::string(metadata ? metadata->string_or(member, "") : "");
}

// RFC 1123 label (namespaces) or subdomain (service accounts).
bool is_kubernetes_name(std::string_view name, bool dots, size_t longest) {
  auto edge = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (name.empty() || name.size() > longest || !edge(name.front()) || !edge(name.back())) return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return edge(c) || c == '-' || (dots && c == '.'); });
}

json::Value complete(const Visit& visit, json::Value object, std::string_view kind, const std::string& name) {
  json::Object& fields = object.as_object();
  fields.set("kind", kind);
  fields.set("apiVersion", "v1");
  json::Value& metadata = fields["metadata"];
  if (!metadata.is_object()) metadata = json::Object();
  metadata.as_object().set("name", name);
  metadata.as_object().set("uid", visit.facilities.random.uuid());
  metadata.as_object().set("creationTimestamp", base::iso8601(visit.facilities.clock.now()));
  return object;
}

bool selected(const json::Value& object, std::string_view selector) {
  const json::Value* metadata = object.find("metadata");
  const json::Value* labels = metadata ? metadata->find("labels") : nullptr;
  for (std::string_view term : base::split(selector, ',')) {
    size_t equals = term.find('=');
    std::string_view key = term.substr(0, equals);
    const json::Value* label = labels ? labels->find(key) : nullptr;
    if (!label || !label->is_string()) return false;
    if (equals != std::string_view::npos && label->as_string() != term.substr(equals + 1)) return false;
  }
  return true;
}

json::Value list_of(const Visit& visit, std::string_view kind, std::string_view store_kind,
                    const std::string& prefix) {
  std::string selector;
  if (auto parameters = aws::parse_parameters(visit.request.query)) {
    for (const auto& [name, value] : *parameters) {
      if (name == "labelSelector") selector = value;
    }
  }
  json::Array items;
  for (Entry& entry : visit.state.list(store_kind, {.prefix = prefix})) {
    if (selector.empty() || selected(entry.value, selector)) items.push_back(std::move(entry.value));
  }
  return json::Object{{"kind", fmt::format("{}List", kind)},
                      {"apiVersion", "v1"},
                      {"metadata", json::Object()},
                      {"items", std::move(items)}};
}

KubeResult<json::Value> create(Visit& visit, std::string_view kind, std::string_view store_kind,
                               const std::string& prefix, bool dots, size_t longest) {
  std::string name = metadata_text(visit.body, "name");
  if (!is_kubernetes_name(name, dots, longest)) {
    return failure(422, "Invalid", fmt::format("{} \"{}\" is invalid: metadata.name", kind, name));
  }
  if (visit.state.contains(store_kind, prefix + name)) {
    return failure(409, "AlreadyExists", fmt::format("{} \"{}\" already exists", kind, name));
  }
  json::Value object = complete(visit, visit.body, kind, name);
  visit.state.put(store_kind, prefix + name, object);
  return object;
}

// A replaced object keeps its identity.
json::Value replace(Visit& visit, std::string_view kind, std::string_view store_kind, const std::string& key,
                    const json::Value& former) {
  json::Value replaced = complete(visit, visit.body, kind, metadata_text(former, "name"));
  json::Object& metadata = replaced.as_object()["metadata"].as_object();
  for (const char* member : {"namespace", "uid", "creationTimestamp"})
    if (std::string value = metadata_text(former, member); !value.empty()) metadata.set(member, value);
  visit.state.put(store_kind, key, replaced);
  return replaced;
}

KubeResult<json::Value> namespaces(Visit& visit) {
  const std::string& method = visit.request.method;
  std::string prefix = visit.cluster + "/";
  if (visit.path.size() == 1) {
    if (method == "GET") return list_of(visit, "Namespace", kNamespace, prefix);
    if (method == "POST") return create(visit, "Namespace", kNamespace, prefix, false, 63);
    return failure(405, "MethodNotAllowed", "the method is not allowed here");
  }
  const std::string& name = visit.path[1];
  auto object = visit.state.get(kNamespace, prefix + name);
  if (!object) return not_found("namespaces", name);
  if (method == "DELETE") {
    for (const Entry& entry : visit.state.list(kServiceAccount, {.prefix = prefix + name + "/"})) {
      visit.state.erase(kServiceAccount, entry.id);
    }
    visit.state.erase(kNamespace, prefix + name);
  } else if (method == "PUT") {
    return replace(visit, "Namespace", kNamespace, prefix + name, *object);
  } else if (method != "GET") {
    return failure(405, "MethodNotAllowed", "the method is not allowed here");
  }
  return std::move(*object);
}

// TokenRequest (authentication.k8s.io/v1).
KubeResult<json::Value> issue_token(Visit& visit, const std::string& name_space, const json::Value& account) {
  constexpr int64_t kDefaultLife_s = 3600;
  const json::Value* spec = visit.body.find("spec");
  identity::TokenRequest wanted;
  wanted.namespace_name = name_space;
  wanted.service_account = metadata_text(account, "name");
  wanted.service_account_uid = metadata_text(account, "uid");
  wanted.life =
      std::chrono::seconds(spec ? spec->int_or("expirationSeconds", kDefaultLife_s) : kDefaultLife_s);
  if (const json::Value* audiences = spec ? spec->find("audiences") : nullptr;
      audiences && audiences->is_array()) {
    for (const json::Value& audience : audiences->as_array()) {
      if (audience.is_string()) wanted.audiences.push_back(audience.as_string());
    }
  }
  if (wanted.audiences.empty())
    return failure(422, "Invalid", "spec.audiences: at least one audience is required");
  auto record = visit.state.get(kCluster, visit.cluster);
  const json::Value* oidc = record->find("Cluster")->find("identity")->find("oidc");
  wanted.issuer = oidc->string_or("issuer", "");

  base::Time now = machine_clock(visit.facilities).now();
  auto keys = issuer_keys(visit.state, visit.cluster, visit.facilities);
  if (!keys) return failure(500, "InternalError", keys.error().message);
  auto token = identity::issue_token(*keys, wanted, now, visit.facilities.random);
  if (!token) return failure(500, "InternalError", token.error().message);
  auto life = std::clamp<std::chrono::seconds>(wanted.life, identity::kMinTokenLife, identity::kMaxTokenLife);
  json::Object status{{"token", std::move(*token)}, {"expirationTimestamp", base::iso8601(now + life)}};
  return json::Object{{"kind", "TokenRequest"},
                      {"apiVersion", "authentication.k8s.io/v1"},
                      {"metadata", json::Object{{"name", wanted.service_account}, {"namespace", name_space}}},
                      {"spec", spec ? *spec : json::Value(json::Object())},
                      {"status", std::move(status)}};
}

KubeResult<json::Value> service_accounts(Visit& visit) {
  const std::string& method = visit.request.method;
  const std::string& name_space = visit.path[1];
  std::string prefix = visit.cluster + "/" + name_space + "/";
  if (!visit.state.contains(kNamespace, visit.cluster + "/" + name_space))
    return not_found("namespaces", name_space);
  if (visit.path.size() == 3) {
    if (method == "GET") return list_of(visit, "ServiceAccount", kServiceAccount, prefix);
    if (method != "POST") return failure(405, "MethodNotAllowed", "the method is not allowed here");
    auto made = create(visit, "ServiceAccount", kServiceAccount, prefix, true, 253);
    if (!made) return made;
    made->as_object()["metadata"].as_object().set("namespace", name_space);
    visit.state.put(kServiceAccount, prefix + metadata_text(*made, "name"), *made);
    return made;
  }
  const std::string& name = visit.path[3];
  auto object = visit.state.get(kServiceAccount, prefix + name);
  if (!object) return not_found("serviceaccounts", name);
  if (visit.path.size() == 5) {
    bool token = visit.path[4] == "token" && method == "POST";
    return token ? issue_token(visit, name_space, *object) : not_found("resource", visit.path[4]);
  }
  if (method == "GET") return std::move(*object);
  if (method == "DELETE") {
    visit.state.erase(kServiceAccount, prefix + name);
    return std::move(*object);
  }
  if (method != "PUT") return failure(405, "MethodNotAllowed", "the method is not allowed here");
  return replace(visit, "ServiceAccount", kServiceAccount, prefix + name, *object);
}

}  // namespace

KubeResult<json::Value> answer_visit(Visit& visit) {
  bool names_namespaces = !visit.path.empty() && visit.path[0] == "namespaces";
  if (names_namespaces && visit.path.size() <= 2) return namespaces(visit);
  if (names_namespaces && visit.path.size() <= 5 && visit.path[2] == "serviceaccounts")
    return service_accounts(visit);
  return failure(404, "NotFound", "the server could not find the requested resource");
}

}  // namespace account::eks
