#include "platform/variables.h"

#include <fmt/core.h>

#include <set>

#include "base/text.h"

namespace platform {
namespace {

using base::ErrorKind;

using ByName = std::map<std::string, const Variable*>;

// What a service sees: of each name the narrowest.
ByName visible(const std::vector<const Variables*>& scopes) {
  ByName result;
  for (const Variables* scope : scopes) {
    for (const Variable& variable : *scope) result[variable.name] = &variable;
  }
  return result;
}

// Where a chain of aliases ends.
struct End {
  enum class Kind { value, built_in, unknown, circle };
  Kind kind;
  const Variable* last;  // the variable with the value, or the alias that leads nowhere
};

End follow(const Variable& from, const ByName& names, const std::set<std::string>& built_ins) {
  std::set<std::string> seen;
  const Variable* at = &from;
  while (at->is_alias) {
    if (!seen.insert(at->name).second) return {End::Kind::circle, at};
    auto next = names.find(at->text);
    if (next == names.end()) {
      return {built_ins.contains(at->text) ? End::Kind::built_in : End::Kind::unknown, at};
    }
    at = next->second;
  }
  return {End::Kind::value, at};
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

base::Error no_host(const std::string& name, const std::string& target) {
  return {ErrorKind::invalid,
          fmt::format("variable `{}` is an alias of `{}`, and no service of this environment has that host",
                      name, target),
          "services with `ports` have one, such as QOVERY_CONTAINER_MY_APP_HOST_INTERNAL; podman gives none"};
}

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

base::Result<VariableValues> resolve_variables(const VariableValues& built_ins,
                                               const std::vector<const Variables*>& scopes) {
  std::set<std::string> built_in;
  for (const auto& [name, value] : built_ins) built_in.insert(name);
  ByName names = visible(scopes);
  VariableValues result = built_ins;
  for (const auto& [name, variable] : names) {
    End end = follow(*variable, names, built_in);
    switch (end.kind) {
      case End::Kind::value:
        result[name] = end.last->text;
        break;
      case End::Kind::built_in:
        result[name] = built_ins.at(end.last->text);
        break;
      case End::Kind::unknown:
        if (is_host(end.last->text)) return tl::unexpected(no_host(name, end.last->text));
        if (end.last->text.starts_with(kOutputPrefix)) {
          return tl::unexpected(base::Error{
              ErrorKind::invalid,
              fmt::format(
                  "variable `{}` is an alias of `{}`, and no job of an earlier stage has left such an output",
                  name, end.last->text),
              "the job writes it to /qovery-output/qovery-output.json, and its stage comes before this "
              "one's"});
        }
        return base::fail(ErrorKind::invalid, "variable `{}` is an alias of `{}`, which does not exist", name,
                          end.last->text);
      case End::Kind::circle:
        return base::fail(ErrorKind::invalid, "variable `{}` is an alias of itself", name);
    }
  }
  return result;
}

void check_variables(const std::vector<const Variables*>& scopes, base::Diagnostics& diagnostics) {
  std::vector<std::string> known = built_in_names();
  std::set<std::string> built_in(known.begin(), known.end());
  check_overrides(scopes, built_in, diagnostics);
  ByName names = visible(scopes);
  for (const auto& [name, variable] : names) known.push_back(name);
  for (const auto& [name, variable] : names) {
    if (!variable->is_alias) continue;
    End end = follow(*variable, names, built_in);
    if (end.kind == End::Kind::circle) {
      report_once("alias-circle", *variable, fmt::format("`{}` is an alias of itself in the end", name), "",
                  diagnostics);
    }
    // Reported where the chain breaks, once.
    if (end.kind != End::Kind::unknown || end.last != variable) continue;
    if (variable->text.starts_with(kOutputPrefix)) continue;  // known when the job has run
    if (is_host(variable->text)) continue;                    // known with the cluster
    auto meant = base::did_you_mean(variable->text, known);
    report_once(
        "unknown-variable", *variable,
        fmt::format("`{}` is an alias of `{}`, which is no variable of this service", name, variable->text),
        meant ? fmt::format("did you mean `{}`?", *meant) : "", diagnostics);
  }
}

}  // namespace platform
