// Where services run: one contract, proved by one conformance test (runtime/testing/conformance.cpp).
//
// Three: podman (OCI containers under runc), process (plain supervised processes, where no container can run)
// and Kubernetes (runtime/kubernetes/kubernetes.h). A runtime keeps no state of its own: what runs is asked
// of podman, of the agent, or of the API server.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/deadline.h"
#include "base/result.h"
#include "runtime/workload.h"

namespace runtime {

// Where the token is in a container (README of amazon-eks-pod-identity-webhook).
inline constexpr std::string_view kTokenFolder = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
// Where a job in a container leaves its outputs (Qovery's documentation, "Lifecycle job"). Every job also has the
// folder's name in the variable, since a plain process of this machine has another one.
inline constexpr std::string_view kOutputFolder = "/qovery-output";
inline constexpr std::string_view kOutputFile = "qovery-output.json";
inline constexpr std::string_view kOutputVariable = "SLIPWAY_OUTPUT_FOLDER";
// The network of the containers, and this machine's address on it.
inline constexpr std::string_view kBridgeSubnet = "10.89.77.0/24";
inline constexpr std::string_view kBridgeAddress = "10.89.77.1";
// Likewise on the bridges of the clusters that may run on this machine.
inline constexpr std::array<std::string_view, 4> kClusterAddresses = {"10.89.78.1", "10.89.79.1",
                                                                      "10.89.80.1", "10.89.81.1"};

// One service as it is to run. Names are unique within a namespace. What a cluster's webhook gives a pod, as its
// service account says when it is made (README of amazon-eks-pod-identity-webhook).
struct WebIdentity {
  std::string role_arn;  // empty: none
  std::string audience;  // of its tokens
  bool operator==(const WebIdentity&) const = default;
};

struct ServiceSpec {
  std::string namespace_name;                // z1234abcd-production
  std::string name;                          // debian
  std::string image;                         // podman; the process runtime runs `command` on this machine
  std::vector<std::string> entrypoint = {};  // before `command`; empty: the image's own
  std::vector<std::string> command;          // empty: the image's own
  int instances = 1;
  int64_t memory_bytes = 512LL << 20;
  std::map<std::string, std::string> environment;  // values may be secret: never logged
  std::string token_folder;  // on this machine (see token_file.h); mounted read-only at kTokenFolder; empty:
                             // no identity
  std::string service_account = "";  // Kubernetes alone: that of its pods; empty: the namespace's own
  WebIdentity web_identity = {};     // Kubernetes alone: what its pods must be given; no role: not looked at
  int64_t token_life_s = 0;  // Kubernetes alone: of the tokens that its pods are given; 0: as the service
                             // account says
  Workload workload = {};
  std::map<std::string, std::string> files = {};   // by absolute path; what is in them may be secret
  std::map<std::string, std::string> labels = {};  // Kubernetes alone: of its objects, beside our marks
  std::string fingerprint;  // changes whenever any of the above does: instances of another one are replaced
};

enum class InstanceState { starting, running, exited };
struct Instance {
  std::string namespace_name;
  std::string service;
  int index = 0;
  std::string id;  // container id or process id
  InstanceState state = InstanceState::starting;
  int exit_code = 0;   // -1: not known
  std::string reason;  // for `exited`, or why it was started again: out of memory, exit code, could not
                       // start; where it is known, why it still starts or is not ready
  std::string fingerprint;
  WebIdentity web_identity = {};  // Kubernetes alone: what it was given
  base::Time started;
  bool is_ready = true;  // Kubernetes alone: as its readiness probe says, while it runs
};

// One run of a job, to its end.
struct JobRun {
  ServiceSpec service;  // `instances` and `fingerprint` do not count
  int max_restarts = 0;
  std::chrono::seconds max_duration{300};  // of all tries together
  std::string log_file;  // absolute: gets what it prints as it comes, all tries one after another; stays when
                         // it has ended
};
struct JobEnd {
  int exit_code = 0;        // of the last try; -1: not known
  std::string reason;       // why it failed; empty: it succeeded
  std::string output;       // what it left in kOutputFile; empty: nothing
  std::string notice = {};  // what its user should know though nothing failed; empty: nothing
};

// In the reason of whatever was ended for its memory limit.
inline constexpr std::string_view kOutOfMemory = "out of memory";

class Cron;  // runtime/cron.h

// invalid: a name that is no RFC 1123 label, a variable's name or value that no process can be given, a limit
// or a number of instances out of range. Both runtimes ask it first; callers may ask it before they touch anything.
base::Status check_service(const ServiceSpec& service);

// What a command in an instance reads: nothing; this process's standard input, to its end or the command's;
// or this process's terminal, as a terminal.
enum class ExecInput { nothing, stream, terminal };

class Runtime {
 public:
  virtual ~Runtime() = default;
  virtual std::string_view name() const = 0;  // podman, process, kubernetes

