#include "localkube/cluster.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>

#include <cerrno>
#include <filesystem>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "localkube/components.h"
#include "localkube/machine.h"
#include "localkube/programs.h"
#include "localkube/traces.h"
#include "runtime/machine/log_file.h"
#include "runtime/machine/spawn.h"

namespace localkube {
namespace {

using base::Deadline;
using base::ErrorKind;

constexpr auto kLookAgain = std::chrono::milliseconds(20);
constexpr const char* kSupervisorProgram = "supervisor";

base::Result<base::Fd> lock(const Folder& folder) {
  auto held = base::lock_file(folder.lock());
  if (held || held.error().kind != ErrorKind::conflict) return held;
  return tl::unexpected(base::Error{ErrorKind::conflict,
                                    "another command starts or stops this cluster just now",
                                    "try again when it has ended"});
}

base::Status spawn_supervisor(const StartOptions& options) {
  TRY(runtime::rotate_log(options.folder.supervisor_log(), 1 << 20));
  base::Fd log = TRY(runtime::open_log(options.folder.supervisor_log()));
  base::Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  runtime::Spawn spawn;
  spawn.arguments = options.supervisor;
  spawn.environment = options.environment;
  spawn.folder = "/";
  spawn.in = nothing.get();
  spawn.out = spawn.err = log.get();
  spawn.own_session = true;
  spawn.namespaces = CLONE_NEWPID | CLONE_NEWNS;
  runtime::HeldChild held = TRY(runtime::HeldChild::start(spawn));
  // First written down, then let go: should we be killed in between, it ends by itself.
  TRY(write_supervisor(options.folder, {held.pid(), base::process_identity(held.pid())}));
  return held.release();
}

// The error of a start that did not succeed.
base::Error not_started(const Folder& folder, const Status& status) {
  if (status.phase == Phase::failed) return status.error;
  return {ErrorKind::unavailable,
          "the cluster's supervisor ended: " + runtime::log_tail(folder.supervisor_log()),
          fmt::format("see `{}`", folder.supervisor_log())};
}

base::Result<Status> wait_until_ready(const StartOptions& options, const Deadline& deadline) {
  size_t told = 0;
  while (true) {
    bool runs = find_supervisor(options.folder).has_value();  // asked first: it writes before it ends
    Status status = read_status(options.folder);
    for (; told < status.steps.size(); ++told) options.progress(status.steps[told]);
    if (status.phase == Phase::ready) return status;
    if (!runs) return tl::unexpected(not_started(options.folder, status));
    if (deadline.passed()) return base::fail(ErrorKind::timeout, "the cluster did not get ready in time");
    deadline.pause(kLookAgain);
  }
}

// What a supervisor of this folder left that has gone, in whichever way. Another cluster that has its slot by
// now has cleaned up before it came.
base::Status clean_up(const Folder& folder, const Deadline& deadline) {
  auto desired = read_desired_state(folder);
  if (desired && desired->slot) {
    Slot slot{*desired->slot};
    base::Fd held = TRY(hold_slot(slot));
    if (held.is_open()) TRY(remove_traces(slot, deadline));
  }
  TRY(base::remove_all(folder.kubelet()));
  TRY(base::remove_all(folder.status()));
  return base::remove_all(folder.supervisor());
}

base::Status end_supervisor(const Supervisor& supervisor, const Deadline& deadline) {
  base::signal_process(supervisor.pid, supervisor.identity, SIGTERM);
  if (base::wait_for_end(supervisor.pid, supervisor.identity, deadline)) return {};
  // Its processes end with it, and their mounts with them.
  base::signal_process(supervisor.pid, supervisor.identity, SIGKILL);
  return base::wait_for_end(supervisor.pid, supervisor.identity, Deadline::in(std::chrono::seconds(10)));
}

}  // namespace

base::Result<Status> start(const StartOptions& options, const Deadline& deadline) {
  TRY(check_machine());
  TRY(base::make_folder(options.folder.root));
  base::Fd locked = TRY(lock(options.folder));
  bool runs = find_supervisor(options.folder).has_value();
  Phase phase = read_status(options.folder).phase;
  if (runs && (phase == Phase::stopping || phase == Phase::failed)) {
    TRY(end_supervisor(*find_supervisor(options.folder), deadline));
    runs = false;
  }
  if (!runs) {
    DesiredState desired = options.desired;
    if (auto before = read_desired_state(options.folder)) desired.slot = before->slot;
    TRY(clean_up(options.folder, deadline));
    TRY(write_desired_state(options.folder, desired));
    TRY(spawn_supervisor(options));
  }
  return wait_until_ready(options, deadline);
}

base::Result<bool> stop(const Folder& folder, const Deadline& deadline) {
  if (!base::exists(folder.root)) return false;
  base::Fd locked = TRY(lock(folder));
  auto supervisor = find_supervisor(folder);
  if (supervisor) TRY(end_supervisor(*supervisor, deadline));
  TRY(clean_up(folder, deadline.at_most(std::chrono::seconds(20))));
  return supervisor.has_value();
}

base::Status forget(const Folder& folder) {
  TRY(base::remove_all(folder.root));
  // The folders of its region and its account, and that of all clusters, if they were for it alone.
  std::filesystem::path parent = folder.root;
  std::error_code error;
  for (int i = 0; i < 3; ++i) {
    parent = parent.parent_path();
    if (!std::filesystem::remove(parent, error)) break;
  }
  return {};
}

std::vector<std::string> logs(const Folder& folder) {
  std::vector<std::string> names;
  for (const std::string& name : kAllPrograms) {
    if (base::exists(folder.log(name))) names.push_back(name);
  }
  if (base::exists(folder.supervisor_log())) names.push_back(kSupervisorProgram);
  return names;
}

std::string log_file(const Folder& folder, const std::string& program) {
  return program == kSupervisorProgram ? folder.supervisor_log() : folder.log(program);
}

}  // namespace localkube
