#include "platform/cluster_api.h"

#include <fmt/core.h>

#include "base/encoding.h"

namespace platform {
namespace {

using base::ErrorKind;
using json::Value;

constexpr auto kTokenLife = std::chrono::seconds(60);

Value to_json(const std::map<std::string, std::string>& texts) {
  json::Object object;
  for (const auto& [name, text] : texts) object.append({name, text});
  return object;
}

std::map<std::string, std::string> texts_of(const Value& object, std::string_view member) {
  std::map<std::string, std::string> result;
  const Value* metadata = object.find("metadata");
  const Value* texts = metadata ? metadata->find(member) : nullptr;
  if (!texts || !texts->is_object()) return result;
  for (const json::Member& each : texts->as_object()) {
    if (each.value.is_string()) result[each.name] = each.value.as_string();
  }
  return result;
}

std::string name_of(const Value& object) {
  const Value* metadata = object.find("metadata");
  return std::string(metadata ? metadata->string_or("name", "") : "");
}

std::string accounts_path(const std::string& namespace_name) {
  return "/api/v1/namespaces/" + base::percent_encode(namespace_name) + "/serviceaccounts";
}

class HttpClusterApi final : public ClusterApi {
 public:
  HttpClusterApi(ClusterAddress address, aws::Credentials credentials, std::optional<net::Url> connect,
                 const base::Clock& clock, base::Deadline deadline)
      : address_(std::move(address)),
        credentials_(std::move(credentials)),
        connect_(std::move(connect)),
        clock_(clock),
        deadline_(std::move(deadline)) {}

  base::Result<std::optional<Namespace>> find_namespace(const std::string& name) override {
    auto object = TRY(get("/api/v1/namespaces/" + base::percent_encode(name)));
    if (!object) return std::optional<Namespace>();
    return std::optional(Namespace{name_of(*object), texts_of(*object, "labels")});
  }

  base::Result<std::vector<Namespace>> list_namespaces(
      const std::map<std::string, std::string>& selector) override {
    std::string terms;
    for (const auto& [name, value] : selector) terms += (terms.empty() ? "" : ",") + name + "=" + value;
    auto list = TRY(get("/api/v1/namespaces?labelSelector=" + base::percent_encode(terms)));
    std::vector<Namespace> result;
    const Value* items = list ? list->find("items") : nullptr;
    if (!items || !items->is_array()) return result;
    for (const Value& item : items->as_array()) result.push_back({name_of(item), texts_of(item, "labels")});
    return result;
  }

