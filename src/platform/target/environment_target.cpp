#include "platform/target/environment_target.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/arn.h"
#include "base/encoding.h"
#include "base/text.h"
#include "blueprint/trust/names.h"
#include "crypto/digest.h"
#include "engine/keep/places.h"

namespace platform {
namespace {

base::Status check_cluster(const EnvironmentState& state, const Environment& desired) {
  const blueprint::Cluster& now = desired.cluster;
  const blueprint::Cluster& before = state.cluster;
  if (before.name == now.name && before.region == now.region && before.account == now.account) return {};
  return tl::unexpected(base::Error{
      base::ErrorKind::conflict,
      fmt::format("environment `{}` lives on cluster `{}` in {}, and the file puts it on `{}` in {}",
                  state.title(), before.name, before.region, now.name, now.region),
      "an environment stays on its cluster: `slipway down` with the former file first"});
}

// Of an account on this machine nothing else is its own: its id and its address may be those of another, too.
std::string whose_account(const blueprint::ClusterTarget& cluster) {
  return cluster.access.embedded ? base::join(cluster.access.authorities_pem, "") : cluster.access.endpoint;
}

// Follows from what it is and where, and not from who looks: so two plans of one file are the same, and two machines
// that make it at once make one.
std::string new_id(const std::string& organization, const Environment& desired,
                   const blueprint::ClusterTarget& cluster) {
  std::string text;
  for (const std::string& part : {organization, desired.project, desired.name, cluster.account_id,
                                  desired.cluster.region, desired.cluster.name, whose_account(cluster)}) {
    text += part;
    text += '\0';
  }
  std::string hex = base::hex(crypto::sha256(text));
  // RFC 9562, section 5.8: a UUID of version 8 is what its maker makes of it.
  hex[12] = '8';
  hex[16] = 'a';
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20, 12));
}

}  // namespace

int EnvironmentTarget::side_by_side(const Platform& platform) const {
  return state.cluster.is_kubernetes() ? platform.awaited_together : platform.started_together;
}

base::Result<std::vector<runtime::Instance>> EnvironmentTarget::instances(runtime::Runtime& runtime,
                                                                          const base::Deadline& deadline) {
  std::lock_guard guard(listing_);
  auto known = instances_.find(std::string(runtime.name()));
  if (known != instances_.end()) return known->second;
  auto listed = TRY(runtime.list(state.namespace_name, deadline.at_most(std::chrono::seconds(30))));
  return instances_.emplace(std::string(runtime.name()), std::move(listed)).first->second;
}

base::Result<DigestKey> EnvironmentTarget::digest_key(const Platform& platform) {
  std::lock_guard guard(listing_);
  if (digest_key_) return *digest_key_;
  auto keep = TRY(engine::open_keep(
      platform.home.places(),
      platform.home.environment_journal(state.organization, state.project, state.name), platform.clock));
  digest_key_ = TRY(DigestKey::of(*keep, platform.home));
  return *digest_key_;
}

blueprint::Owner EnvironmentTarget::owner(const std::string& service) const {
  return {.organization = state.organization,
          .project = state.project,
          .environment = state.name,
          .service = service,
          .cluster = ""};
}

std::string EnvironmentTarget::role_name(const Service& service) const {
  bool shared = service.permissions->scope == RoleScope::cluster;
  return blueprint::service_role_name(shared ? state.cluster.name : state.namespace_name, service.slug);
}

blueprint::Owner EnvironmentTarget::role_owner(const Service& service) const {
  blueprint::Owner result = owner(service.slug);
  if (service.permissions->scope != RoleScope::cluster) return result;
  result.environment.clear();
  result.cluster = cluster->owner().cluster;
  return result;
}

std::string EnvironmentTarget::permissions_role(const Service& service) const {
  if (!service.permissions->makes_role()) return service.permissions->role_arn;
  return base::iam_arn(base::AccountId(cluster->account_id),
                       fmt::format("role{}{}", blueprint::kRolePath, role_name(service)));
}

std::optional<Identity> EnvironmentTarget::identity(const Service& service) const {
  if (service.permissions) {
    const Permissions& permissions = *service.permissions;
    return Identity{permissions.service_account, permissions_role(service), permissions.token_life_s};
  }
  std::lock_guard guard(mutex_);
  auto found = found_identities_.find(service.slug);
  return found == found_identities_.end() ? std::nullopt : found->second;
}

void EnvironmentTarget::note_identity(const Service& service, std::optional<Identity> found) {
  std::lock_guard guard(mutex_);
  found_identities_[service.slug] = std::move(found);
}

std::optional<DeployedService> EnvironmentTarget::deployed(const std::string& slug) const {
  std::lock_guard guard(mutex_);
  const DeployedService* found = state.find_service(slug);
  return found ? std::optional(*found) : std::nullopt;
}

base::Status EnvironmentTarget::remember(const StateFiles& files,
                                         const std::function<void(EnvironmentState&)>& change) {
  std::lock_guard guard(mutex_);
  change(state);
  return files.save(state);
}

base::Status EnvironmentTarget::remember_service(const StateFiles& files, DeployedService service) {
  auto place = [&](const DeployedService& each) {
    auto found = std::find_if(desired->services.begin(), desired->services.end(),
                              [&](const Service& wanted) { return wanted.slug == each.slug; });
    return found - desired->services.begin();
  };
  return remember(files, [&](EnvironmentState& changed) {
    changed.put_service(std::move(service));
    std::stable_sort(changed.services.begin(), changed.services.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
  });
}

base::Result<EnvironmentState> begin_environment(const std::string& organization, const Environment& desired,
                                                 blueprint::ClusterTarget& cluster,
                                                 const Platform& platform) {
  if (auto state = TRY(platform.files.load_environment(organization, desired.project, desired.name))) {
    TRY(check_cluster(*state, desired));
    state->cluster = desired.cluster;
    if (desired.expires) state->expires = desired.expires;
    return std::move(*state);
  }
  EnvironmentState state;
  state.organization = organization;
  state.project = desired.project;
  state.name = desired.name;
  state.cluster = desired.cluster;
  state.expires = desired.expires;
  if (cluster.status == "ACTIVE") {
    blueprint::Owner owner{organization, desired.project, desired.name, "", ""};
    blueprint::ClusterApi* api = TRY(cluster.api(platform.connections));
    auto found = TRY(api->list_namespaces(owner.labels()));
    if (found.size() == 1) {
      state.id = found[0].labels[kEnvironmentIdLabel];
      state.namespace_name = found[0].name;
    }
  }
  if (state.id.empty()) {
    state.id = new_id(organization, desired, cluster);
    state.namespace_name = blueprint::namespace_name(state.id, desired.name);
  }
  return state;
}

}  // namespace platform
