#include "platform/resources/service_roles.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "engine/keep/history.h"
#include "platform/kinds/kinds.h"
#include "platform/resources/former.h"
#include "platform/trust/names.h"
#include "platform/trust/trust_policy.h"

namespace platform {
namespace {

constexpr std::string_view kAt = "role/";  // and its name

std::string address_of(const std::string& role) {
  return std::string(kAt) + role;
}

// Of a role, or of what stands below it.
std::string name_in(const std::string& address) {
  std::string name = address.substr(kAt.size());
  return name.substr(0, name.find('/'));
}

std::set<std::string> roles_in(const engine::State& state) {
  std::set<std::string> names;
  for (const auto& [key, record] : state.records) names.insert(name_in(key.address));
  return names;
}

void add_with_all_below(const std::string& role, const engine::State& state,
                        std::vector<std::string>& addresses) {
  for (const auto& [key, record] : state.records)
    if (name_in(key.address) == role) addresses.push_back(key.address);
}

// The environments, but for this one, that have a role of this name too: one of cluster scope goes with the last.
base::Result<std::vector<std::string>> others_with_role(const EnvironmentTarget& target,
                                                        const std::string& role, const Platform& platform) {
  std::vector<std::string> users;
  for (const EnvironmentState& other : TRY(platform.files.load_environments())) {
    bool is_same = other.project == target.state.project && other.name == target.state.name;
    if (is_same || other.organization != target.state.organization) continue;
    std::vector<std::string> roles = TRY(remembered_roles(other, platform));
    if (std::find(roles.begin(), roles.end(), role) != roles.end()) users.push_back(other.title());
  }
  return users;
}

// Which of the two owners it has, its tags say: both are tried by their names.
Marks former_tags(const EnvironmentTarget& target, const JournalEntry& made) {
  Owner owner = target.owner(made.service);
  bool is_shared = made.name == service_role_name(target.state.cluster.name, made.service);
  if (!is_shared) return owner.tags();
  owner.environment.clear();
  owner.cluster = target.cluster->owner().cluster;
  return owner.tags();
}

}  // namespace

ServiceRoles::ServiceRoles(EnvironmentTarget& target, const Platform& platform)
    : target_(target),
      platform_(platform),
      keep_(platform.home.environment_journal(target.state.organization, target.state.project,
                                              target.state.name),
            platform.clock),
      caller_(*target.cluster->cloud),
      run_(keep_, caller_,
           settings_for(*target.cluster, "service",
                        [](const std::string& address) {
                          std::string role = name_in(address);
                          return role_words(role, address_of(role), address);
                        }),
           platform) {}

// The former file is the truth as long as it has roles: a move that is killed begins again.
base::Status ServiceRoles::load() {
  std::vector<Former> things;
  Journal& journal = target_.state.journal;
  for (const JournalEntry& made : journal.entries()) {
    if (made.kind != "role") continue;
    for (Former& each : former_role(address_of(made.name), made, former_tags(target_, made)))
      things.push_back(std::move(each));
  }
  if (!things.empty()) {
    TRY(platform_.files.set_aside(target_.state));
    TRY(write_former(things, target_.state.cluster, keep_, platform_));
    journal.erase_all("role");
    TRY(platform_.files.save(target_.state));
  }
  return run_.load();
}

base::Result<std::shared_ptr<ServiceRoles>> ServiceRoles::up(EnvironmentTarget& target,
                                                             const Platform& platform) {
  std::shared_ptr<ServiceRoles> roles(new ServiceRoles(target, platform));
  TRY(roles->load());
  TRY(roles->find_obsolete());
  TRY(roles->plan());
  return roles;
}

base::Result<std::shared_ptr<ServiceRoles>> ServiceRoles::down(EnvironmentTarget& target,
                                                               const Platform& platform) {
  std::shared_ptr<ServiceRoles> roles(new ServiceRoles(target, platform));
  TRY(roles->load());
  TRY(roles->find_obsolete());
  return roles;
}

// Where the cluster is yet to be made, whom its roles will trust is not known; then they are planned again.
base::Status ServiceRoles::plan() {
  is_issuer_known_ = !target_.cluster->issuer.empty();
  return run_.plan(all_desired(), options_);
}

DesiredRole ServiceRoles::desired(const Service& service) const {
  const Permissions& permissions = *service.permissions;
  const ClusterTarget& cluster = *target_.cluster;
  bool is_shared = permissions.scope == RoleScope::cluster;
  DesiredRole role;
  role.name = target_.role_name(service);
  role.address = address_of(role.name);
  role.description = fmt::format("Service {} of {}, made by Slipway", service.slug,
                                 base::slug(is_shared ? target_.state.project : target_.state.title(), 100));
  role.trust =
      service_trust_policy({cluster.provider_arn(), issuer_key(cluster.issuer),
                            is_shared ? "" : target_.state.namespace_name, permissions.service_account});
  role.policies = permissions.policies;
  role.tags = target_.role_owner(service).tags();
  return role;
}

std::vector<engine::Resource> ServiceRoles::all_desired() const {
  std::vector<engine::Resource> all;
  if (!target_.desired) return all;
  for (const Service& service : target_.desired->services) {
    if (!service.permissions || !service.permissions->makes_role()) continue;
    for (engine::Resource& each : resources_of(desired(service), connection_of(target_.state.cluster)))
      all.push_back(std::move(each));
  }
  return all;
}

base::Status ServiceRoles::find_obsolete() {
  obsolete_.clear();
  options_.excludes.clear();
  last_.excludes.clear();
  std::set<std::string> wanted;
  for (const engine::Resource& each : all_desired()) wanted.insert(name_in(each.address));
  for (const std::string& role : roles_in(run_.state())) {
    if (wanted.contains(role)) continue;
    add_with_all_below(role, run_.state(), options_.excludes);
    Step line{Change::remove, "role " + role, "", {}};
    std::vector<std::string> users = TRY(others_with_role(target_, role, platform_));
    if (!users.empty()) {
      add_with_all_below(role, run_.state(), last_.excludes);
      line.change = Change::keep;
      line.detail = fmt::format("{} uses it too", base::join(users, ", "));
    }
    obsolete_.push_back(std::move(line));
  }
  return {};
}

Step ServiceRoles::line(const Service& service) const {
  DesiredRole role = desired(service);
  bool is_shared = service.permissions->scope == RoleScope::cluster;
  return role_line(
      role, run_,
      fmt::format("{}, for {}:{}", policy_names(role.policies),
                  is_shared ? "z*" : target_.state.namespace_name, service.permissions->service_account));
}

base::Status ServiceRoles::make() {
  if (!is_issuer_known_) TRY(plan());
  return run_.apply("slipway up");
}

base::Status ServiceRoles::remove_obsolete() {
  if (obsolete_.empty()) return {};
  TRY(run_.load());
  TRY(find_obsolete());  // others may have had it when this was planned, and have it no more
  TRY(run_.plan(all_desired(), last_));
  return run_.apply(target_.desired ? "slipway up" : "slipway down");
}

base::Result<std::vector<std::string>> remembered_roles(const EnvironmentState& state,
                                                        const Platform& platform) {
  engine::FileKeep keep(platform.home.environment_journal(state.organization, state.project, state.name),
                        platform.clock);
  std::set<std::string> names = roles_in(TRY(engine::load(keep)).state);
  for (const JournalEntry& made : state.journal.entries())
    if (made.kind == "role") names.insert(made.name);
  return std::vector<std::string>(names.begin(), names.end());
}

}  // namespace platform
