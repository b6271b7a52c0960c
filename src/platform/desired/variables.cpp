#include "platform/desired/variables.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "platform/desired/interpolate.h"

namespace platform {
namespace {

using base::ErrorKind;

using ByName = std::map<std::string, Variable>;

// What a service sees: of each name the narrowest.
ByName visible(const std::vector<const Variables*>& scopes) {
  ByName result;
  for (const Variables* scope : scopes) {
    for (const Variable& variable : *scope) {
      std::string file = result[variable.name].file;
      Variable& seen = result[variable.name] = variable;
      if (variable.is_override && variable.file.empty()) seen.file = file;
    }
  }
  return result;
}

// The variables that its value is made of.
std::vector<std::string> parts_of(const Variable& variable) {
  if (variable.is_alias) return {variable.text};
  return variable.file.empty() ? names_in_braces(variable.text) : std::vector<std::string>();
}

bool leads_to(const Variable& from, const std::string& wanted, const ByName& names,
              std::set<std::string>& seen) {
  for (const std::string& name : parts_of(from)) {
    if (name == wanted) return true;
    auto next = names.find(name);
    if (next == names.end() || !seen.insert(name).second) continue;
    if (leads_to(next->second, wanted, names, seen)) return true;
  }
  return false;
}

// An alias of a wide scope is seen by many services, but is one mistake.
void report_once(std::string id, const Variable& alias, std::string message, std::string hint,
                 base::Diagnostics& diagnostics) {
  for (const base::Diagnostic& other : diagnostics.list()) {
    if (other.id == id && other.span.offset == alias.span.offset) return;
  }
  diagnostics.error(std::move(id), alias.span, std::move(message), std::move(hint));
}

// What stands in one scope must stand in a wider one too.
void check_overrides(const std::vector<const Variables*>& scopes, const std::set<std::string>& built_in,
                     base::Diagnostics& diagnostics) {
  std::set<std::string> wider = built_in;
  for (const Variables* scope : scopes) {
    for (const Variable& variable : *scope) {
      if (!variable.is_override || wider.contains(variable.name)) continue;
      report_once("override-of-nothing", variable,
                  fmt::format("`{}` overrides nothing: no wider scope has it", variable.name),
                  "give it a `value` instead", diagnostics);
    }
    for (const Variable& variable : *scope) wider.insert(variable.name);
  }
}

bool is_host(std::string_view name) {
  return name.starts_with("QOVERY_") && name.ends_with(kHostSuffix);
}

// What an alias of a variable that is not there means.
base::Error leads_nowhere(const std::string& name, const std::string& target) {
  if (is_host(target)) {
    return {
        ErrorKind::invalid,
        fmt::format("variable `{}` is an alias of `{}`, and no service of this environment has that host",
                    name, target),
        "services with `ports` have one, such as QOVERY_CONTAINER_MY_APP_HOST_INTERNAL; podman gives none"};
  }
  if (target.starts_with(kOutputPrefix)) {
    return {ErrorKind::invalid,
            fmt::format(
                "variable `{}` is an alias of `{}`, and no job of an earlier stage has left such an output",
                name, target),
            "the job writes it to /qovery-output/qovery-output.json, and its stage comes before this one's; "
            "`slipway job SERVICE start` runs it again"};
  }
  return {ErrorKind::invalid,
          fmt::format("variable `{}` is an alias of `{}`, which does not exist", name, target), ""};
}

// Two variables with one file: which would be in it?
void check_files(const ByName& names, base::Diagnostics& diagnostics) {
  std::map<std::string, std::string> owners;
  for (const auto& [name, variable] : names) {
    if (variable.file.empty()) continue;
    auto [owner, is_new] = owners.emplace(variable.file, name);
    if (is_new) continue;
    report_once("same-file", variable,
                fmt::format("`{}` and `{}` are both the file `{}`", name, owner->second, variable.file),
                "give one of them another `file`", diagnostics);
  }
}

class Resolver {
 public:
  Resolver(const VariableValues& built_ins, ByName names, const FilePlace& place)
      : built_ins_(built_ins), names_(std::move(names)), place_(place) {}

