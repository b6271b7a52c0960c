// Steering an embedded account from outside of its process: who serves a data directory, its root keys,
// reset, more accounts, the control planes of its clusters. Requests go over http, signed with the root keys
// of the first account, like any other call.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/server/call_log.h"
#include "base/deadline.h"
#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"

namespace account {

struct RootCredentials {
  std::string account_id;
  std::string name;
  std::string access_key_id;
  base::Secret secret_access_key;
};
// From credentials.json; the first is the first account. not_found: the data directory was never served.
base::Result<std::vector<RootCredentials>> read_credentials(const std::string& data_dir);

struct RunningServer {
  pid_t pid = 0;
  uint16_t port = 0;
  std::string endpoint;         // http://127.0.0.1:4566
  std::string bridge_endpoint;  // http://10.89.77.1:4566, or empty
  base::Secret proof_key;       // by which it proves on its port that it is this server (prove())
};
enum class Serving {
  nobody,   // and nothing says otherwise
  stale,    // server.json is there, but nobody holds the directory's lock: it was killed
  silent,   // somebody holds the lock, but does not answer as the server of server.json (yet)
  running,  // who holds the lock answered
};
struct FoundServer {
  Serving serving = Serving::nobody;
  RunningServer server;  // of server.json; not where there is none
};
// Neither a process id nor a port says who is there: the one is given to others, the other to whoever asks
// first. The lock and the proof do, from every process namespace.
FoundServer look_for_server(const std::string& data_dir);
std::optional<RunningServer> find_server(const std::string& data_dir);  // only one that is running

// What the server answers to GET /_slipway/health?challenge=CHALLENGE.
std::string prove(const base::Secret& proof_key, std::string_view challenge);

// The port of a server that was killed; 0: there is none. Whoever was told of it, pods among them, looks there.
uint16_t last_port(const std::string& data_dir);

// The path of the local authority's certificate.
std::string authority_path(const std::string& data_dir);

// {"accounts": [{"id", "name"}], "version": ..., "started": ..., "calls": N}
base::Result<json::Value> status(const std::string& data_dir, const base::Deadline& deadline);
// Those that were answered after the call of that number, and are still kept. `waits`: where
// there is none, some seconds for one.
base::Result<std::vector<LoggedCall>> calls(const std::string& data_dir, uint64_t after, bool waits,
                                            const base::Deadline& deadline);
// Empties every account; root keys, account ids and the local authority stay.
base::Status reset(const std::string& data_dir, const base::Deadline& deadline);
// Snapshots of all of it (snapshots.h).
base::Status save_snapshot(const std::string& data_dir, const std::string& name,
                           const base::Deadline& deadline);
base::Status load_snapshot(const std::string& data_dir, const std::string& name,
                           const base::Deadline& deadline);
base::Status remove_snapshot(const std::string& data_dir, const std::string& name,
                             const base::Deadline& deadline);
base::Result<std::vector<std::string>> snapshots(const std::string& data_dir, const base::Deadline& deadline);
struct SnapshotChange {
  std::string change;  // added, changed, removed
  std::string account, region, kind, id;
};
base::Result<std::vector<SnapshotChange>> changes_since_snapshot(const std::string& data_dir,
                                                                 const std::string& name,
                                                                 const base::Deadline& deadline);
// Faults (call/faults.h): all that are planted, with one more, or with none.
base::Result<json::Array> faults(const std::string& data_dir, const base::Deadline& deadline);
base::Status add_fault(const std::string& data_dir, const json::Value& fault, const base::Deadline& deadline);
base::Status clear_faults(const std::string& data_dir, const base::Deadline& deadline);
// Makes an account with a root user; its keys are added to credentials.json. conflict: the name is taken.
base::Result<RootCredentials> create_account(const std::string& data_dir, const std::string& name,
                                             const base::Deadline& deadline);

// A cluster by its place, and the control API of its control plane (eks/control_plane.h says what is in the
// JSON). not_found: there is no such cluster.
struct ClusterPlace {
  std::string account;
  std::string region;
  std::string name;
};
base::Result<json::Value> control_plane(const std::string& data_dir, const ClusterPlace& cluster,
                                        const base::Deadline& deadline);
base::Status set_control_plane(const std::string& data_dir, const ClusterPlace& cluster,
                               const json::Value& plane, const base::Deadline& deadline);
// `forget`: its id, issuer and keys, too.
base::Status stop_control_plane(const std::string& data_dir, const ClusterPlace& cluster, bool forget,
                                const base::Deadline& deadline);
// Its issuer signs with a new key from now on; what the keys of before have signed stays good until it expires.
base::Status rotate_keys(const std::string& data_dir, const ClusterPlace& cluster,
                         const base::Deadline& deadline);
base::Status set_aws_auth(const std::string& data_dir, const ClusterPlace& cluster,
                          const json::Value& config_map, const base::Deadline& deadline);
// All of the server, stopped or not.
base::Result<std::vector<ClusterPlace>> clusters(const std::string& data_dir, const base::Deadline& deadline);
// Whom the cluster turned away lately, newest first, and what would mend it (eks/refusals.h).
base::Result<json::Array> refusals(const std::string& data_dir, const ClusterPlace& cluster,
                                   const base::Deadline& deadline);

// What AWS tells of an instance that it takes back (ec2/instance_events.h says which there are). not_found: there is no
// such instance.
struct InstancePlace {
  std::string account;
  std::string region;
  std::string id;
};
base::Status interrupt_instance(const std::string& data_dir, const InstancePlace& instance,
                                const std::string& what, const base::Deadline& deadline);

// Asks the server to end, and returns when it has given up the directory's lock. Where none runs, what one
// that was killed has left is removed. unavailable: whoever holds the lock does not answer; it is left alone.
base::Status stop(const std::string& data_dir, const base::Deadline& deadline);

}  // namespace account
