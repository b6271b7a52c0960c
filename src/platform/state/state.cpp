#include "platform/state/state.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"

namespace platform {
namespace {

using base::ErrorKind;
using json::Value;

constexpr int64_t kVersion = 1;            // all of it is in the file
constexpr int64_t kVersionOfJournals = 2;  // what is in AWS, or all of a cluster, is in the engine's journal
constexpr int64_t kVersionOfEngine = 3;    // all that was made for an environment is

json::Array to_array(const std::vector<std::string>& texts) {
  return json::Array(texts.begin(), texts.end());
}

std::string text(const Value& object, std::string_view name) {
  return std::string(object.string_or(name, ""));
}

Value to_json(const DeployedService& service) {
  json::Object object{{"name", service.name},
                      {"slug", service.slug},
                      {"image", service.image},
                      {"instances", service.instances},
                      {"runtime", service.runtime},
                      {"fingerprint", service.fingerprint},
                      {"role_arn", service.role_arn},
                      {"service_account", service.service_account},
                      {"stop_grace_s", service.stop_grace_s},
                      {"token_life_s", service.token_life_s},
                      {"whole", service.is_whole},
                      {"policies", to_array(service.policies)}};
  if (service.is_cron())
    object.set("cron", json::Object{{"schedule", service.schedule}, {"timezone", service.timezone}});
  if (service.is_job) {
    object.set("job", json::Object{{"last_event", service.last_event},
                                   {"last_reason", service.last_reason},
                                   {"last_run_s", base::to_seconds(service.last_run)}});
  }
  return object;
}

DeployedService service_from(const Value& value) {
  DeployedService service;
  service.name = text(value, "name");
  service.slug = text(value, "slug");
  service.image = text(value, "image");
  service.instances = static_cast<int>(value.int_or("instances", 1));
  service.runtime = text(value, "runtime");
  service.fingerprint = text(value, "fingerprint");
  service.stop_grace_s = static_cast<int>(value.int_or("stop_grace_s", service.stop_grace_s));
  service.role_arn = text(value, "role_arn");
  service.service_account = text(value, "service_account");
  service.token_life_s = value.int_or("token_life_s", 0);
  service.is_whole = value.bool_or("whole", true);
  service.policies = value.strings_at("policies");
  if (const Value* cron = value.find("cron")) {
    service.schedule = text(*cron, "schedule");
    service.timezone = text(*cron, "timezone");
  }
  if (const Value* job = value.find("job")) {
    service.is_job = true;
    service.last_event = text(*job, "last_event");
    service.last_reason = text(*job, "last_reason");
    service.last_run = base::from_seconds(job->int_or("last_run_s", 0));
  }
  return service;
}

Value to_json(const std::vector<JournalEntry>& entries) {
  json::Array list;
  for (const JournalEntry& made : entries) {
    json::Object entry{{"kind", made.kind}, {"name", made.name}, {"done", made.done}};
    if (!made.service.empty()) entry.set("service", made.service);
    if (!made.policies.empty()) entry.set("policies", to_array(made.policies));
    list.emplace_back(std::move(entry));
  }
  return list;
}

std::vector<JournalEntry> entries_from(const Value* value) {
  std::vector<JournalEntry> entries;
  if (!value || !value->is_array()) return entries;
  for (const Value& each : value->as_array())
    entries.push_back({text(each, "kind"), text(each, "name"), text(each, "service"),
                       each.bool_or("done", false), each.strings_at("policies")});
  return entries;
}

Value to_json(const EnvironmentState& state) {
  json::Array services;
  for (const DeployedService& service : state.services) services.push_back(to_json(service));
  json::Object object{{"version", state.former.empty() ? kVersionOfEngine : kVersionOfJournals},
                      {"organization", state.organization},
                      {"project", state.project},
                      {"environment", state.name},
                      {"id", state.id},
                      {"namespace", state.namespace_name},
                      {"cluster", state.cluster.to_json()},
                      {"services", services}};
  if (!state.former.empty()) object.set("made", to_json(state.former));
  if (state.expires) object.set("expires_s", base::to_seconds(*state.expires));
  return object;
}

tl::unexpected<base::Error> no_state_file(const std::string& path) {
  return tl::unexpected(
      base::Error{ErrorKind::io, fmt::format("`{}` is not a state file of this version of Slipway", path),
                  "restore it, or move it away: `up` then finds what it made by its tags and labels"});
}

base::Result<Value> read_state(const std::string& path) {
  auto parsed = json::parse(TRY(base::read_file(path)));
  int64_t version = parsed ? parsed->int_or("version", 0) : 0;
  if (version >= kVersion && version <= kVersionOfEngine) return std::move(*parsed);
  return no_state_file(path);
}

// A deployment of a former Slipway that did not come to its end.
bool is_begun(const std::vector<JournalEntry>& former, const std::string& slug) {
  return std::any_of(former.begin(), former.end(), [&](const JournalEntry& made) {
    bool is_what_runs = made.kind == "service" || made.kind == "cron-job";
    return is_what_runs && made.name == slug && !made.done;
  });
}

base::Result<EnvironmentState> read_environment(const std::string& path) {
  Value value = TRY(read_state(path));
  EnvironmentState state;
  state.organization = text(value, "organization");
  state.project = text(value, "project");
  state.name = text(value, "environment");
  state.id = text(value, "id");
  state.namespace_name = text(value, "namespace");
  const Value* cluster = value.find("cluster");
  if (!cluster) return no_state_file(path);
  state.cluster = blueprint::Cluster::from_json(*cluster);
  state.former = entries_from(value.find("made"));
  if (value.find("expires_s")) state.expires = base::from_seconds(value.int_or("expires_s", 0));
  if (const Value* services = value.find("services"); services && services->is_array()) {
    for (const Value& each : services->as_array()) state.services.push_back(service_from(each));
  }
  for (DeployedService& service : state.services)
    if (!service.is_job && is_begun(state.former, service.slug)) service.is_whole = false;
  return state;
}

std::string environment_path(const Home& home, const std::string& organization, const std::string& project,
                             const std::string& name) {
  return home.environment_journal(organization, project, name) + ".json";
}

base::Status write_state(const std::string& path, const Value& value) {
  TRY(base::make_folder(std::filesystem::path(path).parent_path().string()));
  return base::write_file_atomically(path, json::dump_pretty(value));
}

// The file and the folders that it was alone in, up to the home.
base::Status remove_state(const Home& home, const std::string& path) {
  TRY(base::remove_all(path));
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code ignored;
  while (folder.string().size() > home.root().size() && std::filesystem::remove(folder, ignored)) {
    folder = folder.parent_path();
  }
  return {};
}

// The file beside a journal.
base::Status set_aside(const std::string& journal) {
  return base::write_file_atomically(journal + ".json.before", TRY(base::read_file(journal + ".json")));
}

base::Status remove_with_journal(const Home& home, const std::string& journal) {
  TRY(base::remove_all(journal));
  TRY(base::remove_all(journal + ".json.before"));
  TRY(base::remove_all(journal + ".at"));
  return remove_state(home, journal + ".json");
}

}  // namespace

const DeployedService* EnvironmentState::find_service(std::string_view service_slug) const {
  auto found = std::find_if(services.begin(), services.end(),
                            [&](const DeployedService& each) { return each.slug == service_slug; });
  return found == services.end() ? nullptr : &*found;
}

void EnvironmentState::put_service(DeployedService service) {
  for (DeployedService& each : services) {
    if (each.slug == service.slug) {
      each = std::move(service);
      return;
    }
  }
  services.push_back(std::move(service));
}

void EnvironmentState::erase_service(std::string_view service_slug) {
  std::erase_if(services, [&](const DeployedService& each) { return each.slug == service_slug; });
}

base::Result<std::optional<EnvironmentState>> StateFiles::load_environment(const std::string& organization,
                                                                           const std::string& project,
                                                                           const std::string& name) const {
  std::string path = environment_path(home_, organization, project, name);
  if (!base::exists(path)) return std::optional<EnvironmentState>();
  return std::optional(TRY(read_environment(path)));
}

std::vector<EnvironmentState> StateFiles::load_readable_environments(std::vector<Damaged>& damaged) const {
  std::vector<std::string> paths;
  std::error_code ignored;
  std::filesystem::recursive_directory_iterator at(home_.environments_dir(), ignored);
  for (; at != std::filesystem::recursive_directory_iterator(); at.increment(ignored)) {
    if (at->path().extension() == ".json") paths.push_back(at->path().string());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<EnvironmentState> result;
  for (const std::string& path : paths) {
    auto state = read_environment(path);
    if (state)
      result.push_back(*std::move(state));
    else
      damaged.push_back({path.substr(0, path.size() - std::string_view(".json").size()), state.error()});
  }
  return result;
}

base::Result<std::vector<EnvironmentState>> StateFiles::load_environments() const {
  std::vector<Damaged> damaged;
  std::vector<EnvironmentState> all = load_readable_environments(damaged);
  if (!damaged.empty()) return tl::unexpected(damaged.front().error);
  return all;
}

base::Status StateFiles::save(const EnvironmentState& state) const {
  return write_state(environment_path(home_, state.organization, state.project, state.name), to_json(state));
}

base::Status StateFiles::remove(const EnvironmentState& state) const {
  return remove_with_journal(home_, home_.environment_journal(state.organization, state.project, state.name));
}

base::Status StateFiles::set_aside(const EnvironmentState& state) const {
  return platform::set_aside(home_.environment_journal(state.organization, state.project, state.name));
}

base::Result<std::vector<JournalEntry>> StateFiles::former_cluster(const std::string& organization,
                                                                   const blueprint::Cluster& cluster) const {
  std::string path = home_.cluster_file(organization, cluster);
  if (!base::exists(path)) return std::vector<JournalEntry>();
  auto parsed = json::parse(TRY(base::read_file(path)));
  int64_t version = parsed ? parsed->int_or("version", 0) : 0;
  if (version == kVersionOfJournals) return std::vector<JournalEntry>();
  if (version != kVersion) return no_state_file(path);
  return entries_from(parsed->find("made"));
}

base::Status StateFiles::set_aside(const std::string& organization, const blueprint::Cluster& cluster) const {
  return platform::set_aside(home_.cluster_journal(organization, cluster));
}

base::Status StateFiles::mark_moved(const std::string& organization,
                                    const blueprint::Cluster& cluster) const {
  return write_state(home_.cluster_file(organization, cluster),
                     json::Object{{"version", kVersionOfJournals},
                                  {"journal", home_.cluster_journal(organization, cluster)}});
}

base::Status StateFiles::remove_cluster(const std::string& organization,
                                        const blueprint::Cluster& cluster) const {
  return remove_with_journal(home_, home_.cluster_journal(organization, cluster));
}

}  // namespace platform
