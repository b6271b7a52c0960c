#include "services/eks/service_account_reader.h"

#include "crypto/digest.h"

namespace account::eks {
namespace {

using base::ErrorKind;

constexpr size_t kMaxIdle = 8;
constexpr size_t kMaxPools = 16;
constexpr size_t kMaxObject = 2 << 20;

}  // namespace

std::unique_ptr<net::Client> ServiceAccountReader::take(const ApiServer& server, const std::string& key) {
  std::lock_guard lock(mutex_);
  auto pool = pools_.find(server.cluster_id);
  if (pool != pools_.end() && pool->second.key == key && !pool->second.idle.empty()) {
    std::unique_ptr<net::Client> client = std::move(pool->second.idle.back());
    pool->second.idle.pop_back();
    return client;
  }
  auto url = net::Url::parse(server.endpoint);
  if (!url) return nullptr;
  net::ClientOptions options;
  options.url = *url;
  options.trust.system_roots = false;
  options.trust.authorities_pem = {server.authority_pem};
  options.max_body_bytes = kMaxObject;
  return net::Client::make(std::move(options));
}

void ServiceAccountReader::give_back(const ApiServer& server, const std::string& key,
                                     std::unique_ptr<net::Client> client) {
  std::lock_guard lock(mutex_);
  if (pools_.size() >= kMaxPools && !pools_.contains(server.cluster_id)) pools_.clear();
  Pool& pool = pools_[server.cluster_id];
  if (pool.key != key) pool = Pool{key, {}};
  if (pool.idle.size() < kMaxIdle) pool.idle.push_back(std::move(client));
}

base::Result<json::Value> ServiceAccountReader::read(const ApiServer& server, const std::string& name_space,
                                                     const std::string& name, Freshness freshness,
                                                     const base::Deadline& deadline) {
  std::string key = crypto::sha256(server.endpoint + server.authority_pem);
  std::unique_ptr<net::Client> client = take(server, key);
  if (!client) return base::fail(ErrorKind::unavailable, "the cluster has no API server yet");
  // Both names come from the API server, which has checked them.
  std::string target = fmt::format("/api/v1/namespaces/{}/serviceaccounts/{}{}", name_space, name,
                                   freshness == Freshness::recent ? "?resourceVersion=0" : "");
  net::Headers headers = {{"Authorization", "Bearer " + server.token.reveal()},
                          {"Accept", "application/json"}};
  net::ClientResponse response = TRY(client->send("GET", target, headers, "", deadline));
  give_back(server, key, std::move(client));
  switch (response.status) {
    case 200:
      return json::parse(response.body);
    case 404:
      return base::fail(ErrorKind::not_found, "there is no service account `{}/{}`", name_space, name);
    case 401:
    case 403:
      return base::fail(ErrorKind::denied, "the API server does not let the account read service accounts");
    default:
      return base::fail(ErrorKind::unavailable, "the API server answered {}", response.status);
  }
}

}  // namespace account::eks
