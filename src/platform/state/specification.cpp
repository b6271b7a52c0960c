#include "platform/state/specification.h"

#include <filesystem>

#include "base/file.h"
#include "engine/keep/history.h"

namespace platform {

json::Value to_json(const CronJob& cron) {
  return json::Object{{"schedule", cron.schedule},
                      {"timezone", cron.timezone},
                      {"concurrency", cron.concurrency},
                      {"failed_runs_kept", cron.failed_runs_kept},
                      {"successful_runs_kept", cron.successful_runs_kept},
                      {"max_restarts", cron.max_restarts},
                      {"max_duration_s", cron.max_duration_s}};
}

namespace {

using json::Value;

constexpr std::string_view kTypes[] = {"container", "application", "lifecycle_job", "database", "cron_job"};

json::Array to_array(const std::vector<std::string>& texts) {
  return json::Array(texts.begin(), texts.end());
}

const json::Array& list_at(const Value& value, std::string_view name) {
  static const json::Array kNone;
  const Value* list = value.find(name);
  return list && list->is_array() ? list->as_array() : kNone;
}

std::string text(const Value& value, std::string_view name) {
  return std::string(value.string_or(name, ""));
}

json::Array to_json(const Variables& variables) {
  json::Array list;
  for (const Variable& each : variables) {
    list.push_back(json::Object{{"name", each.name},
                                {"text", each.text},
                                {"alias", each.is_alias},
                                {"override", each.is_override},
                                {"file", each.file}});
  }
  return list;
}

Variables variables_at(const Value& value, std::string_view name) {
  Variables result;
  for (const Value& each : list_at(value, name)) {
    result.push_back({text(each, "name"),
                      each.bool_or("alias", false),
                      text(each, "text"),
                      each.bool_or("override", false),
                      {},
                      text(each, "file")});
  }
  return result;
}

Value to_json(const Permissions& permissions) {
  return json::Object{{"policies", to_array(permissions.policies)},
                      {"cluster_scope", permissions.scope == RoleScope::cluster},
                      {"role_arn", permissions.role_arn},
                      {"service_account", permissions.service_account},
                      {"token_life_s", permissions.token_life_s}};
}

Permissions permissions_from(const Value& value) {
  Permissions result;
  result.policies = value.strings_at("policies");
  if (value.bool_or("cluster_scope", false)) result.scope = RoleScope::cluster;
  result.role_arn = text(value, "role_arn");
  result.service_account = text(value, "service_account");
  result.token_life_s = value.int_or("token_life_s", result.token_life_s);
  return result;
}

Value to_json(const LifecycleJob& job) {
  json::Array events;
  for (const auto& [event, run] : job.events) {
    events.push_back(json::Object{{"event", event_name(event)},
                                  {"entrypoint", to_array(run.entrypoint)},
                                  {"arguments", to_array(run.arguments)}});
  }
  return json::Object{{"events", std::move(events)},
                      {"max_restarts", job.max_restarts},
                      {"max_duration_s", job.max_duration_s}};
}

LifecycleJob job_from(const Value& value) {
  LifecycleJob job;
  for (const Value& each : list_at(value, "events")) {
    if (auto event = parse_event(each.string_or("event", "")))
      job.events[*event] = {each.strings_at("entrypoint"), each.strings_at("arguments")};
  }
  job.max_restarts = static_cast<int>(value.int_or("max_restarts", job.max_restarts));
  job.max_duration_s = value.int_or("max_duration_s", job.max_duration_s);
  return job;
}

CronJob cron_from(const Value& value) {
  CronJob cron;
  cron.schedule = text(value, "schedule");
  cron.timezone = value.string_or("timezone", cron.timezone);
  cron.concurrency = value.string_or("concurrency", cron.concurrency);
  cron.failed_runs_kept = static_cast<int>(value.int_or("failed_runs_kept", cron.failed_runs_kept));
  cron.successful_runs_kept =
      static_cast<int>(value.int_or("successful_runs_kept", cron.successful_runs_kept));
  cron.max_restarts = static_cast<int>(value.int_or("max_restarts", cron.max_restarts));
  cron.max_duration_s = value.int_or("max_duration_s", cron.max_duration_s);
  return cron;
}

Value to_json(const Service& service) {
  json::Object object{{"name", service.name},
                      {"slug", service.slug},
                      {"type", kTypes[static_cast<size_t>(service.type)]},
                      {"stage", static_cast<int64_t>(service.stage)},
                      {"image", service.image},
                      {"entrypoint", to_array(service.entrypoint)},
                      {"command", to_array(service.command)},
                      {"instances", service.instances},
                      {"memory_bytes", service.memory_bytes},
                      {"workload", runtime::to_json(service.workload)},
                      {"variables", to_json(service.variables)},
                      {"service_account", service.named_service_account}};
  if (service.permissions) object.set("permissions", to_json(*service.permissions));
  if (service.job) object.set("job", to_json(*service.job));
  if (service.cron) object.set("cron", to_json(*service.cron));
  return object;
}

Service service_from(const Value& value) {
  Service service;
  service.name = text(value, "name");
  service.slug = text(value, "slug");
  for (size_t i = 0; i < std::size(kTypes); ++i) {
    if (value.string_or("type", "") == kTypes[i]) service.type = static_cast<ServiceType>(i);
  }
  service.stage = static_cast<size_t>(value.int_or("stage", 0));
  service.image = text(value, "image");
  service.entrypoint = value.strings_at("entrypoint");
  service.command = value.strings_at("command");
  service.instances = static_cast<int>(value.int_or("instances", 1));
  service.memory_bytes = value.int_or("memory_bytes", service.memory_bytes);
  if (const Value* workload = value.find("workload")) service.workload = runtime::workload_from(*workload);
  service.variables = variables_at(value, "variables");
  service.named_service_account = text(value, "service_account");
  if (const Value* permissions = value.find("permissions"))
    service.permissions = permissions_from(*permissions);
  if (const Value* job = value.find("job")) service.job = job_from(*job);
  if (const Value* cron = value.find("cron")) service.cron = cron_from(*cron);
  return service;
}

std::string path_of(const Home& home, const std::string& namespace_name) {
  return home.specifications_dir() + "/" + namespace_name + ".json";
}

}  // namespace

Value to_json(const Environment& environment) {
  json::Array services;
  for (const Service& each : environment.services) services.push_back(to_json(each));
  return json::Object{{"project", environment.project},
                      {"name", environment.name},
                      {"cluster", environment.cluster.to_json()},
                      {"project_variables", to_json(environment.project_variables)},
                      {"variables", to_json(environment.variables)},
                      {"stages", to_array(environment.stages)},
                      {"services", std::move(services)}};
}

Environment environment_from(const Value& value) {
  Environment environment;
  environment.project = text(value, "project");
  environment.name = text(value, "name");
  if (const Value* cluster = value.find("cluster"))
    environment.cluster = blueprint::Cluster::from_json(*cluster);
  environment.project_variables = variables_at(value, "project_variables");
  environment.variables = variables_at(value, "variables");
  environment.stages = value.strings_at("stages");
  for (const Value& each : list_at(value, "services")) environment.services.push_back(service_from(each));
  return environment;
}

base::Status save_specification(const Home& home, const std::string& namespace_name,
                                const Environment& environment) {
  TRY(base::make_folder(home.specifications_dir()));
  return base::write_file_atomically(path_of(home, namespace_name), json::dump_pretty(to_json(environment)));
}

base::Result<Environment> load_specification(const Home& home, const std::string& namespace_name) {
  std::string path = path_of(home, namespace_name);
  auto read = base::read_file(path);
  if (!read && read.error().kind == base::ErrorKind::not_found) {
    return tl::unexpected(base::Error{
        base::ErrorKind::not_found, fmt::format("namespace {} was never deployed to its end", namespace_name),
        "run `slipway up` with its file first"});
  }
  auto parsed = json::parse(TRY(std::move(read)));
  if (!parsed) return tl::unexpected(engine::unreadable(parsed.error().in(path)));
  return environment_from(*parsed);
}

base::Status remove_specification(const Home& home, const std::string& namespace_name) {
  TRY(base::remove_all(path_of(home, namespace_name)));
  std::error_code ignored;
  std::filesystem::remove(home.specifications_dir(), ignored);  // the folder, when it is empty
  return {};
}

}  // namespace platform
