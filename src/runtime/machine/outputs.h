// What all runtimes on this machine share of a job's run: its outputs and its words.
#pragma once

#include <string>

#include "base/deadline.h"
#include "base/result.h"
#include "runtime/runtime.h"

namespace runtime {

// STATE_DIR/outputs/NAMESPACE/SERVICE, made anew and empty. Whatever user the job runs as may write there;
// only we can enter the folder around it.
base::Result<std::string> make_output_folder(const std::string& state_dir, const ServiceSpec& service);
// What the job left there; empty: nothing. invalid: too large, or no regular file.
base::Result<std::string> read_output(const std::string& folder);
// How the run ended, with its outputs, once it has been cleaned up: an error where it was stopped.
base::Result<JobEnd> with_output(base::Result<JobEnd> end, base::Result<std::string> output,
                                 const JobRun& run, const base::Deadline& deadline);
base::Status remove_output_folder(const std::string& state_dir, const ServiceSpec& service);

// invalid: what no job can be run with, beside what check_service() finds.
base::Status check_job(const JobRun& run);

// "it took longer than 300 s, and was ended", and how the try before it failed, unless `before` is empty.
std::string too_long(const JobRun& run, const std::string& before);

}  // namespace runtime
