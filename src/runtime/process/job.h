// Jobs as plain processes: a child of whoever runs it, ended with it, and noted in the state folder so that
// others can see and end it.
#pragma once

#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "runtime/runtime.h"

namespace runtime {

base::Result<JobEnd> run_process_job(const JobRun& run, const std::string& state_dir,
                                     const base::Deadline& deadline);
// Those that run.
base::Result<std::vector<Instance>> list_process_jobs(const std::string& state_dir);
// Kills it with all of its session; nothing there is no error.
base::Status end_process_job(const std::string& state_dir, const std::string& namespace_name,
                             const std::string& service, const base::Deadline& deadline);

}  // namespace runtime
