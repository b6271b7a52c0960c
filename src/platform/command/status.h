// `slipway status`: what was deployed from this machine, and how it is now.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/target/environment_target.h"

namespace platform {

struct ServiceStatus {
  std::string organization;
  std::string project;
  std::string environment;
  std::string service;
  std::string namespace_name;
  std::string cluster;
  std::string role_arn;  // empty: no identity
  std::string runtime;
  int wanted = 0;
  int running = 0;  // of a job: also what is still starting
  int ready = 0;    // of those
  bool is_job = false;
  std::string last_event;  // of a lifecycle job: start, stop, delete; empty: it has not run
  std::string schedule;    // of a cron job; else empty
  std::string timezone;
  std::optional<base::Time> last_run;  // of a cron job: when it began
  std::optional<base::Time> next_run;  // where the time zone is UTC
  bool is_stopped = false;             // by `slipway stop`; not of a lifecycle job
  std::string trouble;  // why fewer are ready than wanted, why the last run failed, or why it could not be
                        // asked; empty: none
  std::optional<base::Time> token_expires;
  std::optional<base::Time> environment_expires;  // expiry.h
};

struct Status {
  std::vector<ServiceStatus> services;
  // Without a service: `up` did not come that far, or `down` did not get to the end.
  struct Unfinished {
    EnvironmentState environment;
    std::vector<std::string> left;  // what was made, as a person calls it
  };
  std::vector<Unfinished> unfinished;
};

base::Result<Status> read_status(const Platform& platform);

std::string render(const Status& status, base::Time now);
json::Value to_json(const Status& status, base::Time now);

}  // namespace platform
