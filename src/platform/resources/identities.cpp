#include "platform/resources/identities.h"

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

constexpr const char* kNamespaceAt = "namespace";
constexpr std::string_view kRoleAt = "role/", kAccountAt = "account/";  // and its name
constexpr const char* kIdLabel = "slipway.io/environment-id";

std::string at(std::string_view where, const std::string& name) {
  return std::string(where) + name;
}

bool is_role(const std::string& address) {
  return address.starts_with(kRoleAt);
}

// Of a role or an account, or of what stands below it.
std::string name_in(const std::string& address) {
  std::string name = address.substr(address.find('/') + 1);
  return name.substr(0, name.find('/'));
}

// Without what stands below others.
std::string top_of(const std::string& address) {
  return is_role(address) ? at(kRoleAt, name_in(address)) : address;
}

std::set<std::string> tops_in(const engine::State& state) {
  std::set<std::string> tops;
  for (const auto& [key, record] : state.records) tops.insert(top_of(key.address));
  return tops;
}

std::string words_for(const std::string& address, const std::string& namespace_name) {
  if (address == kNamespaceAt) return "namespace " + namespace_name;
  std::string name = name_in(address);
  return is_role(address) ? role_words(name, at(kRoleAt, name), address) : "service account " + name;
}

void add_with_all_below(const std::string& top, const engine::State& state,
                        std::vector<std::string>& addresses) {
  for (const auto& [key, record] : state.records)
    if (top_of(key.address) == top) addresses.push_back(key.address);
}

