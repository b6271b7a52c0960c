#include "blueprint/kubernetes/cluster_api.h"

#include <fmt/core.h>

#include "base/encoding.h"
#include "blueprint/kubernetes/foreign_objects.h"
#include "blueprint/trust/policy.h"
#include "kube/object.h"

namespace blueprint {
namespace {

using base::ErrorKind;
using json::Value;

constexpr auto kTokenLife = std::chrono::seconds(60);
constexpr auto kOneCall = std::chrono::seconds(30);

Value to_json(const std::map<std::string, std::string>& texts) {
  json::Object object;
  for (const auto& [name, text] : texts) object.append({name, text});
  return object;
}

std::map<std::string, std::string> texts_of(const Value& object, std::string_view member) {
  std::map<std::string, std::string> result;
  const Value* texts = kube::at(object, {"metadata", member});
  if (!texts || !texts->is_object()) return result;
  for (const json::Member& each : texts->as_object()) {
    if (each.value.is_string()) result[each.name] = each.value.as_string();
  }
  return result;
}

kube::Target namespace_target(const std::string& name) {
  return {.api_version = "v1", .kind = "Namespace", .name = name};
}

kube::Target account_target(const std::string& namespace_name, const std::string& name) {
  return {.api_version = "v1", .kind = "ServiceAccount", .namespace_name = namespace_name, .name = name};
}

// What keeps a namespace from going, as its conditions say.
std::string obstacles(const Value& found) {
  std::string result;
  for (const Value& condition : kube::array_at(found, {"status", "conditions"})) {
    if (condition.string_or("status", "") != "True") continue;
    result += (result.empty() ? "" : "; ") + std::string(condition.string_or("message", ""));
  }
  return result;
}

Namespace namespace_of(const Value& object) {
  bool is_ending = kube::at(object, {"metadata", "deletionTimestamp"}) != nullptr;
  return {kube::name_of(object), texts_of(object, "labels"), is_ending, is_ending ? obstacles(object) : ""};
}

class KubeClusterApi final : public ClusterApi {
 public:
  KubeClusterApi(std::shared_ptr<kube::Client> client, base::Deadline deadline)
      : client_(std::move(client)), deadline_(std::move(deadline)) {}

  base::Result<std::optional<Namespace>> find_namespace(const std::string& name) override {
    auto object = TRY(client_->find(namespace_target(name), soon()));
    if (!object) return std::optional<Namespace>();
    return std::optional(namespace_of(*object));
  }

  base::Result<std::vector<Namespace>> list_namespaces(
      const std::map<std::string, std::string>& selector) override {
    kube::Selection selection;
    for (const auto& [name, value] : selector)
      selection.labels += (selection.labels.empty() ? "" : ",") + name + "=" + value;
    kube::List list = TRY(client_->list(namespace_target(""), selection, soon()));
    std::vector<Namespace> result;
    for (const Value& item : list.items) result.push_back(namespace_of(item));
    return result;
  }

