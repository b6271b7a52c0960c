#include "services/testing/asked.h"

#include <algorithm>

#include "policy/catalog/resource_arns.h"
#include "services/all.h"
#include "services/embedded_catalog.h"
#include "services/testing/embedded_account.h"
#include "services/testing/scenario.h"
#include "services/testing/scenario_files.h"

namespace account::testing {
namespace {

using About = Need::About;

std::string joined(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return std::string(a.empty() ? b : a);
  return fmt::format("{}; {}", a, b);
}

// As the catalog spells it: aws:requesttag/team -> aws:RequestTag/${TagKey}
std::string key_name(const policy::Catalog& catalog, std::string_view key) {
  auto known = catalog.key(key);
  return std::string(known ? known->name : key);
}

std::string_view declared_type(const Need& need) {
  if (!need.passed_to.empty()) return "role";
  return need.kind ? need.kind->type : "";
}

void take(const HeardCall& call, HeardRow& row) {
  const policy::Catalog& catalog = services::embedded_catalog();
  for (const HeardQuestion& one : call.questions) {
    // What a service asks as itself, such as whether a role trusts it, is nothing that the caller needs.
    if (one.request.principal.type == policy::PrincipalType::service) continue;
    std::string type = type_of(catalog, one.request.action, one.request.resource);
    std::set<std::string>& keys = row.actions[{one.request.action, type}];
    for (const auto& [key, entry] : one.request.context.entries())
      if (!is_global(key)) keys.insert(key_name(catalog, key));
  }
  if (call.was_refused()) row.was_refused = true;
  if (!call.was_refused() && call.status < 400) row.was_done = true;
  // What asks nothing, or asks by itself, refuses in its own words.
  if (call.questions.empty() && call.status == 403) row.was_refused = true;
}

struct Heard {
  std::map<std::string, HeardRow> rows;
  InputReads reads;
};

Heard run_all() {
  Heard heard;
  InputListener listener(heard.reads);
  for (const Case& one : read_cases()) {
    Recorder recorder;
    EmbeddedAccount account;
    account.facilities().observer = &recorder;
    Scenario(account).run(one.name, one.steps);
    for (const HeardCall& call : recorder.calls())
      if (!call.operation.empty()) take(call, heard.rows[fmt::format("{}.{}", call.service, call.operation)]);
  }
  return heard;
}

const Heard& all_heard() {
  static const Heard kHeard = run_all();
  return kHeard;
}

}  // namespace

std::vector<Operation> rows_of(const Service& service) {
  std::vector<Operation> rows;
  for (auto part : service.operations) rows.insert(rows.end(), part.begin(), part.end());
  std::sort(rows.begin(), rows.end(), [](const Operation& a, const Operation& b) { return a.name < b.name; });
  return rows;
}

bool is_function(const Operation& row) {
  return row.needs.whole() != nullptr;
}

bool asks_nothing(const Operation& row) {
  return !row.needs.whole() && row.needs.begin()->about == About::nothing;
}

std::vector<AskedAction> declared(const Service& service, const Operation& row) {
  std::vector<AskedAction> out;
  std::string own = fmt::format("{}:{}", service.action_prefix, row.name);
  if (row.needs.whole()) return out;
  std::string type;
  for (const Need& need : row.needs) {
    if (need.about == About::nothing) continue;
    if (need.about != About::same) type = declared_type(need);
    std::string when(need.asked_when.says);
    if (need.about == About::renamed) when = fmt::format("New{} or NewPath", need.member);
    if (!need.list.empty()) when = joined(fmt::format("for each of {}", need.list), when);
    out.push_back({need.action.empty() ? own : std::string(need.action), type, when});
    if (!need.other_action.empty())
      out.push_back({std::string(need.other_action), type,
                     joined(fmt::format("instead, {}", need.other_when.says), when)});
  }
  return out;
}

std::string type_of(const policy::Catalog& catalog, const std::string& name, const std::string& resource) {
  auto action = catalog.action(name);
  if (!action || resource == "*") return "";
  policy::ResourceArns arns(catalog.types_of(*catalog.service(action->service)));
  for (const auto& type : catalog.resources_of(*action))
    if (arns.can_be(resource, type)) return std::string(type.name);
  return "";
}

const std::map<std::string, HeardRow>& heard_in_scenarios() {
  return all_heard().rows;
}

const InputReads& read_in_scenarios() {
  return all_heard().reads;
}

const HeardRow& heard(const Service& service, const Operation& row) {
  static const HeardRow kNothing;
  auto found = heard_in_scenarios().find(fmt::format("{}.{}", service.model, row.name));
  return found == heard_in_scenarios().end() ? kNothing : found->second;
}

std::vector<std::string> actions_of(const Service& service, const Operation& row) {
  auto on_type = [](std::string_view type) { return type.empty() ? "" : fmt::format(" on {}", type); };
  std::vector<std::string> out;
  for (const AskedAction& one : declared(service, row)) {
    std::string when = one.when.empty() ? "" : fmt::format(" ({})", one.when);
    out.push_back(fmt::format("{}{}{}", one.action, on_type(one.type), when));
  }
  if (is_function(row))
    for (const auto& [one, keys] : heard(service, row).actions) out.push_back(one.action + on_type(one.type));
  return out;
}

std::set<std::string> keys_of(const HeardRow& row) {
  std::set<std::string> keys;
  for (const auto& [one, its_keys] : row.actions) keys.insert(its_keys.begin(), its_keys.end());
  return keys;
}

bool is_global(std::string_view key) {
  // Claims of identity providers are named after these; they go with the session, whatever is asked.
  bool is_of_provider = key.find('.') < key.find(':') || key.starts_with("saml:");
  if (is_of_provider) return true;
  if (!key.starts_with("aws:")) return false;
  return !key.starts_with("aws:requesttag/") && !key.starts_with("aws:resourcetag/") && key != "aws:tagkeys";
}

}  // namespace account::testing