  // Can it run here? The error says what is missing and how to mend it.
  virtual base::Status check(const base::Deadline& deadline) = 0;
  // The environment's value of AWS_ENDPOINT_URL as a service sees it: `bridge` where it has a network of its own.
  virtual bool uses_bridge() const = 0;
  // The value of AWS_WEB_IDENTITY_TOKEN_FILE: where the service itself finds its token.
  virtual std::string token_path(const ServiceSpec& service) const = 0;
  // Where the service itself finds what it asks for at a path (ServiceSpec::files).
  virtual std::string file_path(const ServiceSpec&, const std::string& path) const { return path; }
  // By what name or address others of its namespace reach the ports of a service; empty: by none that is
  // known beforehand.
  virtual std::string host(const std::string& namespace_name, const std::string& service) const = 0;

  // Makes what runs equal to `service`: starts, replaces, scales down. Idempotent. `progress` gets one line a
  // step. An instance that ends at once is an error that says why, with the last lines of its log; one that
  // fails later is started again (podman: three times; process: with growing pauses).
  virtual base::Status apply(const ServiceSpec& service,
                             const std::function<void(const std::string&)>& progress,
                             const base::Deadline& deadline) = 0;
  // Runs a job, in the place of one of the same name that still runs, and leaves nothing but the log. Listed
  // as instance 0 meanwhile. A job that fails is no error of this call; one that could not be started is. At
  // the deadline, or when it is stopped, the job is ended.
  virtual base::Result<JobEnd> run_job(const JobRun& run, const base::Deadline& deadline) = 0;
  // Null: it keeps no schedules.
  virtual Cron* cron() { return nullptr; }
  // Ends and removes all instances of a service, its logs too, and a job that runs. Nothing there is no error.
  virtual base::Status remove(const std::string& namespace_name, const std::string& service,
                              const base::Deadline& deadline) = 0;
  // What there is of a namespace (empty: of all).
  virtual base::Result<std::vector<Instance>> list(const std::string& namespace_name,
                                                   const base::Deadline& deadline) = 0;

  // Runs a command in an instance; its exit code (127: no such command). Empty command: a shell.
  virtual base::Result<int> exec(const Instance& instance, const std::vector<std::string>& command,
                                 ExecInput input) = 0;
  // Both outputs of an instance to ours, oldest line first; with `follow` until the instance ends or the
  // deadline stops.
  virtual base::Status logs(const Instance& instance, bool follow, const base::Deadline& deadline) = 0;
};

// Both keep to the instances of their `state_dir` (an absolute path), so that two users of a machine or two
// tests do not touch each other's.
//
// podman: the state folder is a label of the containers, and holds what the probe found.
std::unique_ptr<Runtime> make_podman(const std::string& state_dir);
// process: the agent (runtime/process/agent.h) supervises what apply() writes down there, and is started by it.
std::unique_ptr<Runtime> make_process(const std::string& state_dir);

struct Picked {
  std::unique_ptr<Runtime> runtime;
  std::string why;  // one line for the user: which, and why
};
// `wanted` is `podman`, `process` or empty: podman if its probe succeeds (docs/podman.md), else process. An
// error: the one that is wanted does not work here (unavailable), or there is none of that name (invalid).
base::Result<Picked> pick(std::string_view wanted, const std::string& state_dir,
                          const base::Deadline& deadline);

}  // namespace runtime
