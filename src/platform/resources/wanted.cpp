#include "platform/resources/wanted.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"
#include "platform/kinds/kinds.h"
#include "platform/resources/identity_check.h"
#include "platform/workloads/deployment.h"
#include "platform/workloads/service_members.h"

namespace platform {
namespace {

using engine::Resource;
using json::Object;

class Maker {
 public:
  Maker(EnvironmentTarget& target, const engine::State& state, const Platform& platform)
      : target_(target), state_(state), platform_(platform) {}

  base::Result<Wanted> make() {
    add(kNamespaceAt, blueprint::kNamespace,
        blueprint::desired_namespace(target_.state.namespace_name, namespace_labels(target_)), {},
        fmt::format("environment {}", target_.state.title()));
    for (const Service& service : target_.desired->services) {
      if (!service.named_service_account.empty()) TRY(find_named(service));
      if (service.permissions) TRY(add_identity(service));
      if (needs_token(target_, service)) add_token(service);
      TRY(add_service(service));
    }
    return std::move(wanted_);
  }

 private:
  void add(std::string address, std::string_view kind, Object desired, std::vector<std::string> needs,
           std::string why) {
    if (wanted_.has(address)) return;  // services whose role was made by hand may share an account
    Resource resource;
    resource.address = std::move(address);
    resource.kind = kind;
    resource.connection = blueprint::connection_of(target_.state.cluster);
    resource.desired = std::move(desired);
    resource.needs = std::move(needs);
    resource.why = std::move(why);
    wanted_.resources.push_back(std::move(resource));
  }

  static std::string why(const Service& service) { return fmt::format("service {}", service.slug); }

  base::Status find_named(const Service& service);
  base::Status add_identity(const Service& service);
  base::Result<bool> is_foreign(const Service& service);
  void add_token(const Service& service);
  base::Status add_service(const Service& service);
  std::vector<std::string> stage_before(const Service& service) const;