  base::Result<ResolvedVariables> resolve() {
    ResolvedVariables result;
    result.values = built_ins_;
    for (const auto& [name, variable] : names_) {
      result.values[name] = TRY(value_of(name)).value_or("");
      if (!variable.is_alias && !variable.file.empty()) result.files[variable.file] = variable.text;
    }
    return result;
  }

 private:
  // nullopt: there is none of that name.
  base::Result<std::optional<std::string>> value_of(const std::string& name) {
    auto found = names_.find(name);
    if (found == names_.end()) {
      auto built_in = built_ins_.find(name);
      return built_in == built_ins_.end() ? std::nullopt : std::optional(built_in->second);
    }
    if (!open_.insert(name).second)
      return base::fail(ErrorKind::invalid, "variable `{}` stands for itself in the end", name);
    std::string value = TRY(value_of(found->second));
    open_.erase(name);
    return std::optional(std::move(value));
  }

  base::Result<std::string> value_of(const Variable& variable) {
    if (variable.is_alias) {
      std::optional<std::string> target = TRY(value_of(variable.text));
      if (target) return std::move(*target);
      return tl::unexpected(leads_nowhere(variable.name, variable.text));
    }
    if (!variable.file.empty()) return place_(variable.file);
    return interpolate(variable.text, [this](const std::string& name) { return value_of(name); });
  }

  const VariableValues& built_ins_;
  ByName names_;
  const FilePlace& place_;
  std::set<std::string> open_;  // names whose values are being made
};

}  // namespace

VariableValues built_in_variables(const BuiltInFacts& facts) {
  return {
      {"QOVERY_CLOUD_PROVIDER", "AWS"},
      {"QOVERY_CLOUD_PROVIDER_REGION", facts.region},
      {"QOVERY_ENVIRONMENT_ID", facts.environment_id},
      {"QOVERY_ENVIRONMENT_NAME", facts.environment},
      {"QOVERY_KUBERNETES_CLUSTER_NAME", facts.cluster},
      {"QOVERY_KUBERNETES_NAMESPACE_NAME", facts.namespace_name},
      {"QOVERY_PROJECT_NAME", facts.project},
      {"QOVERY_SERVICE_NAME", facts.service},
      {"QOVERY_SERVICE_TYPE", facts.service_type},
  };
}

std::vector<std::string> built_in_names() {
  std::vector<std::string> names;
  for (const auto& [name, value] : built_in_variables({})) names.push_back(name);
  return names;
}

base::Result<ResolvedVariables> resolve_variables(const VariableValues& built_ins,
                                                  const std::vector<const Variables*>& scopes,
                                                  const FilePlace& place) {
  return Resolver(built_ins, visible(scopes), place).resolve();
}

void check_variables(const std::vector<const Variables*>& scopes, base::Diagnostics& diagnostics) {
  std::vector<std::string> known = built_in_names();
  check_overrides(scopes, {known.begin(), known.end()}, diagnostics);
  ByName names = visible(scopes);
  check_files(names, diagnostics);
  for (const auto& [name, variable] : names) known.push_back(name);
  for (const auto& [name, variable] : names) {
    std::set<std::string> seen;
    if (leads_to(variable, name, names, seen)) {
      report_once(
          "variable-circle", variable,
          fmt::format("`{}` {} itself in the end", name, variable.is_alias ? "is an alias of" : "contains"),
          "", diagnostics);
    }
    if (!variable.is_alias || std::find(known.begin(), known.end(), variable.text) != known.end()) continue;
    if (variable.text.starts_with(kOutputPrefix)) continue;  // known when the job has run
    if (is_host(variable.text)) continue;                    // known with the cluster
    auto meant = base::did_you_mean(variable.text, known);
    report_once(
        "unknown-variable", variable,
        fmt::format("`{}` is an alias of `{}`, which is no variable of this service", name, variable.text),
        meant ? fmt::format("did you mean `{}`?", *meant) : "", diagnostics);
  }
}

}  // namespace platform
