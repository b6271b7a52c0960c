// One run of a job as a Kubernetes Job.
#pragma once

#include <chrono>

#include "kube/client.h"
#include "runtime/runtime.h"

namespace runtime {

base::Result<JobEnd> run_kubernetes_job(kube::Client& client, const JobRun& run,
                                        const base::Deadline& deadline);

}  // namespace runtime
