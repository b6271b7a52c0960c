// `catalog`: what AWS's services offer, and of which day that is known.
#include <fmt/core.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/policy/catalog_data.h"

extern "C" const uint32_t slipway_catalog[];

namespace cli {

using policy::Catalog;

const policy::Catalog& embedded_catalog() {
  static const Catalog kCatalog(slipway_catalog);
  return kCatalog;
}

namespace {

std::string source_line(const Catalog& catalog) {
  return fmt::format("AWS as of {} ({})\n", catalog.date(), catalog.source());
}

std::string summary(const Catalog& catalog) {
  return fmt::format("{} services, {} actions\n{}{}\n", catalog.service_count(), catalog.action_count(),
                     source_line(catalog), catalog.notice());
}

std::string key_names(const std::vector<Catalog::Key>& keys) {
  std::string out;
  for (const auto& key : keys) {
    out += fmt::format("      {} ({}{})\n", key.name, key_type_name(key.type),
                       key.is_list ? ", several values" : "");
  }
  return out;
}

std::string describe(const Catalog& catalog, const Catalog::Action& action) {
  std::string out = fmt::format("{}\n  access: {}\n", action.full_name(), policy::level_names(action.levels));
  auto resources = catalog.resources_of(action);
  out += resources.empty() ? "  resources: none, only `*`\n" : "  resources:\n";
  for (const auto& resource : resources) {
    out += resource.name.empty() ? "      one of another service\n"
                                 : fmt::format("      {} {}{}\n", resource.name, resource.arn,
                                               resource.required ? " (required)" : "");
  }
  if (auto keys = catalog.keys_of(action); !keys.empty()) out += "  condition keys:\n" + key_names(keys);
  for (const auto& resource : resources) {
    auto keys = catalog.keys_of(resource);
    if (!keys.empty()) out += fmt::format("  condition keys of {}:\n{}", resource.name, key_names(keys));
  }
  for (const auto& dependent : catalog.needed_by(action)) {
    out += fmt::format("  needs too: {} for {}\n", dependent.action.full_name(), dependent.service);
  }
  if (auto operations = catalog.operations_of(action); !operations.empty()) {
    out += "  also asked by the operations:\n";
    for (auto operation : operations) out += fmt::format("      {}\n", operation);
  }
  return out;
}

json::Array as_json(const std::vector<Catalog::Key>& keys) {
  json::Array out;
  for (const auto& key : keys) {
    out.emplace_back(
        json::Object{{"key", key.name}, {"type", key_type_name(key.type)}, {"multivalued", key.is_list}});
  }
  return out;
}

json::Object as_json(const Catalog& catalog, const Catalog::Action& action) {
  json::Array resources, dependents, operations, levels;
  for (const auto& resource : catalog.resources_of(action)) {
    resources.emplace_back(json::Object{{"type", resource.name},
                                        {"arn", resource.arn},
                                        {"required", resource.required},
                                        {"conditionKeys", as_json(catalog.keys_of(resource))}});
  }
  for (const auto& dependent : catalog.needed_by(action)) {
    dependents.emplace_back(
        json::Object{{"action", dependent.action.full_name()}, {"service", dependent.service}});
  }
  for (auto operation : catalog.operations_of(action)) operations.emplace_back(operation);
  std::string level_text = policy::level_names(action.levels);
  for (auto level : base::split(level_text, ',')) levels.emplace_back(base::trim(level));
  return json::Object{
      {"action", action.full_name()},      {"access", std::move(levels)},
      {"resources", std::move(resources)}, {"conditionKeys", as_json(catalog.keys_of(action))},
      {"needsToo", std::move(dependents)}, {"operations", std::move(operations)}};
}

// What was asked for: an action, a pattern, a service, or an API operation of another name.
std::vector<Catalog::Action> find(const Catalog& catalog, const std::string& wanted) {
  if (wanted.find(':') == std::string::npos && catalog.service(wanted))
    return catalog.actions_like(wanted + ":*");
  auto found = catalog.actions_like(wanted.find(':') == std::string::npos ? "*:" + wanted : wanted);
  return found.empty() ? catalog.actions_of_operation(wanted) : found;
}

base::Error unknown(const Catalog& catalog, const std::string& wanted) {
  std::vector<std::string> candidates;
  size_t colon = wanted.find(':');
  std::string_view prefix = std::string_view(wanted).substr(0, colon);
  if (colon != std::string::npos && catalog.service(prefix)) {
    for (const auto& action : catalog.actions_like(std::string(prefix) + ":*")) {
      candidates.push_back(action.full_name());
    }
  } else {
    for (uint32_t i = 0; i < catalog.service_count(); ++i) {
      candidates.emplace_back(catalog.service_at(i).prefix);
    }
  }
  auto near = base::did_you_mean(wanted, candidates);
  return {base::ErrorKind::not_found,
          fmt::format("no service, action or operation `{}` is known as of {}", wanted, catalog.date()),
          near ? fmt::format("did you mean `{}`?", *near) : ""};
}

}  // namespace

CommandResult catalog(const Context& context) {
  const Catalog& catalog = embedded_catalog();
  const std::string& wanted = context.arguments.catalog_action;
  bool as_json_text = context.arguments.json;
  std::vector<Catalog::Action> found;
  if (!wanted.empty()) {
    found = find(catalog, wanted);
    if (found.empty()) return tl::unexpected(unknown(catalog, wanted));
  }
  if (as_json_text) {
    json::Array actions;
    for (const auto& action : found) actions.emplace_back(as_json(catalog, action));
    context.terminal.print(json::dump_pretty(json::Object{{"source", catalog.source()},
                                                          {"date", catalog.date()},
                                                          {"services", catalog.service_count()},
                                                          {"actions", std::move(actions)}}));
    return kDone;
  }
  std::string out;
  constexpr size_t kDescribed = 8;  // more are listed, a line each
  for (const auto& action : found) {
    out += found.size() <= kDescribed
               ? describe(catalog, action)
               : fmt::format("{:<60} {}\n", action.full_name(), policy::level_names(action.levels));
  }
  context.terminal.print(wanted.empty() ? summary(catalog) : out + source_line(catalog));
  return kDone;
}

}  // namespace cli
