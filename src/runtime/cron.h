// Jobs that run again and again, by a schedule that the runtime itself keeps.
//
// Runtime::remove() ends one, with its runs. A run is listed as an instance of it, also after its end as long
// as the runtime keeps it.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/deadline.h"
#include "base/result.h"
#include "runtime/runtime.h"

namespace runtime {

struct CronJob {
  ServiceSpec service;       // `instances` does not count
  std::string schedule;      // five fields, as cron has them
  std::string timezone;      // of the tz database, such as Europe/Paris
  std::string concurrency;   // Allow, Forbid, Replace: when the run before has not ended
  int failed_runs_kept = 1;  // with their logs
  int successful_runs_kept = 1;
  int max_restarts = 0;                    // of one run
  std::chrono::seconds max_duration{300};  // of one run with all its tries
};

struct CronFacts {
  std::string fingerprint;                 // of the service as it was put
  std::optional<base::Time> last_run;      // when it began
  std::optional<base::Time> last_success;  // when a run ended well
  int running = 0;                         // runs
};

class Cron {
 public:
  virtual ~Cron() = default;
  // Makes the schedule equal to `job`; a run that is on goes on as it was. Idempotent. invalid: a schedule or
  // time zone that the runtime does not know.
  virtual base::Status put(const CronJob& job, const base::Deadline& deadline) = 0;
  // nullopt: there is none.
  virtual base::Result<std::optional<CronFacts>> find(const std::string& namespace_name,
                                                      const std::string& name,
                                                      const base::Deadline& deadline) = 0;
};

}  // namespace runtime
