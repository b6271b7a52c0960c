#include "platform/target/token_source.h"

namespace platform {

base::Result<std::string> request_token(const runtime::DesiredToken& desired, const Platform& platform) {
  for (const EnvironmentState& state : TRY(platform.files.load_environments())) {
    if (state.namespace_name != desired.namespace_name) continue;
    auto target = TRY(blueprint::open_target(state.organization, state.cluster, false, platform.connections,
                                             platform.progress));
    if (target->status.empty()) break;
    blueprint::ClusterApi* api = TRY(target->api(platform.connections));
    return api->request_token(desired.namespace_name, desired.service_account, desired.audience,
                              desired.expiration.count());
  }
  return base::fail(base::ErrorKind::not_found, "there is no cluster for namespace {}",
                    desired.namespace_name);
}

}  // namespace platform
