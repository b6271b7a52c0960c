// Child processes: run one to its end with its output captured, or start one that outlives this process.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"

namespace base {

struct Command {
  std::vector<std::string> arguments;  // the program first, looked up in PATH
  std::map<std::string, std::string>
      environment;  // added to this process's, or all of it if `clean_environment`
  bool clean_environment = false;
  std::string input;   // standard input
  std::string folder;  // working folder; empty: this process's
};

struct Output {
  int exit_code = 0;  // 128 + signal if a signal ended it
  std::string out;
  std::string err;
};

// Runs it to its end. An error: it could not be started (not_found if there is no such program), or the
// deadline passed, in which case the process and its group were killed. A non-zero exit code is not an error.
Result<Output> run(const Command& command, const Deadline& deadline);

// Runs it with this process's terminal and returns its exit code: for interactive programs.
Result<int> run_in_foreground(const Command& command);

// Starts it detached: a session of its own, standard input empty, both outputs appended to `log_path` (mode
// 0600). Returns its process id.
Result<pid_t> start_detached(const Command& command, const std::string& log_path);

bool is_running(pid_t pid);
// A text that no other process with the same id has: when it started, and since which boot and in which
// process namespace that id is counted (pid_namespaces(7)). Empty if it does not run.
std::string process_identity(pid_t pid);
// Sends a signal to the process of that identity, and to no other that has got its id since; false: it has gone.
bool signal_process(pid_t pid, const std::string& identity, int signal);
// Returns when the process with that identity has gone; ErrorKind::timeout at the deadline.
Status wait_for_end(pid_t pid, const std::string& identity, const Deadline& deadline);
// The absolute path of this program.
std::string own_path();

}  // namespace base
