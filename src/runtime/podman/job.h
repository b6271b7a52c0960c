// Jobs as containers, started anew for each try.
#pragma once

#include <string>

#include "base/deadline.h"
#include "base/result.h"
#include "runtime/runtime.h"

namespace runtime {

base::Result<JobEnd> run_podman_job(const JobRun& run, const std::string& state_dir,
                                    const base::Deadline& deadline);

}  // namespace runtime
