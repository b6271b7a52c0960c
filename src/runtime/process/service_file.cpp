#include "runtime/process/service_file.h"

#include "runtime/machine/state_folder.h"

namespace runtime {
namespace {

std::string service_path(const std::string& state_dir, const std::string& namespace_name,
                         const std::string& service) {
  return state_path(state_dir, kServices, namespace_name, service) + ".json";
}

json::Object texts(const std::map<std::string, std::string>& named) {
  json::Object object;
  for (const auto& [name, text] : named) object.append({name, text});
  return object;
}

std::map<std::string, std::string> texts_at(const json::Value& value, std::string_view name) {
  std::map<std::string, std::string> named;
  const json::Value* object = value.find(name);
  if (!object || !object->is_object()) return named;
  for (const json::Member& member : object->as_object()) {
    if (member.value.is_string()) named[member.name] = member.value.as_string();
  }
  return named;
}

}  // namespace

json::Value to_json(const ServiceSpec& service) {
  return json::Object{{"namespace", service.namespace_name},
                      {"name", service.name},
                      {"image", service.image},
                      {"entrypoint", json::Array(service.entrypoint.begin(), service.entrypoint.end())},
                      {"command", json::Array(service.command.begin(), service.command.end())},
                      {"instances", service.instances},
                      {"memory_bytes", service.memory_bytes},
                      {"environment", texts(service.environment)},
                      {"token_folder", service.token_folder},
                      {"service_account", service.service_account},
                      {"workload", to_json(service.workload)},
                      {"files", texts(service.files)},
                      {"labels", texts(service.labels)},
                      {"fingerprint", service.fingerprint}};
}

ServiceSpec service_from(const json::Value& value) {
  ServiceSpec service;
  service.namespace_name = value.string_or("namespace", "");
  service.name = value.string_or("name", "");
  service.image = value.string_or("image", "");
  service.instances = static_cast<int>(value.int_or("instances", 0));
  service.memory_bytes = value.int_or("memory_bytes", service.memory_bytes);
  service.token_folder = value.string_or("token_folder", "");
  service.service_account = value.string_or("service_account", "");
  service.fingerprint = value.string_or("fingerprint", "");
  if (const json::Value* workload = value.find("workload")) service.workload = workload_from(*workload);
  service.entrypoint = value.strings_at("entrypoint");
  service.command = value.strings_at("command");
  service.environment = texts_at(value, "environment");
  service.files = texts_at(value, "files");
  service.labels = texts_at(value, "labels");
  return service;
}

base::Status write_service(const std::string& state_dir, const WantedService& wanted) {
  const ServiceSpec& service = wanted.service;
  json::Value value = to_json(service);
  value.as_object().set("attempt", wanted.attempt);
  return write_state(service_path(state_dir, service.namespace_name, service.name), value);
}

base::Status remove_service(const std::string& state_dir, const std::string& namespace_name,
                            const std::string& service) {
  return remove_state(state_dir, service_path(state_dir, namespace_name, service));
}

base::Result<std::vector<WantedService>> read_services(const std::string& state_dir) {
  std::vector<WantedService> services;
  for (const json::Value& value : TRY(read_states(state_dir, kServices)))
    services.push_back({service_from(value), value.int_or("attempt", 0)});
  return services;
}

}  // namespace runtime
