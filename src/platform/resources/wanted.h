// What an environment's file asks for, as resources of the engine.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "blueprint/cluster/role.h"
#include "engine/journal/state.h"
#include "engine/model/resource.h"
#include "platform/target/environment_target.h"

namespace platform {

// Addresses in an environment's journal.
inline constexpr const char* kNamespaceAt = "namespace";
std::string role_at(const std::string& role);
std::string account_at(const std::string& service_account);
std::string token_at(const std::string& slug);
std::string service_at(const std::string& slug);
// Of what stands below others, that which it stands below.
std::string top_of(const std::string& address);
bool is_role(const std::string& address);
std::string name_in(const std::string& address);  // behind what it is

blueprint::Marks namespace_labels(const EnvironmentTarget& target);

struct Wanted {
  std::vector<engine::Resource> resources;
  std::set<std::string> foreign_accounts;  // addresses of those that somebody else made, and that serve
  // By slug: service accounts that services name, and that are not there: a job may make them.
  std::map<std::string, base::Error> awaited;
  std::vector<std::string> warnings;

  bool has(const std::string& address) const;
};

// By looking at what others have made for it. `state`: what is remembered. conflict: a service account that is not
// ours, and not for the role.
base::Result<Wanted> wanted_by(EnvironmentTarget& target, const engine::State& state,
                               const Platform& platform);

blueprint::DesiredRole desired_role_of(const EnvironmentTarget& target, const Service& service);
bool needs_token(const EnvironmentTarget& target, const Service& service);

}  // namespace platform
