// From the service account to the call that the service makes.
#include <fmt/format.h>

#include <algorithm>

#include "blueprint/trust/names.h"
#include "blueprint/trust/policy.h"
#include "platform/doctor/visit.h"
#include "runtime/cron.h"
#include "runtime/token/file.h"

namespace platform {
namespace {

using json::Value;

constexpr const char* kNoAnswer = "the cluster's API does not answer";
constexpr auto kMargin = std::chrono::minutes(5);  // clocks may differ by as much

// What the token says, held against what it should say; empty: all of it fits.
std::string differences(const Visit& visit, base::Time now) {
  const runtime::TokenFacts& token = *visit.token;
  if (visit.cluster_is_active && token.issuer != visit.cluster->issuer) {
    return fmt::format("its issuer is `{}`, expected `{}`", token.issuer, visit.cluster->issuer);
  }
  if (token.subject != visit.subject()) {
    return fmt::format("its subject is `{}`, expected `{}`", token.subject, visit.subject());
  }
  if (std::find(token.audiences.begin(), token.audiences.end(), blueprint::kStsAudience) ==
      token.audiences.end()) {
    return fmt::format("its audience is `{}`, expected `{}`", fmt::join(token.audiences, "`, `"),
                       blueprint::kStsAudience);
  }
  if (token.expires <= now) return fmt::format("it expired {}", runtime::expiry_text(token.expires, now));
  if (token.expires - now < kMargin) {
    return fmt::format("it expires {}, and was not renewed", runtime::expiry_text(token.expires, now));
  }
  return "";
}

// STS's session of this role: arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION.
std::string session_prefix(const std::string& role_arn) {
  return fmt::format("arn:aws:sts::{}:assumed-role/{}/", blueprint::account_of(role_arn),
                     blueprint::role_name_of(role_arn));
}

base::Result<std::string> who_with(Visit& visit, const Value& credentials) {
  blueprint::AccountAccess access = visit.cluster->access;
  access.credentials = {std::string(credentials.string_or("AccessKeyId", "")),
                        base::Secret(std::string(credentials.string_or("SecretAccessKey", ""))),
                        base::Secret(std::string(credentials.string_or("SessionToken", "")))};
  auto cloud = visit.platform.connections.cloud(access, visit.environment().cluster.region);
  Value answer = TRY(call(*cloud, "sts", "GetCallerIdentity", json::Object()));
  return std::string(answer.string_or("Arn", ""));
}

// The text of a token of the service: that of its token folder, or, of a pod, one asked for as the kubelet does.
base::Result<std::string> fetch_token(Visit& visit) {
  const EnvironmentState& environment = visit.environment();
  if (!environment.cluster.is_kubernetes())
    return runtime::read_token(
        visit.platform.home.token_folder(environment.namespace_name, visit.service().slug));
  if (!visit.cluster_is_active)
    return base::fail(base::ErrorKind::unavailable, "there is no cluster to ask for one");
  blueprint::ClusterApi* api = TRY(visit.cluster->api(visit.platform.connections));
  std::string audience =
      visit.service_account ? visit.service_account->audience() : std::string(blueprint::kStsAudience);
  return api->request_token(environment.namespace_name, visit.service().service_account, audience,
                            visit.service().token_life_s);
}

base::Result<std::optional<blueprint::ServiceAccount>> find_service_account(Visit& visit) {
  blueprint::ClusterApi* api = TRY(visit.cluster->api(visit.platform.connections));
  return api->find_service_account(visit.environment().namespace_name, visit.service().service_account);
}

// A pod has what its service account said when it was made.
bool lacks_identity(const Visit& visit, const runtime::Instance& instance) {
  if (!visit.environment().cluster.is_kubernetes() || !visit.service().has_identity()) return false;
  if (instance.web_identity.role_arn != visit.service().role_arn) return true;
  return visit.service_account && instance.web_identity.audience != visit.service_account->audience();
}

// Why STS refuses the role, and who can mend it.
std::string refusal_hint(const Visit& visit) {
  const std::string& role = visit.service().role_arn;
  std::string other = blueprint::account_of(role);
  if (other == visit.cluster->account_id) return "the links above say why";
  return fmt::format(
      "account {0} must have an identity provider for exactly this issuer, `aws iam "
      "create-open-id-connect-provider --url {1} --client-id-list {2}` with its credentials, and "
      "the role a trust policy that lets {3} in",
      other, visit.token->issuer, blueprint::kStsAudience, visit.subject());
}

}  // namespace

void read_service_account(Visit& visit) {
  if (!visit.cluster_is_active || !visit.api_answers) return;
  auto found = find_service_account(visit);
  if (found) visit.service_account = std::move(*found);
}

void examine_service_account(Visit& visit) {
  constexpr const char* kName = "service account";
  if (!visit.cluster_is_active) return visit.skip(kName, "there is no cluster");
  if (!visit.api_answers) return visit.skip(kName, kNoAnswer);
  const std::string& name = visit.service().service_account;
  if (!visit.service_account) {
    auto found = find_service_account(visit);
    if (!found) return visit.fail(kName, found.error().message, found.error().hint);
    return visit.fail(kName, fmt::format("there is no `{}` in the namespace", name), kUpMends);
  }
  std::string annotated = visit.service_account->role_arn();
  if (annotated == visit.service().role_arn) {
    return visit.pass(kName, fmt::format("{} is annotated with the role", name));
  }
  visit.fail(kName,
             annotated.empty() ? fmt::format("{} lacks the annotation {}", name, blueprint::kRoleAnnotation)
                               : fmt::format("{} is annotated with `{}`, expected `{}`", name, annotated,
                                             visit.service().role_arn),
             kUpMends);
}

void read_token(Visit& visit) {
  auto text = fetch_token(visit);
  auto facts = text ? runtime::parse_token_facts(*text)
                    : base::Result<runtime::TokenFacts>(tl::unexpected(text.error()));
  if (facts) {
    visit.token_text = std::move(*text);
    visit.token = std::move(*facts);
  } else {
    visit.no_token = facts.error();
  }
}

void examine_token(Visit& visit) {
  if (!visit.token && visit.cluster_is_active && !visit.api_answers) return visit.skip("token", kNoAnswer);
  if (!visit.token) {
    const std::string& hint = visit.no_token.hint;
    return visit.fail("token", visit.no_token.message, hint.empty() ? kUpMends : hint);
  }
  base::Time now = visit.platform.clock.now();
  std::string difference = differences(visit, now);
  if (!difference.empty()) return visit.fail("token", difference, kUpMends);
  visit.pass("token", fmt::format("of {}, expires {}", visit.token->subject,
                                  runtime::expiry_text(visit.token->expires, now)));
}

// Whether the schedule is kept.
void examine_schedule(Visit& visit, runtime::Runtime& runtime) {
  const DeployedService& service = visit.service();
  runtime::Cron* cron = runtime.cron();
  if (!cron) return visit.fail("schedule", fmt::format("{} keeps none", runtime.name()), kUpMends);
  auto found = cron->find(visit.environment().namespace_name, service.slug,
                          base::Deadline::in(std::chrono::seconds(20)));
  if (!found) return visit.fail("schedule", found.error().message, found.error().hint);
  if (!*found) return visit.fail("schedule", "it is not there", kUpMends);
  if ((*found)->fingerprint != service.fingerprint)
    return visit.fail("schedule", "it is another one than was deployed last", kUpMends);
  visit.pass("schedule",
             fmt::format("`{}` {} is kept by {}", service.schedule, service.timezone, runtime.name()));
}

void examine_instances(Visit& visit) {
  const DeployedService& service = visit.service();
  if (service.is_job) return visit.skip("instances", "a lifecycle job runs at its events only");
  auto runtime = visit.platform.connections.runtime(service.runtime, visit.environment().cluster);
  if (!runtime) return visit.fail("instances", runtime.error().message, runtime.error().hint);
  if (service.is_cron()) return examine_schedule(visit, **runtime);
  auto all =
      (*runtime)->list(visit.environment().namespace_name, base::Deadline::in(std::chrono::seconds(20)));
  if (!all) return visit.fail("instances", all.error().message, all.error().hint);
  int running = 0;
  int outdated = 0;
  int without_role = 0;
  std::string reason = "not there";
  for (const runtime::Instance& each : *all) {
    if (each.service != service.slug) continue;
    if (each.state != runtime::InstanceState::running) {
      reason = each.reason.empty() ? "still starting" : each.reason;
    } else if (each.fingerprint != service.fingerprint) {
      ++outdated;
    } else if (lacks_identity(visit, each)) {
      ++without_role;
    } else {
      ++running;
    }
  }
  if (outdated > 0) {
    return visit.fail("instances",
                      fmt::format("{} run with another environment than the one deployed last", outdated),
                      kUpMends);
  }
  if (without_role > 0) {
    return visit.fail("instances",
                      fmt::format("{} run without this role and audience: they were made when the service "
                                  "account did not say so, or the webhook was not there",
                                  without_role),
                      kUpMends);
  }
  if (running < service.instances) {
    return visit.fail("instances", fmt::format("{} of {} run: {}", running, service.instances, reason),
                      fmt::format("`slipway logs {}`, then `slipway up`", service.slug));
  }
  visit.pass("instances",
             fmt::format("{} of {} run under {}{}", running, service.instances, service.runtime,
                         service.has_identity() ? ", with the environment that names role and token" : ""));
}

void examine_call(Visit& visit) {
  constexpr const char* kName = "AssumeRoleWithWebIdentity";
  if (!visit.cluster || !visit.token)
    return visit.skip(kName, "there is no account or no token to call with");
  const std::string& role = visit.service().role_arn;
  auto answer = visit.cluster->cloud->call(
      "sts", kName,
      json::Object{
          {"RoleArn", role}, {"RoleSessionName", "slipway-doctor"}, {"WebIdentityToken", visit.token_text}});
  if (!answer) {
    return visit.fail(kName, fmt::format("{}: {}", answer.error().code, answer.error().message),
                      refusal_hint(visit));
  }
  const Value* credentials = answer->find("Credentials");
  auto who = credentials ? who_with(visit, *credentials) : base::Result<std::string>("nobody");
  if (!who) return visit.fail(kName, who.error().message, "");
  if (who->starts_with(session_prefix(role))) return visit.pass(kName, "works: the caller is " + *who);
  visit.fail(kName, fmt::format("the caller is `{}`, expected `{}...`", *who, session_prefix(role)), "");
}

}  // namespace platform
