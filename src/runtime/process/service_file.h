// What is to run as processes, as apply() writes it down for the agent.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "runtime/runtime.h"

namespace runtime {

struct WantedService {
  ServiceSpec service;
  // Changes with each apply() that finds something not running: what has failed is then tried anew at once.
  int64_t attempt = 0;
};

json::Value to_json(const ServiceSpec& service);
ServiceSpec service_from(const json::Value& value);

base::Status write_service(const std::string& state_dir, const WantedService& wanted);
base::Status remove_service(const std::string& state_dir, const std::string& namespace_name,
                            const std::string& service);
base::Result<std::vector<WantedService>> read_services(const std::string& state_dir);

}  // namespace runtime
