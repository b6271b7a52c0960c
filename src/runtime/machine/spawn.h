// A child process that is held before its exec, so that the parent can write down who it is first. With
// base/process.h a parent that is killed between the start and the note leaves a child that nobody knows.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/file.h"
#include "base/result.h"

namespace runtime {

struct Spawn {
  std::vector<std::string> arguments;    // the program first, looked up in the PATH of `environment`
  std::vector<std::string> environment;  // NAME=VALUE, all of it
  std::string folder;                    // working folder; empty: this process's
  int in = -1;                           // -1: this process's
  int out = -1;
  int err = -1;
  bool own_session = false;               // a session and process group of its own, without a terminal
  std::vector<std::string> cgroup_files;  // cgroup.procs that the child writes itself into
  int namespaces = 0;  // new ones of its own: CLONE_NEWPID, CLONE_NEWNS, ... (namespaces(7))
};

class HeldChild {
 public:
  // It has been forked and waits. If it is never released (this process dies, or the object goes), it ends
  // without having run anything. After a release the child is the caller's to reap.
  static base::Result<HeldChild> start(const Spawn& spawn);
  HeldChild(HeldChild&& other) noexcept;
  ~HeldChild();

  pid_t pid() const { return pid_; }
  // Lets it exec. An error: the program could not be started; the child is gone and reaped.
  base::Status release();

 private:
  HeldChild() = default;

  pid_t pid_ = 0;
  bool held_ = false;
  std::string program_;
  base::Fd go_;       // a byte lets it go on
  base::Fd failure_;  // errno, if exec failed; closed by a successful exec
};

// Runs it with this process's terminal to its end; interrupts from the keyboard are its affair, not ours. Its
// exit code (128 + signal if a signal ended it); nullopt if the deadline passed or stopped, and it was ended.
base::Result<std::optional<int>> run_attached(const Spawn& spawn, const base::Deadline& deadline);

// This process's environment as NAME=VALUE.
std::vector<std::string> own_environment();

// Readable when the process has ended, whoever its parent is. Not open: it does not run.
base::Fd open_process(pid_t pid);

// The exit code as shells give it, from a status of waitpid(2).
int exit_code_of(int status);

}  // namespace runtime
