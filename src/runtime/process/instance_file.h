// What runs as processes, as the agent writes it down: for list(), and for its own next life.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "runtime/runtime.h"

namespace runtime {

struct InstanceRecord {
  Instance instance;     // `id` is the process id
  std::string identity;  // base::process_identity: another process of that id is not it
  int64_t attempt = 0;   // WantedService::attempt when it was started
  int failures = 0;      // in a row
  base::Time retry;      // of an exited one: when it is started again; the epoch: not
};

std::string log_path(const std::string& state_dir, const Instance& instance);

base::Status write_instance(const std::string& state_dir, const InstanceRecord& record);
base::Status remove_instance(const std::string& state_dir, const Instance& instance);
base::Result<std::vector<InstanceRecord>> read_instances(const std::string& state_dir);

// The same of jobs, which no agent looks after.
base::Status write_job(const std::string& state_dir, const InstanceRecord& record);
base::Status remove_job(const std::string& state_dir, const std::string& namespace_name,
                        const std::string& service);
base::Result<std::vector<InstanceRecord>> read_jobs(const std::string& state_dir);

}  // namespace runtime
