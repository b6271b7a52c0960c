// Keeps the processes of the wanted services running: starts, restarts with growing pauses, ends what is not
// wanted any more, holds the memory limits and bounds the logs. What it knows is in the state folder before
// it is acted upon, so that its next life, after a kill, adopts what still runs.
#pragma once

#include <poll.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "runtime/machine/memory_limit.h"
#include "runtime/process/instance_file.h"
#include "runtime/process/service_file.h"

namespace runtime {

// Not safe from several threads.
class Supervisor {
 public:
  // Without cgroups, memory is looked at every 200 ms: what cannot make one does so in any case.
  Supervisor(std::string state_dir, const base::Clock& clock, bool use_cgroups = true);

  // Reads what is wanted again.
  void reload();
  // Does whatever is due now, and says when the next will be. Call it also when a descriptor of watch() is readable.
  base::Time step();
  // One descriptor for each process that runs.
  void watch(std::vector<pollfd>& descriptors) const;
  // Nothing is wanted and nothing runs.
  bool idle() const { return wanted_known_ && wanted_.empty() && children_.empty(); }

 private:
  struct Child {
    InstanceRecord record;
    pid_t pid = 0;
    base::Fd running;  // its pidfd; not open: it does not run
    std::optional<MemoryLimit> limit;
    int64_t memory_bytes = 0;
    bool over_memory = false;
    bool ending = false;  // because it is not wanted any more
    base::Time kill_at;
  };
  const WantedService* wanted_for(const Child& child) const;
  void adopt();
  void end_what_is_not_wanted();
  void start_what_is_wanted();
  base::Time next_due() const;
  void start(const WantedService& wanted, int index, int failures);
  base::Status spawn(const WantedService& wanted, Child& child);
  void look_after(Child& child);
  void note_end(Child& child);
  void end(Child& child);
  void forget(const Child& child);
  void save(const Child& child);

  std::string state_dir_;
  const base::Clock& clock_;
  bool use_cgroups_;
  bool wanted_known_ = false;
  std::map<std::string, WantedService> wanted_;  // by NAMESPACE/SERVICE
  std::map<std::string, Child> children_;        // by NAMESPACE/SERVICE/INDEX
};

// How long to wait before the next start after so many failures in a row.
base::Milliseconds pause_after(int failures);

// The environment of a service's processes: its own variables, and PATH and HOME if it has none. Nothing of
// the agent's: keys of whoever ran `slipway up` are not the service's.
std::vector<std::string> process_environment(const std::string& state_dir, const ServiceSpec& service);

// What a service runs as a process; a service without a command sleeps.
std::vector<std::string> process_arguments(const ServiceSpec& service);

// The name of an instance's cgroup.
std::string cgroup_name(const std::string& state_dir, const Instance& instance);

}  // namespace runtime