  EnvironmentTarget& target_;
  const engine::State& state_;
  const Platform& platform_;
  Wanted wanted_;
};

base::Status Maker::find_named(const Service& service) {
  base::Status found = find_named_account(target_, service, platform_, wanted_.warnings);
  if (found) return {};
  bool may_come =
      found.error().kind == base::ErrorKind::not_found && !jobs_before(*target_.desired, service).empty();
  if (!may_come) return found;
  wanted_.awaited.emplace(service.slug, found.error());
  return {};
}

base::Status Maker::add_identity(const Service& service) {
  const Permissions& permissions = *service.permissions;
  if (permissions.makes_role()) {
    for (Resource& each : blueprint::resources_of(desired_role_of(target_, service),
                                                  blueprint::connection_of(target_.state.cluster)))
      wanted_.resources.push_back(std::move(each));
  } else {
    TRY(check_role_made_by_hand(target_, service, wanted_.warnings));
  }
  std::string address = account_at(permissions.service_account);
  if (TRY(is_foreign(service))) {
    wanted_.foreign_accounts.insert(address);
    return {};
  }
  std::vector<std::string> needs = {kNamespaceAt};
  if (permissions.makes_role()) needs.push_back(role_at(target_.role_name(service)));
  add(address, blueprint::kServiceAccount,
      blueprint::desired_service_account(target_.state.namespace_name, permissions.service_account,
                                         target_.permissions_role(service),
                                         target_.owner(service.slug).labels()),
      std::move(needs), why(service));
  return {};
}

// One that somebody else made serves if it is for the role. With a role that was made by hand, the user is told.
base::Result<bool> Maker::is_foreign(const Service& service) {
  const std::string& name = service.permissions->service_account;
  bool may_be = target_.cluster->status == "ACTIVE" && !platform_.wants_foreign;
  if (!may_be || state_.newest(account_at(name))) return false;
  blueprint::ClusterApi* api = TRY(target_.cluster->api(platform_.connections));
  auto found = TRY(api->find_service_account(target_.state.namespace_name, name));
  if (!found ||
      blueprint::judge(found->labels, target_.owner(service.slug).labels()) != blueprint::Ownership::nobodys)
    return false;
  std::string wanted = target_.permissions_role(service);
  if (found->role_arn() == wanted) return true;
  std::string what = found->role_arn().empty() ? "has no role annotation"
                                               : fmt::format("is annotated with `{}`", found->role_arn());
  if (service.permissions->makes_role())
    return tl::unexpected(base::Error{
        base::ErrorKind::conflict,
        fmt::format("service account `{}` in {} is not Slipway's, and {}", name, target_.state.namespace_name,
                    what),
        fmt::format(
            "annotate it with `{}`, delete it, or have Slipway have it from now on: slipway state adopt {}",
            wanted, account_at(name))});
  wanted_.warnings.push_back(
      fmt::format("service account {} {}, while the file says `{}`", name, what, wanted));
  return true;
}

void Maker::add_token(const Service& service) {
  auto identity = target_.identity(service);
  bool is_awaited = wanted_.awaited.contains(service.slug);
  if (!identity && !is_awaited) return;  // its account has no role
  Identity whose = identity.value_or(Identity{service.named_service_account, ""});
  std::vector<std::string> needs = {kNamespaceAt};
  if (wanted_.has(account_at(whose.service_account))) needs.push_back(account_at(whose.service_account));
  if (!service.permissions)
    for (const std::string& each : stage_before(service)) needs.push_back(each);
  add(token_at(service.slug), kToken,
      desired_token(
          service.slug,
          fmt::format("system:serviceaccount:{}:{}", target_.state.namespace_name, whose.service_account),
          target_.cluster->issuer, whose.token_life_s),
      std::move(needs), why(service));
}

base::Status Maker::add_service(const Service& service) {
  std::string runtime(TRY(runtime_of(target_, platform_))->name());
  Object desired{{"namespace", target_.state.namespace_name},
                 {"name", service.slug},
                 {"type", type_of(service)},
                 {"runtime", std::move(runtime)}};
  for (json::Member& member : TRY(wanted_members(target_, service, platform_)))
    desired.append(std::move(member));
  desired.append({"deployment", "complete"});
  json::Array after;
  for (const Service* job : jobs_before(*target_.desired, service))
    after.push_back(engine::after({service_at(job->slug), "Left"}));
  desired.append({"after", std::move(after)});
  if (type_of(service) == "service") desired.append({"instances", service.instances});
  std::vector<std::string> needs = stage_before(service);
  needs.emplace_back(kNamespaceAt);
  if (service.permissions && wanted_.has(account_at(service.permissions->service_account)))
    needs.push_back(account_at(service.permissions->service_account));
  if (wanted_.has(token_at(service.slug))) needs.push_back(token_at(service.slug));
  add(service_at(service.slug), kService, std::move(desired), std::move(needs), why(service));
  return {};
}

// The services of the last stage before its own that has any; those need the ones before them.
std::vector<std::string> Maker::stage_before(const Service& service) const {
  std::vector<std::string> addresses;
  size_t stage = 0;
  for (const Service& each : target_.desired->services) {
    if (each.stage >= service.stage || each.stage < stage) continue;
    if (each.stage > stage) addresses.clear();
    stage = each.stage;
    addresses.push_back(service_at(each.slug));
  }
  return addresses;
}

}  // namespace

std::string role_at(const std::string& role) {
  return "role/" + role;
}

std::string account_at(const std::string& service_account) {
  return "account/" + service_account;
}

std::string token_at(const std::string& slug) {
  return "token/" + slug;
}

std::string service_at(const std::string& slug) {
  return "service/" + slug;
}

bool is_role(const std::string& address) {
  return address.starts_with("role/");
}

std::string name_in(const std::string& address) {
  std::string name = address.substr(address.find('/') + 1);
  return name.substr(0, name.find('/'));
}

std::string top_of(const std::string& address) {
  return is_role(address) ? role_at(name_in(address)) : address;
}

blueprint::Marks namespace_labels(const EnvironmentTarget& target) {
  blueprint::Marks labels = target.owner().labels();
  labels[kEnvironmentIdLabel] = target.state.id;
  return labels;
}

bool Wanted::has(const std::string& address) const {
  return std::any_of(resources.begin(), resources.end(),
                     [&](const Resource& each) { return top_of(each.address) == address; });
}

blueprint::DesiredRole desired_role_of(const EnvironmentTarget& target, const Service& service) {
  const Permissions& permissions = *service.permissions;
  const blueprint::ClusterTarget& cluster = *target.cluster;
  bool is_shared = permissions.scope == RoleScope::cluster;
  blueprint::DesiredRole role;
  role.name = target.role_name(service);
  role.address = role_at(role.name);
  role.description = fmt::format("Service {} of {}, made by Slipway", service.slug,
                                 base::slug(is_shared ? target.state.project : target.state.title(), 100));
  role.trust = blueprint::service_trust_policy({cluster.provider_arn(), blueprint::issuer_key(cluster.issuer),
                                                is_shared ? "" : target.state.namespace_name,
                                                permissions.service_account});
  role.policies = permissions.policies;
  role.tags = target.role_owner(service).tags();
  return role;
}

bool needs_token(const EnvironmentTarget& target, const Service& service) {
  bool has_account = service.permissions || !service.named_service_account.empty();
  return has_account && !target.state.cluster.is_kubernetes();
}

base::Result<Wanted> wanted_by(EnvironmentTarget& target, const engine::State& state,
                               const Platform& platform) {
  return Maker(target, state, platform).make();
}

}  // namespace platform