  base::Status create_namespace(const Namespace& wanted) override {
    json::Object metadata{{"name", wanted.name}, {"labels", to_json(wanted.labels)}};
    Answer answer =
        TRY(send("POST", "/api/v1/namespaces",
                 json::Object{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", metadata}}));
    if (answer.status == 409) return {};
    return expect_success(answer, "create the namespace");
  }

  base::Status remove_namespace(const std::string& name) override {
    return remove("/api/v1/namespaces/" + base::percent_encode(name), "delete the namespace");
  }

  base::Result<std::optional<ServiceAccount>> find_service_account(const std::string& namespace_name,
                                                                   const std::string& name) override {
    auto object = TRY(get(accounts_path(namespace_name) + "/" + base::percent_encode(name)));
    if (!object) return std::optional<ServiceAccount>();
    return std::optional(ServiceAccount{namespace_name, name_of(*object), texts_of(*object, "labels"),
                                        texts_of(*object, "annotations")});
  }

  base::Status put_service_account(const ServiceAccount& wanted) override {
    json::Object metadata{{"name", wanted.name},
                          {"namespace", wanted.namespace_name},
                          {"labels", to_json(wanted.labels)},
                          {"annotations", to_json(wanted.annotations)}};
    json::Object object{{"apiVersion", "v1"}, {"kind", "ServiceAccount"}, {"metadata", metadata}};
    std::string path = accounts_path(wanted.namespace_name);
    Answer answer = TRY(send("POST", path, object));
    if (answer.status == 409)
      answer = TRY(send("PUT", path + "/" + base::percent_encode(wanted.name), object));
    return expect_success(answer, "write the service account");
  }

  base::Status remove_service_account(const std::string& namespace_name, const std::string& name) override {
    return remove(accounts_path(namespace_name) + "/" + base::percent_encode(name),
                  "delete the service account");
  }

  base::Result<std::string> request_token(const std::string& namespace_name,
                                          const std::string& service_account, std::string_view audience,
                                          int64_t life_s) override {
    json::Object spec{{"audiences", json::Array{Value(audience)}}, {"expirationSeconds", life_s}};
    std::string path = accounts_path(namespace_name) + "/" + base::percent_encode(service_account) + "/token";
    Answer answer = TRY(send(
        "POST", path,
        json::Object{{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "TokenRequest"}, {"spec", spec}}));
    TRY(expect_success(answer, "ask for a token"));
    const Value* status = answer.body.find("status");
    std::string_view token = status ? status->string_or("token", "") : "";
    if (token.empty()) return base::fail(ErrorKind::unavailable, "cluster `{}` gave no token", address_.name);
    return std::string(token);
  }

 private:
  struct Answer {
    int status = 0;
    Value body;
  };

  base::Status connect() {
    if (client_) return {};
    net::Url url = TRY(net::Url::parse(address_.endpoint));
    path_ = url.target == "/" ? "" : url.target;
    while (path_.ends_with('/')) path_.pop_back();
    net::ClientOptions options;
    options.url = url;
    if (connect_) {
      options.connect_address = connect_->host;
      options.connect_port = connect_->port;
    }
    options.trust.system_roots = false;
    options.trust.authorities_pem = {address_.authority_pem};
    client_ = net::Client::make(std::move(options));
    return {};
  }

  base::Result<Answer> send(std::string_view method, const std::string& path, const Value& body) {
    TRY(connect());
    net::Headers headers;
    headers.set("Accept", "application/json");
    headers.set("Authorization", "Bearer " + cluster_bearer_token(address_, credentials_, clock_.now()));
    std::string text;
    if (!body.is_null()) {
      headers.set("Content-Type", "application/json");
      text = json::dump(body);
    }
    auto answer =
        client_->send(method, path_ + path, headers, text, deadline_.at_most(std::chrono::seconds(30)));
    if (!answer) return tl::unexpected(answer.error().in(fmt::format("cluster `{}`", address_.name)));
    auto parsed = json::parse(answer->body);
    return Answer{answer->status, parsed ? std::move(*parsed) : Value()};
  }

  base::Result<std::optional<Value>> get(const std::string& path) {
    Answer answer = TRY(send("GET", path, nullptr));
    if (answer.status == 404) return std::optional<Value>();
    TRY(expect_success(answer, "read"));
    return std::optional(std::move(answer.body));
  }

  base::Status remove(const std::string& path, std::string_view what) {
    Answer answer = TRY(send("DELETE", path, nullptr));
    if (answer.status == 404) return {};
    return expect_success(answer, what);
  }

  base::Status expect_success(const Answer& answer, std::string_view what) const {
    if (answer.status >= 200 && answer.status < 300) return {};
    ErrorKind kind = answer.status == 401 || answer.status == 403 ? ErrorKind::denied
                     : answer.status >= 500                       ? ErrorKind::unavailable
                                                                  : ErrorKind::conflict;
    return base::fail(kind, "cluster `{}` did not {}: {} ({})", address_.name, what,
                      answer.body.string_or("message", "no reason given"), answer.status);
  }

  ClusterAddress address_;
  aws::Credentials credentials_;
  std::optional<net::Url> connect_;
  const base::Clock& clock_;
  base::Deadline deadline_;
  std::unique_ptr<net::Client> client_;
  std::string path_;
};

}  // namespace

std::string ServiceAccount::role_arn() const {
  auto found = annotations.find(std::string(kRoleAnnotation));
  return found == annotations.end() ? "" : found->second;
}

std::string cluster_bearer_token(const ClusterAddress& address, const aws::Credentials& credentials,
                                 base::Time now) {
  std::string host = fmt::format("sts.{}.amazonaws.com", address.region);
  net::Headers headers{{"Host", host}, {"x-k8s-aws-id", address.name}};
  std::string query = aws::presign(headers, "GET", "/", "Action=GetCallerIdentity&Version=2011-06-15",
                                   credentials, {address.region, "sts"}, now, kTokenLife);
  return "k8s-aws-v1." + base::base64url(fmt::format("https://{}/?{}", host, query));
}

std::unique_ptr<ClusterApi> make_cluster_api(ClusterAddress address, aws::Credentials credentials,
                                             std::optional<net::Url> connect, const base::Clock& clock,
                                             base::Deadline deadline) {
  return std::make_unique<HttpClusterApi>(std::move(address), std::move(credentials), std::move(connect),
                                          clock, std::move(deadline));
}

}  // namespace platform
