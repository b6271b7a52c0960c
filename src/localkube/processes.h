// The running programs of a cluster: started, started again with growing pauses when they end, their logs bounded.
#pragma once

#include <sys/types.h>

#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "base/result.h"
#include "localkube/folder.h"

namespace localkube {

struct Process {
  std::string name;
  std::vector<std::string> arguments;    // the program first
  std::vector<std::string> environment;  // NAME=VALUE, all of it
};

struct ProcessStatus {
  std::string name;
  bool running = false;
  base::Time since;    // when it was started, or ended
  int restarts = 0;    // of all its life
  std::string reason;  // why it ended; empty: it runs and never did
};

// Safe from several threads.
class Processes {
 public:
  Processes(Folder folder, const base::Clock& clock);  // logs go to Folder::log()
  // What runs goes on running.
  ~Processes();

  // Starts it, or ends the one of that name that is there and starts this in its place.
  base::Status start(const Process& process);
  // Ends it for good: SIGTERM, then SIGKILL after `grace`. Not there is no error.
  void end(const std::string& name, std::chrono::milliseconds grace);
  std::vector<ProcessStatus> status() const;  // by name

 private:
  struct Child {
    Process process;
    pid_t pid = 0;
    base::Fd running;  // its pidfd; not open: it does not run
    ProcessStatus status;
    int failures = 0;  // in a row
    base::Time retry;  // of one that does not run
  };
  void run(const std::stop_token& stop);
  base::Status spawn(Child& child);
  void look_after(Child& child);
  void note_end(Child& child);

  const Folder folder_;
  const base::Clock& clock_;
  base::Fd woken_;
  mutable std::mutex mutex_;
  std::map<std::string, Child> children_;  // by name
  std::jthread thread_;                    // the last member: it ends before the others do
};

}  // namespace localkube
