// Calling podman with the flags that work on this kind of machine (docs/podman.md).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/process.h"
#include "base/result.h"

namespace runtime {

// The program and the flags of every call, followed by `arguments`.
std::vector<std::string> podman_command(std::vector<std::string> arguments);

// Asks podman for something. An error: podman is not installed, said no, or did not answer in time.
base::Result<std::string> ask_podman(std::vector<std::string> arguments, const base::Deadline& deadline);

struct Change {
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;
  std::string input;
};
// Lets podman change something. Not under the caller's deadline: a podman that is killed half way leaves a
// network namespace and a bridge behind, and by itself it ends within a second (killed after two minutes all
// the same). A non-zero exit code is in the output.
base::Result<base::Output> change_with_podman(const Change& change);

// What podman said, in one line and without its `Error: `.
std::string podman_reason(const base::Output& output);

}  // namespace runtime
