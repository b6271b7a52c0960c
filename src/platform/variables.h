// Environment variables in their scopes: built-in, project, environment, service. The narrower one wins; an
// alias takes the value of the variable that it names, as seen by the service (facts/platform.md 1.3).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "base/result.h"

namespace platform {

struct Variable {
  std::string name;
  bool is_alias = false;
  std::string text;  // the value, or the name of the variable that an alias stands for
  base::Span span;   // of the value or of the alias's target
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
  std::string namespace_name;
  std::string cluster;
  std::string region;
};
VariableValues built_in_variables(const BuiltInFacts& facts);
std::vector<std::string> built_in_names();

// `scopes` from the widest to the narrowest. Errors: an alias of an unknown variable, or of itself through
// others.
base::Result<VariableValues> resolve_variables(const VariableValues& built_ins,
                                               const std::vector<const Variables*>& scopes);

// The same questions for the loader, before the built-in values are known: each alias whose target no scope
// has, and each alias that leads back to itself, is reported at its place. An alias of a wide scope is judged
// as the service sees it.
void check_aliases(const std::vector<const Variables*>& scopes, base::Diagnostics& diagnostics);

}  // namespace platform