  base::Status create_namespace(const Namespace& wanted) override {
    json::Object metadata{{"name", wanted.name}, {"labels", to_json(wanted.labels)}};
    json::Object object{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", metadata}};
    TRY(client_->create(namespace_target(""), object, soon()));
    return {};
  }

  base::Status label_namespace(const Namespace& wanted) override {
    return add(namespace_target(wanted.name), wanted.labels, {});
  }

  base::Status remove_namespace(const std::string& name) override {
    return client_->remove(namespace_target(name), {}, soon());
  }

  base::Result<std::vector<std::string>> foreign_objects(const std::string& namespace_name) override {
    return blueprint::foreign_objects(*client_, namespace_name, soon());
  }

  base::Result<std::optional<ServiceAccount>> find_service_account(const std::string& namespace_name,
                                                                   const std::string& name) override {
    auto object = TRY(client_->find(account_target(namespace_name, name), soon()));
    if (!object) return std::optional<ServiceAccount>();
    return std::optional(ServiceAccount{namespace_name, kube::name_of(*object), texts_of(*object, "labels"),
                                        texts_of(*object, "annotations")});
  }

  base::Status put_service_account(const ServiceAccount& wanted) override {
    json::Object metadata{{"name", wanted.name},
                          {"namespace", wanted.namespace_name},
                          {"labels", to_json(wanted.labels)},
                          {"annotations", to_json(wanted.annotations)}};
    json::Object object{{"apiVersion", "v1"}, {"kind", "ServiceAccount"}, {"metadata", metadata}};
    auto made = client_->create(account_target(wanted.namespace_name, ""), object, soon());
    if (made) return {};
    if (made.error().kind != ErrorKind::conflict) return tl::unexpected(made.error());
    return add(account_target(wanted.namespace_name, wanted.name), wanted.labels, wanted.annotations);
  }

  base::Status remove_service_account(const std::string& namespace_name, const std::string& name) override {
    return client_->remove(account_target(namespace_name, name), {}, soon());
  }

  base::Result<std::string> request_token(const std::string& namespace_name,
                                          const std::string& service_account, std::string_view audience,
                                          int64_t life_s) override {
    json::Object spec{{"audiences", json::Array{Value(audience)}}, {"expirationSeconds", life_s}};
    kube::Target target = account_target(namespace_name, service_account);
    target.subresource = "token";
    Value answer = TRY(client_->create(
        target,
        json::Object{{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "TokenRequest"}, {"spec", spec}},
        soon()));
    std::string token = kube::text_at(answer, {"status", "token"});
    if (!token.empty()) return token;
    return base::fail(ErrorKind::unavailable, "cluster `{}` gave no token", client_->access().cluster);
  }

 private:
  using Texts = std::map<std::string, std::string>;
  // What others have put there stays. conflict: somebody changes it at the same time.
  base::Status add(const kube::Target& target, const Texts& labels, const Texts& annotations) {
    Value object = TRY(client_->get(target, soon()));
    json::Object& metadata = object.as_object()["metadata"].as_object();
    for (const auto& [member, texts] : {std::pair("labels", labels), std::pair("annotations", annotations)}) {
      if (texts.empty()) continue;
      json::Value& there = metadata[member];
      if (!there.is_object()) there = json::Object();
      for (const auto& [name, text] : texts) there.as_object().set(name, text);
    }
    TRY(client_->replace(target, object, soon()));
    return {};
  }
  base::Deadline soon() const { return deadline_.at_most(kOneCall); }

  std::shared_ptr<kube::Client> client_;
  base::Deadline deadline_;
};

}  // namespace

bool is_small_api(const ClusterAddress& address) {
  auto url = net::Url::parse(address.endpoint);
  return url && url->target.starts_with("/_cluster/");
}

std::string ServiceAccount::role_arn() const {
  auto found = annotations.find(std::string(kRoleAnnotation));
  return found == annotations.end() ? "" : found->second;
}

std::string ServiceAccount::audience() const {
  auto found = annotations.find(std::string(kAudienceAnnotation));
  return found == annotations.end() || found->second.empty() ? std::string(kStsAudience) : found->second;
}

std::string cluster_bearer_token(const ClusterAddress& address, const aws::Credentials& credentials,
                                 base::Time now) {
  std::string host = fmt::format("sts.{}.amazonaws.com", address.region);
  net::Headers headers{{"Host", host}, {"x-k8s-aws-id", address.name}};
  std::string query = aws::presign(headers, "GET", "/", "Action=GetCallerIdentity&Version=2011-06-15",
                                   credentials, {address.region, "sts"}, now, kTokenLife);
  return "k8s-aws-v1." + base::base64url(fmt::format("https://{}/?{}", host, query));
}

base::Result<kube::Access> eks_access(const ClusterAddress& address, const aws::Credentials& credentials,
                                      const base::Clock& clock) {
  kube::Access access;
  access.cluster = address.name;
  access.user = "AWS " + credentials.access_key_id;
  access.server = TRY(net::Url::parse(address.endpoint));
  access.authority_pem = address.authority_pem;
  access.credentials = [address, credentials,
                        &clock](const base::Deadline&) -> base::Result<kube::Credential> {
    kube::Credential credential;
    credential.token = base::Secret(cluster_bearer_token(address, credentials, clock.now()));
    credential.expires = clock.now() + kTokenLife;
    return credential;
  };
  return access;
}

std::unique_ptr<ClusterApi> make_cluster_api(std::shared_ptr<kube::Client> client, base::Deadline deadline) {
  return std::make_unique<KubeClusterApi>(std::move(client), std::move(deadline));
}

}  // namespace blueprint
