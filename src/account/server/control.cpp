#include "account/server/control.h"

#include <signal.h>

#include "account/server/control_endpoint.h"
#include "account/server/data_dir.h"
#include "aws/signature/signature.h"
#include "base/process.h"
#include "net/client.h"

namespace account {
namespace {

using base::ErrorKind;

// A request of the control API, signed as the root of the first account.
base::Result<json::Value> ask(const std::string& data_dir, std::string_view method, const std::string& path,
                              const json::Value& body, const base::Deadline& deadline,
                              const std::string& query = "") {
  std::optional<RunningServer> server = find_server(data_dir);
  if (!server) {
    base::Error error{ErrorKind::unavailable, fmt::format("no account is served from `{}`", data_dir),
                      "start one with `slipway account serve`"};
    return tl::unexpected(std::move(error));
  }
  RootCredentials root = TRY(read_credentials(data_dir)).front();
  net::Url url = TRY(net::Url::parse(server->endpoint));
  std::string text = json::dump(body);
  net::Headers headers = {{"Host", url.host_header()}, {"Content-Type", "application/json"}};
  base::SystemClock clock;
  aws::sign(headers, method, path, query, text, {root.access_key_id, root.secret_access_key, {}},
            {"us-east-1", std::string(kControlService)}, clock.now());
  headers.erase("Host");  // the client adds it
  net::ClientOptions options;
  options.url = url;
  std::string target = query.empty() ? path : path + "?" + query;
  net::ClientResponse response =
      TRY(net::Client::make(options)->send(method, target, headers, text, deadline));
  json::Value answer = TRY(json::parse(response.body));
  if (response.status == 200) return answer;
  ErrorKind kind = response.status == 409   ? ErrorKind::conflict
                   : response.status == 400 ? ErrorKind::invalid
                   : response.status == 403 ? ErrorKind::denied
                   : response.status == 404 ? ErrorKind::not_found
                                            : ErrorKind::io;
  return base::fail(kind, "{}", answer.string_or("message", "the account refused the request"));
}

std::string path_of(const ClusterPlace& cluster, std::string_view thing) {
  return fmt::format("{}clusters/{}/{}/{}/{}", kControlPath, cluster.account, cluster.region, cluster.name,
                     thing);
}

}  // namespace

base::Result<std::vector<RootCredentials>> read_credentials(const std::string& data_dir) {
  auto credentials = DataDir(data_dir).credentials();
  if (credentials && credentials->empty())
    return base::fail(ErrorKind::not_found, "`{}` holds no account", data_dir);
  if (credentials || credentials.error().kind != ErrorKind::not_found) return credentials;
  base::Error error{ErrorKind::not_found, fmt::format("`{}` holds no account", data_dir),
                    "make one with `slipway account serve`"};
  return tl::unexpected(std::move(error));
}

std::optional<RunningServer> find_server(const std::string& data_dir) {
  return DataDir(data_dir).server();
}

uint16_t last_port(const std::string& data_dir) {
  return DataDir(data_dir).last_port();
}

std::string authority_path(const std::string& data_dir) {
  return DataDir(data_dir).authority();
}

base::Result<json::Value> status(const std::string& data_dir, const base::Deadline& deadline) {
  return ask(data_dir, "GET", kControlPath + "status", json::Object(), deadline);
}

base::Status reset(const std::string& data_dir, const base::Deadline& deadline) {
  TRY(ask(data_dir, "POST", kControlPath + "reset", json::Object(), deadline));
  return {};
}

base::Result<RootCredentials> create_account(const std::string& data_dir, const std::string& name,
                                             const base::Deadline& deadline) {
  json::Value answer =
      TRY(ask(data_dir, "POST", kControlPath + "accounts", json::Object{{"name", name}}, deadline));
  std::string id(answer.string_or("id", ""));
  for (RootCredentials& credentials : TRY(read_credentials(data_dir))) {
    if (credentials.account_id == id) return std::move(credentials);
  }
  return base::fail(ErrorKind::io, "the keys of account `{}` were not written", id);
}

base::Result<json::Value> control_plane(const std::string& data_dir, const ClusterPlace& cluster,
                                        const base::Deadline& deadline) {
  return ask(data_dir, "GET", path_of(cluster, "control-plane"), json::Object(), deadline);
}

base::Status set_control_plane(const std::string& data_dir, const ClusterPlace& cluster,
                               const json::Value& plane, const base::Deadline& deadline) {
  TRY(ask(data_dir, "PUT", path_of(cluster, "control-plane"), plane, deadline));
  return {};
}

base::Status stop_control_plane(const std::string& data_dir, const ClusterPlace& cluster, bool forget,
                                const base::Deadline& deadline) {
  TRY(ask(data_dir, "DELETE", path_of(cluster, "control-plane"), json::Object(), deadline,
          forget ? "forget=true" : ""));
  return {};
}

base::Status rotate_keys(const std::string& data_dir, const ClusterPlace& cluster,
                         const base::Deadline& deadline) {
  TRY(ask(data_dir, "POST", path_of(cluster, "keys"), json::Object(), deadline));
  return {};
}

base::Status set_aws_auth(const std::string& data_dir, const ClusterPlace& cluster,
                          const json::Value& config_map, const base::Deadline& deadline) {
  TRY(ask(data_dir, "PUT", path_of(cluster, "aws-auth"), config_map, deadline));
  return {};
}

base::Result<std::vector<ClusterPlace>> clusters(const std::string& data_dir,
                                                 const base::Deadline& deadline) {
  json::Value answer = TRY(ask(data_dir, "GET", kControlPath + "clusters", json::Object(), deadline));
  std::vector<ClusterPlace> places;
  for (const json::Value& each : answer.find("clusters")->as_array()) {
    places.push_back({std::string(each.string_or("account", "")), std::string(each.string_or("region", "")),
                      std::string(each.string_or("name", ""))});
  }
  return places;
}

base::Result<json::Value> refusals(const std::string& data_dir, const ClusterPlace& cluster,
                                   const base::Deadline& deadline) {
  json::Value answer = TRY(ask(data_dir, "GET", path_of(cluster, "refusals"), json::Object(), deadline));
  return *answer.find("refusals");
}

base::Status stop(const std::string& data_dir, const base::Deadline& deadline) {
  std::optional<RunningServer> server = find_server(data_dir);
  if (!server) return {};
  std::string identity = base::process_identity(server->pid);
  ::kill(server->pid, SIGTERM);
  return base::wait_for_end(server->pid, identity, deadline);
}

}  // namespace account
