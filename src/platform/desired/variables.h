// Environment variables in their scopes: built-in, project, environment, service. The narrower one wins; an alias
// takes the value of the variable that it names, as seen by the service (Qovery's documentation, "Environment
// variables").
//
// Beside the built-in variables stand the outputs of lifecycle jobs, which become known as the jobs run.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"

namespace platform {

struct Variable {
  std::string name;
  bool is_alias = false;
  std::string text;          // the value, or the name of the variable that an alias stands for
  bool is_override = false;  // says that a wider scope has it too
  base::Span span;           // of the value or of the alias's target
  // A file variable: `text` is in a file at this absolute path, and the process sees the path.
  std::string file = {};
};
using Variables = std::vector<Variable>;

// One name, one value: what a service's process gets.
using VariableValues = std::map<std::string, std::string>;

// What a service is told of itself. Every service has all of them.
struct BuiltInFacts {
  std::string project;
  std::string environment;
  std::string environment_id;
  std::string service;
  std::string service_type;  // CONTAINER, APPLICATION, JOB
  std::string namespace_name;
  std::string cluster;
  std::string region;
};
VariableValues built_in_variables(const BuiltInFacts& facts);
std::vector<std::string> built_in_names();

struct ResolvedVariables {
  VariableValues values;
  std::map<std::string, std::string> files;  // by the path that was asked for: what is in them
};
// Where a service finds the file that it asks for at a path.
using FilePlace = std::function<std::string(const std::string& path)>;

// `scopes` from the widest to the narrowest. What overrides a file variable is in the same file. `{{NAME}}`
// in values, but not in files, stands for another variable's value. Errors: an alias of an unknown variable,
// and whatever stands for itself through others.
base::Result<ResolvedVariables> resolve_variables(const VariableValues& built_ins,
                                                  const std::vector<const Variables*>& scopes,
                                                  const FilePlace& place);

// Names of the outputs of jobs begin so (platform/workloads/job_outputs.h).
inline constexpr std::string_view kOutputPrefix = "QOVERY_OUTPUT_JOB_";
// Names of services' hosts are QOVERY_TYPE_SERVICE and this (platform/workloads/service_environment.h).
inline constexpr std::string_view kHostSuffix = "_HOST_INTERNAL";

// The same questions for the loader, before the built-in values are known: each alias whose target no scope
// has, each variable that leads back to itself, each override of nothing, and each file that is two
// variables' is reported at its place. A variable of a wide scope is judged as the service sees it.
void check_variables(const std::vector<const Variables*>& scopes, base::Diagnostics& diagnostics);

}  // namespace platform
