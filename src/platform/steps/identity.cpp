#include "platform/steps/identity.h"

#include <fmt/core.h>

#include "base/text.h"
#include "platform/trust/names.h"
#include "platform/trust/token_facts.h"
#include "platform/trust/trust_policy.h"
#include "runtime/token/file.h"

namespace platform {
namespace {

using base::ErrorKind;

base::Status write_token(EnvironmentTarget& target, const Service& service, const std::string& folder,
                         const Platform& platform) {
  auto identity = target.identity(service);
  if (!identity) return {};
  target.state.journal.intend("token", service.slug, service.slug);
  TRY(platform.files.save(target.state));
  ClusterApi* api = TRY(target.cluster->api(platform.connections));
  std::string token = TRY(api->request_token(target.state.namespace_name, identity->service_account,
                                             kStsAudience, identity->token_life_s));
  TRY(runtime::write_token(folder, token));
  target.state.journal.intend("token", service.slug).done = true;
  return platform.files.save(target.state);
}

}  // namespace

base::Status find_named_account(EnvironmentTarget& target, const Service& service, const Platform& platform,
                                std::vector<std::string>& warnings) {
  target.found_identities.erase(service.slug);
  const std::string& name = service.named_service_account;
  std::string where = target.state.namespace_name;
  std::optional<ServiceAccount> found;
  if (target.cluster->status == "ACTIVE") {
    ClusterApi* api = TRY(target.cluster->api(platform.connections));
    found = TRY(api->find_service_account(where, name));
  }
  if (!found) {
    return tl::unexpected(base::Error{
        ErrorKind::not_found,
        fmt::format("`{}`: there is no service account `{}` in namespace {}", service.name, name, where),
        target.makes_namespace
            ? "`up` has yet to make the namespace: let a lifecycle job of an earlier stage make "
              "the account, or mend `security.service_account_name`"
            : "make it with kubectl, or with a lifecycle job of an earlier stage, or mend "
              "`security.service_account_name`"});
  }
  if (found->role_arn().empty()) {
    warnings.push_back(fmt::format("{}: service account {} has no annotation {}, so the service gets no role",
                                   service.name, name, kRoleAnnotation));
    return {};
  }
  target.found_identities[service.slug] = {
      .service_account = name, .role_arn = found->role_arn(), .audience = found->audience()};
  return {};
}

base::Result<Step> plan_named_account(EnvironmentTarget& target, const Service& service,
                                      const Platform& platform, bool after_jobs,
                                      std::vector<std::string>& warnings) {
  Step step{Change::keep, "service account " + service.named_service_account, "", {}};
  base::Status found = find_named_account(target, service, platform, warnings);
  bool may_come = after_jobs && !found && found.error().kind == ErrorKind::not_found;
  if (!found && !may_come) return tl::unexpected(found.error());
  auto identity = target.identity(service);
  step.detail = may_come   ? "a job is to make it"
                : identity ? fmt::format("made by somebody else, for {}", role_name_of(identity->role_arn))
                           : "made by somebody else, without a role";
  if (!after_jobs) return step;
  step.apply = [&target, &service, &platform](const Progress& progress) -> base::Status {
    std::vector<std::string> now;
    TRY(find_named_account(target, service, platform, now));
    for (const std::string& warning : now) progress("! " + warning);
    return {};
  };
  return step;
}

base::Result<Step> plan_token(EnvironmentTarget& target, const Service& service, const Platform& platform) {
  Identity identity = target.identity(service).value_or(Identity{service.named_service_account, ""});
  std::string folder = platform.home.token_folder(target.state.namespace_name, service.slug);
  Step step{Change::make,
            "token of " + service.slug,
            fmt::format("lives {}, renewed at 80 %", life_text(identity.token_life_s)),
            {}};
  step.apply = [&target, &service, folder, &platform](const Progress&) {
    return write_token(target, service, folder, platform);
  };
  auto facts = read_token_facts(folder);
  if (!facts) return step;
  std::string subject =
      fmt::format("system:serviceaccount:{}:{}", target.state.namespace_name, identity.service_account);
  bool fits = facts->issuer == target.cluster->issuer && facts->subject == subject &&
              facts->life_s() == identity.token_life_s && !facts->is_due(platform.clock.now());
  if (fits) {
    step.change = Change::keep;
    step.apply = nullptr;
  } else {
    step.change = Change::change;
  }
  return step;
}

runtime::DesiredToken desired_token(const EnvironmentState& state, const DeployedService& service,
                                    const ClusterAddress& address, const Home& home) {
  return {.namespace_name = state.namespace_name,
          .service = service.slug,
          .service_account = service.service_account,
          .cluster = state.cluster.name,
          .cluster_endpoint = address.endpoint,
          .audience = std::string(kStsAudience),
          .expiration = std::chrono::seconds(service.token_life_s),
          .token_folder = home.token_folder(state.namespace_name, service.slug)};
}

}  // namespace platform
