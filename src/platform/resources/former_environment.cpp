#include "platform/resources/former_environment.h"

#include "blueprint/trust/names.h"
#include "platform/kinds/kinds.h"
#include "platform/resources/former.h"
#include "platform/resources/wanted.h"

namespace platform {
namespace {

using json::Object;

// Which of the two owners a role has, its tags say: both are tried by their names.
blueprint::Marks former_tags(const EnvironmentTarget& target, const JournalEntry& made) {
  blueprint::Owner owner = target.owner(made.service);
  bool is_shared = made.name == blueprint::service_role_name(target.state.cluster.name, made.service);
  if (!is_shared) return owner.tags();
  owner.environment.clear();
  owner.cluster = target.cluster->owner().cluster;
  return owner.tags();
}

Former namespace_of(const EnvironmentTarget& target, const JournalEntry& made) {
  return {kNamespaceAt,
          blueprint::kNamespace,
          {{"name", made.name}},
          blueprint::desired_namespace(made.name, namespace_labels(target)),
          {},
          made.done};
}

Former account_of(const EnvironmentTarget& target, const JournalEntry& made) {
  Object name{{"namespace", target.state.namespace_name}, {"name", made.name}};
  Object desired = name;
  desired.append({"labels", blueprint::to_object(target.owner(made.service).labels())});
  return {account_at(made.name), blueprint::kServiceAccount, name, desired, {kNamespaceAt}, made.done};
}

Former token_of(const JournalEntry& made) {
  Object name{{"name", made.name}};
  return {token_at(made.name), kToken, name, name, {kNamespaceAt}, made.done};
}

// What runs was made behind all that it uses.
Former service_of(const EnvironmentTarget& target, const JournalEntry& made,
                  const std::vector<Former>& before) {
  Object name{{"namespace", target.state.namespace_name}, {"name", made.name}};
  Object desired = name;
  desired.append({"type", made.kind});
  std::vector<std::string> needs;
  for (const Former& each : before)
    if (each.kind != kService) needs.push_back(each.address);
  return {service_at(made.name), kService, name, desired, std::move(needs), made.done};
}

bool is_what_runs(const JournalEntry& made) {
  return made.kind == "service" || made.kind == "job" || made.kind == "cron-job";
}

std::vector<Former> things_of(const EnvironmentTarget& target) {
  std::vector<Former> things;
  const std::vector<JournalEntry>& entries = target.state.former;
  for (const JournalEntry& made : entries) {
    if (made.kind == "namespace") things.push_back(namespace_of(target, made));
    if (made.kind == "service-account") things.push_back(account_of(target, made));
    if (made.kind == "token") things.push_back(token_of(made));
    if (made.kind != "role") continue;
    for (Former& each : former_role(role_at(made.name), made, former_tags(target, made)))
      things.push_back(std::move(each));
  }
  for (const JournalEntry& made : entries)
    if (is_what_runs(made)) things.push_back(service_of(target, made, things));
  return things;
}

}  // namespace

base::Status move_former_environment(EnvironmentTarget& target, const Platform& platform) {
  if (target.state.former.empty()) return {};
  TRY(platform.files.set_aside(target.state));
  TRY(write_former(things_of(target), target.state.cluster, *target.lock, platform));
  return target.remember(platform.files, [](EnvironmentState& state) { state.former.clear(); });
}

}  // namespace platform
