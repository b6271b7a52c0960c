#include "platform/workloads/token.h"

#include "blueprint/trust/policy.h"
#include "runtime/token/file.h"

namespace platform {

base::Status put_token(EnvironmentTarget& target, const Service& service, const Platform& platform) {
  if (!service.named_service_account.empty()) {
    std::vector<std::string> warnings;  // told when the service's turn comes
    TRY(find_named_account(target, service, platform, warnings));
  }
  auto identity = target.identity(service);
  if (!identity) return {};
  const std::string& where = target.state.namespace_name;
  blueprint::ClusterApi* api = TRY(target.cluster->api(platform.connections));
  std::string token = TRY(
      api->request_token(where, identity->service_account, blueprint::kStsAudience, identity->token_life_s));
  return runtime::write_token(platform.home.token_folder(where, service.slug), token);
}

base::Status remove_token(const EnvironmentTarget& target, const std::string& slug,
                          const Platform& platform) {
  const std::string& where = target.state.namespace_name;
  TRY(platform.connections.forget_token(where, slug));
  return runtime::remove_token(platform.home.token_folder(where, slug));
}

runtime::DesiredToken desired_token(const EnvironmentState& state, const DeployedService& service,
                                    const blueprint::ClusterAddress& address, const Home& home) {
  return {.namespace_name = state.namespace_name,
          .service = service.slug,
          .service_account = service.service_account,
          .cluster = state.cluster.name,
          .cluster_endpoint = address.endpoint,
          .audience = std::string(blueprint::kStsAudience),
          .expiration = std::chrono::seconds(service.token_life_s),
          .token_folder = home.token_folder(state.namespace_name, service.slug)};
}

}  // namespace platform
