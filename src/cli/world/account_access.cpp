#include "cli/world/account_access.h"

#include <fmt/core.h>

#include "account/server/control.h"
#include "account/server/server.h"
#include "aws/client/credentials.h"
#include "aws/client/shared_config.h"
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "net/network_transport.h"
#include "net/url.h"
#include "runtime/runtime.h"

namespace cli {
namespace {

using base::ErrorKind;

constexpr auto kStartLimit = std::chrono::seconds(20);
constexpr auto kPollInterval = std::chrono::milliseconds(20);

std::string last_line(const std::string& path) {
  std::string text = base::read_file(path).value_or("");
  std::string_view trimmed = base::trim(text);
  size_t at = trimmed.rfind("error: ");
  return std::string(at == std::string_view::npos ? trimmed.substr(trimmed.rfind('\n') + 1)
                                                  : trimmed.substr(at + 7));
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host.starts_with("127.") || host == "::1";
}

// A container has a loopback of its own: from there this machine is the bridge's gateway.
std::string over_bridge(const std::string& endpoint) {
  auto url = net::Url::parse(endpoint);
  if (!url || !is_loopback(url->host)) return "";
  return fmt::format("{}://{}:{}", url->tls ? "https" : "http", runtime::kBridgeAddress, url->port);
}

// Said once on a machine: when its embedded account is first made. Whoever has credentials in the shell may well have
// meant their account.
void tell_of_credentials(const blueprint::Progress& progress) {
  aws::Environment variables = aws::process_environment();
  for (const char* name : {"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE"}) {
    if (!variables(name)) continue;
    progress(
        fmt::format("`account: embedded` is an account of this machine: nothing is made in AWS, and the "
                    "credentials of {} are not "
                    "used for it; `account: {{ endpoint: URL }}` in slipway.yaml names another one",
                    name));
    return;
  }
}

base::Status start_on(uint16_t port, const std::string& data_dir, const blueprint::Progress& progress,
                      const base::Deadline& deadline) {
  std::string log = data_dir + "/serve.log";
  TRY(base::remove_all(log));
  base::Command command;
  command.arguments = {base::own_path(),     "account",    "serve", "--port",
                       std::to_string(port), "--data-dir", data_dir};
  pid_t pid = TRY(base::start_detached(command, log));
  base::Deadline limit = deadline.at_most(kStartLimit);
  while (!limit.passed()) {
    if (auto server = account::find_server(data_dir)) {
      progress(fmt::format("no embedded account answered, so one was started on {} (log: {})",
                           server->endpoint, log));
      return {};
    }
    if (!base::is_running(pid)) {
      return tl::unexpected(
          base::Error{ErrorKind::unavailable, "the embedded account did not start: " + last_line(log),
                      "start it yourself, for example on another port: `slipway account serve --port 4567`"});
    }
    limit.pause(kPollInterval);
  }
  return base::fail(ErrorKind::timeout, "the embedded account does not answer; see `{}`", log);
}

}  // namespace

base::Status start_embedded_account(const platform::Home& home, const blueprint::Progress& progress,
                                    const base::Deadline& deadline) {
  std::string data_dir = home.account_dir();
  if (account::find_server(data_dir)) return {};
  if (auto known = account::read_credentials(data_dir); !known || known->empty())
    tell_of_credentials(progress);
  TRY(base::make_folder(data_dir));
  if (uint16_t before = account::last_port(data_dir); before != 0 && before != account::kDefaultPort) {
    // Somebody else may have it by now.
    if (start_on(before, data_dir, progress, deadline)) return {};
  }
  return start_on(account::kDefaultPort, data_dir, progress, deadline);
}

base::Result<blueprint::AccountAccess> embedded_account(const platform::Home& home, const std::string& name) {
  std::string data_dir = home.account_dir();
  auto server = account::find_server(data_dir);
  if (!server) {
    return tl::unexpected(base::Error{ErrorKind::unavailable,
                                      fmt::format("no embedded account is served from `{}`", data_dir),
                                      "start it: `slipway account serve`"});
  }
  blueprint::AccountAccess access;
  access.embedded = true;
  access.endpoint = server->endpoint;
  access.bridge_endpoint = server->bridge_endpoint;
  access.authorities_pem.push_back(TRY(base::read_file(account::authority_path(data_dir))));
  for (const account::RootCredentials& each : TRY(account::read_credentials(data_dir))) {
    if (!name.empty() && each.name != name && each.account_id != name) continue;
    access.credentials = {each.access_key_id, each.secret_access_key, {}};
    return access;
  }
  return tl::unexpected(base::Error{ErrorKind::not_found,
                                    fmt::format("there is no embedded account `{}`", name),
                                    fmt::format("make it: `slipway account create {}`", name)});
}

base::Result<blueprint::AccountAccess> account_at(const std::string& endpoint, const base::Clock& clock,
                                                  base::Random& random, const base::Deadline& deadline) {
  aws::Environment variables = aws::process_environment();
  aws::Settings settings = TRY(aws::load_settings(variables));
  blueprint::AccountAccess access;
  access.endpoint = endpoint;
  access.bridge_endpoint = over_bridge(endpoint);
  if (!settings.authorities_pem.empty()) access.authorities_pem = {settings.authorities_pem};
  settings.endpoint = endpoint;  // the chain asks STS there, too
  auto chain = std::make_shared<aws::CredentialChain>(std::move(settings), variables,
                                                      net::network_transport(), clock, random);
  access.credentials = TRY(chain->get(deadline)).credentials;
  access.source = std::move(chain);
  return access;
}

}  // namespace cli
