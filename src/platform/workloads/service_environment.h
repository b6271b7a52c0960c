// What a service's process is given: its variables, and what an AWS SDK needs to find its role.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "platform/desired/configuration.h"
#include "platform/state/state.h"
#include "platform/target/connections.h"
#include "runtime/runtime.h"

namespace platform {

std::string type_name(ServiceType type);  // as the field writes it: CONTAINER, JOB

struct ServiceSurroundings {
  const Environment& environment;
  const EnvironmentState& state;
  std::string endpoint;             // the account as the service reaches it; empty: AWS itself
  std::string role_arn;             // empty: no identity
  std::string token_file;           // as the service sees it
  VariableValues job_outputs = {};  // of the jobs of earlier stages
  bool outputs_pending = false;     // those that an alias names and that are not there count as empty
  VariableValues hosts = {};        // of internal_hosts()
  FilePlace file_place = [](const std::string& path) { return path; };
};

// Where services with ports are reached from within their environment, each by two names:
// QOVERY_CONTAINER_Z1234ABCD_HOST_INTERNAL by its short id, and QOVERY_CONTAINER_MY_APP_HOST_INTERNAL by its name,
// which a slipway.yaml can know beforehand.
VariableValues internal_hosts(const Environment& environment, const EnvironmentState& state,
                              const runtime::Runtime& runtime);

// The user's own values are never overwritten: as EKS's webhook does, neither of the two web identity
// variables is set where one of them is; and a region that the user set is the other region variable's default too.
base::Result<ResolvedVariables> service_environment(const Service& service,
                                                    const ServiceSurroundings& surroundings);

}  // namespace platform
