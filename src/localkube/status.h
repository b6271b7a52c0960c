// How a cluster is, as its supervisor writes it down for everybody: status.json. And who the supervisor is.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "localkube/folder.h"
#include "localkube/processes.h"

namespace localkube {

enum class Phase { stopped, starting, ready, stopping, failed };
std::string_view phase_name(Phase phase);

struct Step {
  base::Time at;
  std::string text;
};

struct Status {
  Phase phase = Phase::stopped;
  base::Time started;
  std::optional<int> slot;
  std::string endpoint;
  std::string version;  // v1.32.2
  std::string node;
  std::vector<Step> steps;  // of the start
  std::vector<ProcessStatus> programs;
  base::Error error = {};  // of `failed`

  json::Value to_json() const;
  static Status from_json(const json::Value& value);
};

base::Status write_status(const Folder& folder, const Status& status);
// What the file says, if its supervisor lives; else `stopped`, with the slot that it had.
Status read_status(const Folder& folder);

struct Supervisor {
  pid_t pid = 0;  // as this machine counts
  std::string identity;
};
base::Status write_supervisor(const Folder& folder, const Supervisor& supervisor);
// nullopt: it does not run, whatever the file says.
std::optional<Supervisor> find_supervisor(const Folder& folder);

}  // namespace localkube
