// `slipway status`: what was deployed from this machine, and how it is now.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/environment_site.h"

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
  int running = 0;
  bool is_job = false;
  std::string last_event;  // of a job: start, stop, delete; empty: it has not run
  std::string trouble;     // why fewer run than wanted, or why it could not be asked; empty: none
  std::optional<base::Time> token_expires;
};

base::Result<std::vector<ServiceStatus>> read_status(const Platform& platform);

std::string render(const std::vector<ServiceStatus>& list, base::Time now);
json::Value to_json(const std::vector<ServiceStatus>& list, base::Time now);

}  // namespace platform
