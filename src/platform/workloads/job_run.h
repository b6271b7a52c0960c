// One run of a job to its end, with what it prints.
#pragma once

#include <stop_token>
#include <string>

#include "platform/target/environment_target.h"

namespace platform {

struct Ran {
  std::string reason;  // why it failed; empty: it succeeded
  VariableValues outputs;
};

// Its lines go to `progress` as they come, from another thread than this one. For messages: the `name` of the
// job, and `what` of it runs, such as its start event.
base::Result<Ran> run_now(const runtime::JobRun& run, const std::string& name, std::string_view what,
                          runtime::Runtime& runtime, const blueprint::Progress& progress,
                          const std::stop_token& stop);
// The error of one that failed, with its last lines.
tl::unexpected<base::Error> run_failed(const std::string& name, std::string_view what,
                                       const std::string& log_file, const std::string& reason);

}  // namespace platform
