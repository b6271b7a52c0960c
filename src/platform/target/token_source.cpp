#include "platform/target/token_source.h"

namespace platform {

base::Result<std::string> request_token(const runtime::TokenWish& wish, const Platform& platform) {
  for (const EnvironmentState& state : TRY(platform.files.load_environments())) {
    if (state.namespace_name != wish.namespace_name) continue;
    auto site = TRY(open_site(state.organization, state.cluster, false, platform.connections, platform.files,
                              platform.progress));
    if (site->status.empty()) break;
    ClusterApi* api = TRY(site->api(platform.connections));
    return api->request_token(wish.namespace_name, wish.service_account, wish.audience,
                              wish.expiration.count());
  }
  return base::fail(base::ErrorKind::not_found, "there is no cluster for namespace {}", wish.namespace_name);
}

}  // namespace platform
