// What lifecycle jobs leave for later stages: `/qovery-output/qovery-output.json`, an object of
// NAME: {value, sensitive, description}. Each becomes two variables with one value:
//
//   QOVERY_OUTPUT_JOB_Z1234ABCD_NAME   by the job's short id, as the field has it
//   QOVERY_OUTPUT_JOB_CREATE_SA_NAME   by the job's name, which a slipway.yaml can know beforehand
#pragma once

#include <string>
#include <vector>

#include "platform/target/environment_target.h"

namespace platform {

// `text` as the job wrote it. What is wrong with it is a warning each, and no failure of the job.
VariableValues parse_outputs(std::string_view text, std::vector<std::string>& warnings);

// Kept from run to run, for their owner only. No outputs: the file goes.
base::Status save_outputs(const std::string& path, const VariableValues& outputs);

// The variables that a service gets from the jobs of earlier stages of its environment.
base::Result<VariableValues> outputs_before(const EnvironmentTarget& target, const Service& service,
                                            const Home& home);

// What names of variables call a service: CREATE_SA of `create-sa`, and Z1234ABCD of one in one environment.
std::string name_in_variables(std::string_view slug);
std::string short_id(const EnvironmentState& environment, const std::string& slug);

}  // namespace platform