// The environments, but for this one, that have a role of this name too: one of cluster scope goes with the last.
base::Result<std::vector<std::string>> others_with_role(const EnvironmentTarget& target,
                                                        const std::string& role, const Platform& platform) {
  std::vector<std::string> users;
  for (const EnvironmentState& other : TRY(platform.files.load_environments())) {
    bool is_same = other.project == target.state.project && other.name == target.state.name;
    if (is_same || other.organization != target.state.organization) continue;
    std::vector<std::string> its = TRY(remembered(other, platform));
    if (std::find(its.begin(), its.end(), "role " + role) != its.end()) users.push_back(other.title());
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

Marks namespace_labels(const EnvironmentTarget& target) {
  Marks labels = target.owner().labels();
  labels[kIdLabel] = target.state.id;
  return labels;
}

Former former_namespace(const EnvironmentTarget& target, const JournalEntry& made) {
  return {
      kNamespaceAt, kNamespace, {{"name", made.name}}, desired_namespace(made.name, namespace_labels(target)),
      {},           made.done};
}

Former former_account(const EnvironmentTarget& target, const JournalEntry& made) {
  const std::string& where = target.state.namespace_name;
  return {
      at(kAccountAt, made.name),
      kServiceAccount,
      {{"namespace", where}, {"name", made.name}},
      {{"namespace", where}, {"name", made.name}, {"labels", to_object(target.owner(made.service).labels())}},
      {kNamespaceAt},
      made.done};
}

}  // namespace

Identities::Identities(EnvironmentTarget& target, const Platform& platform)
    : target_(target),
      platform_(platform),
      keep_(platform.home.environment_journal(target.state.organization, target.state.project,
                                              target.state.name),
            platform.clock),
      caller_(*target.cluster, platform.connections),
      run_(keep_, caller_,
           settings_for(*target.cluster, "service",
                        [&target](const std::string& address) {
                          return words_for(address, target.state.namespace_name);
                        }),
           platform) {}

// The former file is the truth as long as it has any of them: a move that is killed begins again.
base::Status Identities::load() {
  std::vector<Former> things;
  Journal& journal = target_.state.journal;
  for (const JournalEntry& made : journal.entries()) {
    if (made.kind == "namespace") things.push_back(former_namespace(target_, made));
    if (made.kind == "role")
      for (Former& each : former_role(at(kRoleAt, made.name), made, former_tags(target_, made)))
        things.push_back(std::move(each));
    if (made.kind == "service-account") things.push_back(former_account(target_, made));
  }
  if (!things.empty()) {
    TRY(platform_.files.set_aside(target_.state));
    TRY(write_former(things, target_.state.cluster, keep_, platform_));
    journal.erase_all("namespace");
    journal.erase_all("role");
    journal.erase_all("service-account");
    TRY(platform_.files.save(target_.state));
  }
  return run_.load();
}

base::Result<std::shared_ptr<Identities>> Identities::up(EnvironmentTarget& target,
                                                         const Platform& platform) {
  std::shared_ptr<Identities> identities(new Identities(target, platform));
  TRY(identities->load());
  TRY(identities->find_foreign_accounts());
  TRY(identities->find_obsolete());
  TRY(identities->plan());
  return identities;
}

base::Result<std::shared_ptr<Identities>> Identities::down(EnvironmentTarget& target,
                                                           const Platform& platform) {
  std::shared_ptr<Identities> identities(new Identities(target, platform));
  TRY(identities->load());
  TRY(identities->find_obsolete());
  return identities;
}

// Where the cluster is yet to be made, or made anew, whom its roles will trust is not known; then they are planned
// again.
base::Status Identities::plan() {
  planned_for_ = target_.cluster->issuer;
  TRY(run_.plan(all_desired(), options_));
  target_.makes_namespace = run_.change(kNamespaceAt) == Change::make;
  return {};
}

DesiredRole Identities::role(const Service& service) const {
  const Permissions& permissions = *service.permissions;
  const ClusterTarget& cluster = *target_.cluster;
  bool is_shared = permissions.scope == RoleScope::cluster;
  DesiredRole role;
  role.name = target_.role_name(service);
  role.address = at(kRoleAt, role.name);
  role.description = fmt::format("Service {} of {}, made by Slipway", service.slug,
                                 base::slug(is_shared ? target_.state.project : target_.state.title(), 100));
  role.trust =
      service_trust_policy({cluster.provider_arn(), issuer_key(cluster.issuer),
                            is_shared ? "" : target_.state.namespace_name, permissions.service_account});
  role.policies = permissions.policies;
  role.tags = target_.role_owner(service).tags();
  return role;
}

engine::Resource Identities::account(const Service& service) const {
  const Permissions& permissions = *service.permissions;
  engine::Resource account;
  account.address = at(kAccountAt, permissions.service_account);
  account.kind = kServiceAccount;
  account.connection = connection_of(target_.state.cluster);
  account.desired =
      desired_service_account(target_.state.namespace_name, permissions.service_account,
                              target_.permissions_role(service), target_.owner(service.slug).labels());
  account.needs = {kNamespaceAt};
  if (permissions.makes_role()) account.needs.push_back(at(kRoleAt, target_.role_name(service)));
  account.why = fmt::format("service {}", service.slug);
  return account;
}

engine::Resource Identities::own_namespace() const {
  engine::Resource resource;
  resource.address = kNamespaceAt;
  resource.kind = kNamespace;
  resource.connection = connection_of(target_.state.cluster);
  resource.desired = desired_namespace(target_.state.namespace_name, namespace_labels(target_));
  resource.why = fmt::format("environment {}", target_.state.title());
  return resource;
}

// Services whose role was made by hand may share an account.
std::vector<engine::Resource> Identities::all_desired() const {
  std::vector<engine::Resource> all;
  std::set<std::string> accounts = foreign_accounts_;
  if (!target_.desired) return all;
  all.push_back(own_namespace());
  for (const Service& service : target_.desired->services) {
    if (!service.permissions) continue;
    if (service.permissions->makes_role())
      for (engine::Resource& each : resources_of(role(service), connection_of(target_.state.cluster)))
        all.push_back(std::move(each));
    engine::Resource own = account(service);
    if (accounts.insert(own.address).second) all.push_back(std::move(own));
  }
  return all;
}

// One that somebody else made serves if it is for the role. With a role that was made by hand, the user is told.
base::Status Identities::find_foreign_accounts() {
  if (target_.cluster->status != "ACTIVE") return {};
  ClusterApi* api = TRY(target_.cluster->api(platform_.connections));
  for (const Service& service : target_.desired->services) {
    if (!service.permissions || run_.state().newest(account(service).address)) continue;
    const std::string& name = service.permissions->service_account;
    auto found = TRY(api->find_service_account(target_.state.namespace_name, name));
    if (!found || judge(found->labels, target_.owner(service.slug).labels()) != Ownership::nobodys) continue;
    foreign_accounts_.insert(account(service).address);
    std::string wanted = target_.permissions_role(service);
    if (found->role_arn() == wanted) continue;
    std::string what = found->role_arn().empty() ? "has no role annotation"
                                                 : fmt::format("is annotated with `{}`", found->role_arn());
    if (service.permissions->makes_role())
      return base::fail(base::ErrorKind::conflict, "service account `{}` in {} is not Slipway's, and {}",
                        name, target_.state.namespace_name, what);
    warnings_.push_back(fmt::format("service account {} {}, while the file says `{}`", name, what, wanted));
  }
  return {};
}

base::Status Identities::find_obsolete() {
  obsolete_.clear();
  options_.excludes.clear();
  last_.excludes.clear();
  std::set<std::string> wanted;
  for (const engine::Resource& each : all_desired()) wanted.insert(top_of(each.address));
  for (const std::string& top : tops_in(run_.state())) {
    if (wanted.contains(top)) continue;
    add_with_all_below(top, run_.state(), options_.excludes);
    Step line{Change::remove, words_for(top, target_.state.namespace_name), "", {}};
    std::vector<std::string> users;
    if (is_role(top)) users = TRY(others_with_role(target_, name_in(top), platform_));
    if (!users.empty()) {
      add_with_all_below(top, run_.state(), last_.excludes);
      line.change = Change::keep;
      line.detail = fmt::format("{} uses it too", base::join(users, ", "));
    }
    obsolete_.push_back(std::move(line));
  }
  return {};
}

Step Identities::namespace_line() const {
  return {run_.change(kNamespaceAt), words_for(kNamespaceAt, target_.state.namespace_name), "", {}};
}

Step Identities::role_line(const Service& service) const {
  DesiredRole wanted = role(service);
  bool is_shared = service.permissions->scope == RoleScope::cluster;
  return platform::role_line(
      wanted, run_,
      fmt::format("{}, for {}:{}", policy_names(wanted.policies),
                  is_shared ? "z*" : target_.state.namespace_name, service.permissions->service_account));
}

Step Identities::account_line(const Service& service) const {
  std::string address = account(service).address;
  Step line{run_.change(address), words_for(address, ""), "annotated with the role", {}};
  if (foreign_accounts_.contains(address)) return {Change::keep, line.what, "not made by Slipway", {}};
  if (line.change != Change::change) return line;
  const engine::Reading& found = run_.observed(address);
  std::string former = text_of(found.members, "role"), audience = text_of(found.members, "audience");
  if (!run_.differing(address).contains("role"))
    line.detail = fmt::format("has its tokens made for `{}`, and STS wants `{}`", audience, kStsAudience);
  else
    line.detail = former.empty() ? "lacks its annotation" : fmt::format("was for {}", role_name_of(former));
  return line;
}

base::Status Identities::make() {
  if (planned_for_ != target_.cluster->issuer) TRY(plan());
  return run_.apply("slipway up");
}

base::Status Identities::remove_obsolete() {
  if (obsolete_.empty()) return {};
  TRY(run_.load());
  TRY(find_obsolete());  // others may have had it when this was planned, and have it no more
  TRY(run_.plan(all_desired(), last_));
  return run_.apply(target_.desired ? "slipway up" : "slipway down");
}

base::Result<std::vector<std::string>> remembered(const EnvironmentState& state, const Platform& platform) {
  engine::FileKeep keep(platform.home.environment_journal(state.organization, state.project, state.name),
                        platform.clock);
  std::vector<std::string> words;
  for (const std::string& top : tops_in(TRY(engine::load(keep)).state))
    words.push_back(words_for(top, state.namespace_name));
  for (const JournalEntry& made : state.journal.entries())
    words.push_back(fmt::format("{} {}", made.kind, made.name));
  return words;
}

}  // namespace platform
