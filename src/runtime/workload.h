// How the instances of a service are run, beside its program and its variables: as Kubernetes' objects have
// it, and with their defaults. docs/services.md says what of it each runtime heeds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace runtime {

struct Port {
  std::string name;  // RFC 6335: at most 15 of a-z, 0-9 and `-`, a letter among them
  int number = 0;
  bool is_udp = false;

  bool operator==(const Port&) const = default;
};

// How it is found out whether an instance lives, or may be given work.
struct Probe {
  enum class Kind { http, tcp, exec };
  Kind kind = Kind::tcp;
  int port = 0;                           // http, tcp
  std::string path = "/";                 // http
  bool is_https = false;                  // http; nobody checks the certificate
  std::vector<std::string> command = {};  // exec: well if its exit code is 0
  int initial_delay_s = 0;
  int period_s = 10;
  int timeout_s = 1;
  int success_threshold = 1;
  int failure_threshold = 3;

  bool operator==(const Probe&) const = default;
};

// How instances are replaced by those of another fingerprint.
struct Update {
  bool recreates = false;  // end all of them first
  int max_unavailable_percent = 25;
  int max_surge_percent = 25;

  bool operator==(const Update&) const = default;
};

struct Workload {
  int64_t cpu_milli = 0;                // thousandths of a CPU, asked for and the most it gets; 0: neither
  std::vector<Port> ports = {};         // at which its instances listen
  std::optional<Probe> liveness = {};   // what fails it is started again
  std::optional<Probe> readiness = {};  // what fails it gets no work, and does not count as rolled out
  Update update = {};
  int stop_grace_s = 60;  // from SIGTERM to SIGKILL
  bool mounts_service_account_token = false;
  bool has_read_only_root = false;
  std::vector<std::string> post_start = {};  // commands that are run in the container
  std::vector<std::string> pre_stop = {};

  bool operator==(const Workload&) const = default;
};

// Only what is not the default.
json::Value to_json(const Workload& workload);
Workload workload_from(const json::Value& value);

// invalid: a port or a probe that Kubernetes would refuse. `service`: for messages.
base::Status check_workload(const std::string& service, const Workload& workload);

// Words for the progress of a runtime that is not Kubernetes: what of this it does not heed, by its names in
// slipway.yaml; empty: nothing that was asked for. A container has limits and a file system of its own.
std::string unheeded_words(const Workload& workload, bool runs_containers);

}  // namespace runtime
