#include "aws/client/credentials.h"

#include <algorithm>

#include "aws/client/client.h"
#include "base/file.h"
#include "base/text.h"

namespace aws {
namespace {

using base::ErrorKind;
using base::fail;

// As AWS's SDKs do: calls that are under way must not outlive their credentials.
constexpr std::chrono::minutes kRenewBefore{5};

tl::unexpected<base::Error> nothing_found() {
  return tl::unexpected(
      base::Error{ErrorKind::not_found, "no AWS credentials were found",
                  "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile with AWS_PROFILE, "
                  "or run `eval \"$(slipway account env)\"` for the embedded account"});
}

}  // namespace

CredentialChain::CredentialChain(Settings settings, Environment environment,
                                 std::shared_ptr<net::Transport> transport, const base::Clock& clock,
                                 base::Random& random)
    : settings_(std::move(settings)),
      environment_(std::move(environment)),
      transport_(std::move(transport)),
      clock_(clock),
      random_(random) {}

base::Result<Credentials> CredentialChain::credentials(const base::Deadline& deadline) {
  FoundCredentials found = TRY(get(deadline));
  return std::move(found.credentials);
}

base::Result<FoundCredentials> CredentialChain::get(const base::Deadline& deadline) {
  std::lock_guard lock(mutex_);
  bool fresh = cached_ && (!cached_->expires || *cached_->expires - kRenewBefore > clock_.now());
  if (fresh) return *cached_;
  auto found = find(deadline);
  if (found) cached_ = *found;
  // Credentials that still work are better than none while STS cannot be reached.
  if (!found && cached_ && *cached_->expires > clock_.now()) return *cached_;
  return found;
}

base::Result<FoundCredentials> CredentialChain::find(const base::Deadline& deadline) {
  if (!settings_.profile_was_named) {
    if (auto found = TRY(from_variables())) return *found;
    std::string role = environment_("AWS_ROLE_ARN").value_or("");
    std::string file = environment_("AWS_WEB_IDENTITY_TOKEN_FILE").value_or("");
    if (!role.empty() && !file.empty()) {
      return with_web_identity(role, file, environment_("AWS_ROLE_SESSION_NAME").value_or(""), deadline);
    }
  }
  if (!settings_.shared.find(settings_.profile)) return nothing_found();
  std::vector<std::string> visited;
  return from_profile(settings_.profile, visited, deadline);
}

base::Result<std::optional<FoundCredentials>> CredentialChain::from_variables() const {
  std::string id = environment_("AWS_ACCESS_KEY_ID").value_or("");
  std::string secret = environment_("AWS_SECRET_ACCESS_KEY").value_or("");
  if (id.empty() && secret.empty()) return std::nullopt;
  if (id.empty() || secret.empty()) {
    return fail(ErrorKind::invalid, "{} is set but {} is not",
                id.empty() ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID",
                id.empty() ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY");
  }
  Credentials credentials{id, base::Secret(secret),
                          base::Secret(environment_("AWS_SESSION_TOKEN").value_or(""))};
  return FoundCredentials{std::move(credentials), std::nullopt, "variables of the environment"};
}

base::Result<std::optional<FoundCredentials>> CredentialChain::static_keys(std::string_view name) const {
  std::string id = settings_.shared.get(name, "aws_access_key_id");
  std::string secret = settings_.shared.get(name, "aws_secret_access_key");
  if (id.empty() && secret.empty()) return std::nullopt;
  if (id.empty() || secret.empty()) {
    return fail(ErrorKind::invalid, "the profile `{}` needs both aws_access_key_id and aws_secret_access_key",
                name);
  }
  Credentials credentials{id, base::Secret(secret),
                          base::Secret(settings_.shared.get(name, "aws_session_token"))};
  return FoundCredentials{std::move(credentials), std::nullopt, fmt::format("profile `{}`", name)};
}

// A role comes before keys, but a profile that is its own source is asked for its keys the second time.
base::Result<FoundCredentials> CredentialChain::from_profile(std::string_view name,
                                                             std::vector<std::string>& visited,
                                                             const base::Deadline& deadline) {
  if (!settings_.shared.find(name)) return fail(ErrorKind::not_found, "there is no profile `{}`", name);
  bool seen = std::find(visited.begin(), visited.end(), name) != visited.end();
  bool own_source = seen && visited.back() == name;
  visited.emplace_back(name);
  if (!seen && !settings_.shared.get(name, "role_arn").empty()) return assume_role(name, visited, deadline);
  if (seen && !own_source) {
    return fail(ErrorKind::invalid, "the profiles `{}` name each other as source_profile",
                base::join(visited, "`, `"));
  }
  if (auto found = TRY(static_keys(name))) return *found;
  for (std::string_view other : {"sso_session", "sso_start_url", "credential_process", "login_session"}) {
    if (settings_.shared.get(name, other).empty()) continue;
    return tl::unexpected(base::Error{
        ErrorKind::not_found,
        fmt::format("the profile `{}` gets its credentials by `{}`, which is not supported", name, other),
        fmt::format("run `eval \"$(aws configure export-credentials --profile {} --format env)\"`", name)});
  }
  return nothing_found();
}

base::Result<FoundCredentials> CredentialChain::assume_role(std::string_view name,
                                                            std::vector<std::string>& visited,
                                                            const base::Deadline& deadline) {
  auto setting = [&](std::string_view key) { return settings_.shared.get(name, key); };
  std::string role = setting("role_arn");
  if (std::string file = setting("web_identity_token_file"); !file.empty()) {
    return with_web_identity(role, file, setting("role_session_name"), deadline);
  }
  if (!setting("mfa_serial").empty()) {
    return fail(ErrorKind::invalid,
                "the profile `{}` asks for a code of an MFA device, which is not supported", name);
  }
  std::string source = setting("source_profile");
  std::optional<FoundCredentials> base;
  if (!source.empty()) {
    base = TRY(from_profile(source, visited, deadline));
  } else if (setting("credential_source") == "Environment") {
    base = TRY(from_variables());
  }
  if (!base) {
    return fail(ErrorKind::invalid,
                "the profile `{}` has a role_arn, but neither source_profile nor credential_source = "
                "Environment gives "
                "credentials to assume it with",
                name);
  }
  json::Object input{{"RoleArn", role}, {"RoleSessionName", session_name(setting("role_session_name"))}};
  if (std::string id = setting("external_id"); !id.empty()) input.set("ExternalId", id);
  if (std::string text = setting("duration_seconds"); !text.empty()) {
    auto seconds = base::parse_int(text);
    if (!seconds)
      return fail(ErrorKind::invalid, "duration_seconds of the profile `{}` is not a number", name);
    input.set("DurationSeconds", *seconds);
  }
  FoundCredentials found = TRY(ask_sts("AssumeRole", input, base->credentials, deadline));
  found.source = fmt::format("profile `{}`, role {}", name, role);
  return found;
}

base::Result<FoundCredentials> CredentialChain::with_web_identity(std::string_view role,
                                                                  std::string_view token_file,
                                                                  std::string_view wanted_name,
                                                                  const base::Deadline& deadline) {
  std::string token = TRY(base::read_file(std::string(token_file), 1 << 20));
  json::Object input{{"RoleArn", role},
                     {"RoleSessionName", session_name(wanted_name)},
                     {"WebIdentityToken", std::string(base::trim(token))}};
  FoundCredentials found = TRY(ask_sts("AssumeRoleWithWebIdentity", input, {}, deadline));
  found.source = fmt::format("web identity, role {}", role);
  return found;
}

base::Result<FoundCredentials> CredentialChain::ask_sts(std::string_view operation, const json::Value& input,
                                                        const Credentials& credentials,
                                                        const base::Deadline& deadline) {
  ClientConfig config;
  config.endpoint = environment_("AWS_ENDPOINT_URL_STS").value_or(settings_.endpoint);
  config.region = settings_.region.empty() ? "us-east-1" : settings_.region;
  if (!credentials.access_key_id.empty()) config.credentials = fixed_credentials(credentials);
  if (!settings_.authorities_pem.empty()) config.authorities_pem.push_back(settings_.authorities_pem);
  Client sts(std::move(config), transport_, clock_, random_);
  auto output = sts.call("sts", operation, input, deadline);
  if (!output) {
    bool unreachable = output.error().code == "Unreachable";
    return fail(unreachable ? ErrorKind::unavailable : ErrorKind::denied, "{} failed: {}: {}", operation,
                output.error().code, base::redact(output.error().message));
  }
  const json::Value* keys = output->find("Credentials");
  std::string id(keys ? keys->string_or("AccessKeyId", "") : "");
  if (id.empty()) return fail(ErrorKind::unavailable, "{} answered without credentials", operation);
  FoundCredentials found;
  found.credentials = {id, base::Secret(std::string(keys->string_or("SecretAccessKey", ""))),
                       base::Secret(std::string(keys->string_or("SessionToken", "")))};
  found.expires = base::from_ms(keys->int_or("Expiration", 0));
  return found;
}

std::string CredentialChain::session_name(std::string_view wanted) const {
  return wanted.empty() ? fmt::format("slipway-{}", base::to_seconds(clock_.now())) : std::string(wanted);
}

}  // namespace aws
