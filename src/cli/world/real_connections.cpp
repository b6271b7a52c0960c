#include "cli/world/real_connections.h"

#include <fmt/core.h>

#include <cstdlib>

#include "blueprint/cloud/aws_cloud.h"
#include "blueprint/cluster/target.h"
#include "cli/world/account_access.h"
#include "cli/world/cluster_place.h"
#include "kube/kubeconfig.h"
#include "localkube/status.h"
#include "net/client.h"
#include "net/network_transport.h"
#include "runtime/kubernetes/kubernetes.h"
#include "runtime/process/agent.h"
#include "runtime/token/desired_token.h"

namespace cli {
namespace {

constexpr auto kFetchLimit = std::chrono::seconds(10);

// Where an embedded account stands in for AWS, its hosts have AWS's names and its own address.
std::optional<net::Url> stand_in(const blueprint::AccountAccess& access) {
  if (!access.embedded) return std::nullopt;
  auto url = net::Url::parse(access.endpoint);
  return url ? std::optional(*url) : std::nullopt;
}

std::string how_to_start(const blueprint::Cluster& cluster) {
  return fmt::format("`slipway cluster start {}` starts it on this machine", cluster.name);
}

}  // namespace

RealConnections::RealConnections(const platform::Home& home, const base::Clock& clock, base::Random& random,
                                 base::Deadline deadline)
    : home_(home), clock_(clock), random_(random), deadline_(std::move(deadline)) {}

base::Result<blueprint::AccountAccess> RealConnections::open_account(
    const blueprint::AccountReference& account, bool may_start, const blueprint::Progress& progress) {
  if (account.kind == blueprint::AccountReference::Kind::endpoint) {
    return account_at(account.endpoint, clock_, random_, deadline_);
  }
  if (may_start) TRY(start_embedded_account(home_, progress, deadline_));
  return embedded_account(home_, account.name);
}

std::unique_ptr<blueprint::Cloud> RealConnections::cloud(const blueprint::AccountAccess& access,
                                                         const std::string& region) {
  return blueprint::aws_cloud(access, region, net::network_transport(), clock_, random_, deadline_);
}

base::Result<kube::Access> RealConnections::kube_access(const blueprint::Cluster& cluster,
                                                        const blueprint::AccountAccess& access,
                                                        const blueprint::ClusterAddress& address) {
  if (cluster.kubeconfig.empty()) {
    kube::Access eks = TRY(blueprint::eks_access(address, access.credentials, clock_));
    if (access.embedded) {
      eks.if_unreachable = how_to_start(cluster);
      auto place = place_of(home_, cluster);
      eks.comes_back = place && localkube::find_supervisor(folder_of(home_, *place)).has_value();
    }
    return eks;
  }
  kube::Kubeconfig kubeconfig = TRY(kube::Kubeconfig::load({cluster.kubeconfig}));
  return kubeconfig.access(cluster.context, clock_);
}

base::Result<std::unique_ptr<blueprint::ClusterApi>> RealConnections::cluster_api(
    const blueprint::Cluster& cluster, const blueprint::AccountAccess& access,
    const blueprint::ClusterAddress& address) {
  auto client = std::make_shared<kube::Client>(TRY(kube_access(cluster, access, address)), clock_);
  return blueprint::make_cluster_api(std::move(client), deadline_);
}

base::Result<std::unique_ptr<runtime::Runtime>> RealConnections::kubernetes(
    const blueprint::Cluster& cluster) {
  blueprint::ClusterTarget target("", cluster);
  target.access = TRY(open_account(cluster.account, false, [](const std::string&) {}));
  target.cloud = cloud(target.access, cluster.region);
  TRY(target.read());
  bool is_local = cluster.kubeconfig.empty() && target.access.embedded;
  if (is_local && (target.status != "ACTIVE" || blueprint::is_small_api(target.address))) {
    return tl::unexpected(base::Error{base::ErrorKind::unavailable,
                                      fmt::format("no Kubernetes runs behind cluster `{}`", cluster.name),
                                      how_to_start(cluster)});
  }
  return runtime::make_kubernetes(TRY(kube_access(cluster, target.access, target.address)), clock_);
}

base::Result<runtime::Runtime*> RealConnections::runtime(const std::string& wanted,
                                                         const blueprint::Cluster& cluster) {
  std::lock_guard lock(mutex_);
  bool is_kubernetes = wanted == blueprint::kKubernetes;
  std::string key = is_kubernetes ? fmt::format("{} {}/{}", wanted, cluster.region, cluster.name) : wanted;
  if (auto known = runtimes_.find(key); known != runtimes_.end()) return known->second.get();
  if (is_kubernetes) return runtimes_.emplace(key, TRY(kubernetes(cluster))).first->second.get();
  std::string name = wanted == "auto" ? "" : wanted;
  const char* chosen = std::getenv("SLIPWAY_RUNTIME");
  if (name.empty() && chosen) name = chosen;
  runtime::Picked picked = TRY(runtime::pick(name, home_.runtime_dir(), deadline_));
  if (wanted == "auto") notices_.push_back(picked.why);
  return runtimes_.emplace(key, std::move(picked.runtime)).first->second.get();
}

base::Result<platform::Fetched> RealConnections::fetch_issuer(const blueprint::AccountAccess& access,
                                                              const std::string& url) {
  net::ClientOptions options;
  options.url = TRY(net::Url::parse(url));
  if (!options.url.tls) return base::fail(base::ErrorKind::invalid, "`{}` is not https", url);
  if (auto instead = stand_in(access)) {
    options.connect_address = instead->host;
    options.connect_port = instead->port;
  }
  options.trust.authorities_pem = access.authorities_pem;
  auto client = net::Client::make(options);
  net::ClientResponse response =
      TRY(client->send("GET", options.url.target, {}, "", deadline_.at_most(kFetchLimit)));
  return platform::Fetched{response.status, std::move(response.body), client->presented_chain()};
}

base::Status RealConnections::keep_token(const runtime::DesiredToken& desired) {
  TRY(runtime::register_token(home_.runtime_dir(), desired));
  return runtime::ensure_agent(home_.runtime_dir());
}

base::Status RealConnections::forget_token(const std::string& namespace_name, const std::string& service) {
  return runtime::forget_token(home_.runtime_dir(), namespace_name, service);
}

}  // namespace cli
