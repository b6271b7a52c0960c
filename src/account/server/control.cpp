#include "account/server/control.h"

#include "account/server/control_answers.h"
#include "account/server/control_endpoint.h"
#include "account/server/control_request.h"
#include "account/server/data_dir.h"
#include "aws/signature/signature.h"
#include "base/encoding.h"
#include "base/file.h"
#include "base/json_answer.h"
#include "base/random.h"
#include "crypto/digest.h"
#include "net/client.h"

namespace account {
namespace {

using base::ErrorKind;

constexpr auto kProofLimit = std::chrono::seconds(2);

// Before anything is asked of it: who is on the port must know the key that only server.json tells.
bool proves_itself(const RunningServer& server) {
  auto url = net::Url::parse(server.endpoint);
  if (!url || server.proof_key.reveal().empty()) return false;
  base::SystemRandom random;
  std::string challenge = base::hex(random.bytes(16));
  net::ClientOptions options;
  options.url = *url;
  std::string target = fmt::format("{}health?challenge={}", kControlPath, challenge);
  auto response = net::Client::make(options)->send("GET", target, {}, "", base::Deadline::in(kProofLimit));
  auto answer = response ? json::parse(response->body) : base::Result<json::Value>(json::Value());
  if (!answer) return false;
  base::Secret proof(std::string(answer->string_or("proof", "")));
  return proof == base::Secret(prove(server.proof_key, challenge));
}

}  // namespace

base::Result<json::Value> ask(const std::string& data_dir, std::string_view method, const std::string& path,
                              const json::Value& body, const base::Deadline& deadline,
                              const std::string& query) {
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
  return read_answer(response.status, response.body);
}

namespace {

std::string path_of(const ClusterPlace& cluster, std::string_view thing) {
  return fmt::format("{}clusters/{}/{}/{}/{}", kControlPath, cluster.account, cluster.region, cluster.name,
                     thing);
}

std::string path_of_snapshot(const std::string& name) {
  return fmt::format("{}snapshots/{}", kControlPath, base::percent_encode(name));
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

FoundServer look_for_server(const std::string& data_dir) {
  DataDir folder(data_dir);
  std::optional<RunningServer> server = folder.server();
  if (!base::is_locked(folder.lock_path()))
    return server ? FoundServer{Serving::stale, *server} : FoundServer{};
  if (!server) return {Serving::silent, {}};
  return {proves_itself(*server) ? Serving::running : Serving::silent, *server};
}

std::optional<RunningServer> find_server(const std::string& data_dir) {
  FoundServer found = look_for_server(data_dir);
  return found.serving == Serving::running ? std::optional(std::move(found.server)) : std::nullopt;
}

std::string prove(const base::Secret& proof_key, std::string_view challenge) {
  return base::hex(crypto::hmac_sha256(proof_key.reveal(), fmt::format("slipway account: {}", challenge)));
}

uint16_t last_port(const std::string& data_dir) {
  std::optional<RunningServer> server = DataDir(data_dir).server();
  return server ? server->port : 0;
}

std::string authority_path(const std::string& data_dir) {
  return DataDir(data_dir).authority();
}

base::Result<json::Value> status(const std::string& data_dir, const base::Deadline& deadline) {
  json::Value answer = TRY(ask(data_dir, "GET", kControlPath + "status", json::Object(), deadline));
  TRY(read_accounts(answer));
  return answer;
}

base::Result<std::vector<LoggedCall>> calls(const std::string& data_dir, uint64_t after, bool waits,
                                            const base::Deadline& deadline) {
  std::string path = kControlPath + (waits ? "calls/next" : "calls");
  json::Value answer =
      TRY(ask(data_dir, "GET", path, json::Object(), deadline, fmt::format("after={}", after)));
  std::vector<LoggedCall> calls;
  for (const json::Value& each : *TRY(json::array_at(answer, "calls", "the account's answer")))
    calls.push_back(call_from(each));
  return calls;
}

base::Status reset(const std::string& data_dir, const base::Deadline& deadline) {
  TRY(ask(data_dir, "POST", kControlPath + "reset", json::Object(), deadline));
  return {};
}

base::Status save_snapshot(const std::string& data_dir, const std::string& name,
                           const base::Deadline& deadline) {
  TRY(ask(data_dir, "PUT", path_of_snapshot(name), json::Object(), deadline));
  return {};
}

base::Status load_snapshot(const std::string& data_dir, const std::string& name,
                           const base::Deadline& deadline) {
  TRY(ask(data_dir, "POST", path_of_snapshot(name), json::Object(), deadline));
  return {};
}

base::Status remove_snapshot(const std::string& data_dir, const std::string& name,
                             const base::Deadline& deadline) {
  TRY(ask(data_dir, "DELETE", path_of_snapshot(name), json::Object(), deadline));
  return {};
}

base::Result<std::vector<std::string>> snapshots(const std::string& data_dir,
                                                 const base::Deadline& deadline) {
  json::Value answer = TRY(ask(data_dir, "GET", kControlPath + "snapshots", json::Object(), deadline));
  return answer.strings_at("snapshots");
}

base::Result<std::vector<SnapshotChange>> changes_since_snapshot(const std::string& data_dir,
                                                                 const std::string& name,
                                                                 const base::Deadline& deadline) {
  json::Value answer = TRY(ask(data_dir, "GET", path_of_snapshot(name), json::Object(), deadline));
  std::vector<SnapshotChange> changes;
  for (const json::Value& each : *TRY(json::array_at(answer, "changes", "the account's answer")))
    changes.push_back({std::string(each.string_or("change", "")), std::string(each.string_or("account", "")),
                       std::string(each.string_or("region", "")), std::string(each.string_or("kind", "")),
                       std::string(each.string_or("id", ""))});
  return changes;
}

base::Result<json::Array> faults(const std::string& data_dir, const base::Deadline& deadline) {
  json::Value answer = TRY(ask(data_dir, "GET", kControlPath + "faults", json::Object(), deadline));
  return *TRY(json::array_at(answer, "faults", "the account's answer"));
}

base::Status add_fault(const std::string& data_dir, const json::Value& fault,
                       const base::Deadline& deadline) {
  TRY(ask(data_dir, "POST", kControlPath + "faults", fault, deadline));
  return {};
}

base::Status clear_faults(const std::string& data_dir, const base::Deadline& deadline) {
  TRY(ask(data_dir, "DELETE", kControlPath + "faults", json::Object(), deadline));
  return {};
}

base::Status interrupt_instance(const std::string& data_dir, const InstancePlace& instance,
                                const std::string& what, const base::Deadline& deadline) {
  std::string path = fmt::format("{}instance-events/{}/{}/{}/{}", kControlPath, instance.account,
                                 instance.region, instance.id, what);
  TRY(ask(data_dir, "POST", path, json::Object(), deadline));
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
  return read_clusters(answer);
}

base::Result<json::Array> refusals(const std::string& data_dir, const ClusterPlace& cluster,
                                   const base::Deadline& deadline) {
  json::Value answer = TRY(ask(data_dir, "GET", path_of(cluster, "refusals"), json::Object(), deadline));
  return read_refusals(answer);
}

base::Status stop(const std::string& data_dir, const base::Deadline& deadline) {
  DataDir folder(data_dir);
  FoundServer found = look_for_server(data_dir);
  if (found.serving == Serving::silent) {
    return tl::unexpected(base::Error{
        ErrorKind::unavailable, fmt::format("who serves the account in `{}` does not answer", data_dir),
        fmt::format("wait, or end it by hand: `fuser {}` tells its process", folder.lock_path())});
  }
  if (found.serving == Serving::running) {
    TRY(ask(data_dir, "POST", kControlPath + "stop", json::Object(), deadline));
    return base::wait_until_unlocked(folder.lock_path(), deadline);
  }
  if (found.serving == Serving::stale) {
    base::Fd lock = TRY(folder.lock());  // nobody begins to serve it meanwhile
    folder.remove_server();
  }
  return {};
}

}  // namespace account
