#include "runtime/process/instance_file.h"

#include "runtime/machine/state_folder.h"

namespace runtime {
namespace {

constexpr std::string_view kStateNames[] = {"starting", "running", "exited"};

std::string instance_path(const std::string& state_dir, const Instance& instance) {
  return fmt::format("{}/{}.json",
                     state_path(state_dir, kInstances, instance.namespace_name, instance.service),
                     instance.index);
}

std::string job_path(const std::string& state_dir, const std::string& namespace_name,
                     const std::string& service) {
  return state_path(state_dir, kJobs, namespace_name, service) + ".json";
}

InstanceState state_of(std::string_view name) {
  if (name == "running") return InstanceState::running;
  return name == "exited" ? InstanceState::exited : InstanceState::starting;
}

InstanceRecord from_json(const json::Value& value) {
  InstanceRecord record;
  Instance& instance = record.instance;
  instance.namespace_name = value.string_or("namespace", "");
  instance.service = value.string_or("service", "");
  instance.index = static_cast<int>(value.int_or("index", 0));
  instance.id = value.string_or("pid", "");
  instance.state = state_of(value.string_or("state", ""));
  instance.exit_code = static_cast<int>(value.int_or("exit_code", 0));
  instance.reason = value.string_or("reason", "");
  instance.fingerprint = value.string_or("fingerprint", "");
  instance.started = base::from_ms(value.int_or("started_ms", 0));
  record.identity = value.string_or("identity", "");
  record.attempt = value.int_or("attempt", 0);
  record.failures = static_cast<int>(value.int_or("failures", 0));
  record.retry = base::from_ms(value.int_or("retry_ms", 0));
  return record;
}

json::Value to_json(const InstanceRecord& record) {
  const Instance& instance = record.instance;
  return json::Object{{"namespace", instance.namespace_name},
                      {"service", instance.service},
                      {"index", instance.index},
                      {"pid", instance.id},
                      {"identity", record.identity},
                      {"state", kStateNames[static_cast<size_t>(instance.state)]},
                      {"exit_code", instance.exit_code},
                      {"reason", instance.reason},
                      {"fingerprint", instance.fingerprint},
                      {"started_ms", base::to_ms(instance.started)},
                      {"attempt", record.attempt},
                      {"failures", record.failures},
                      {"retry_ms", base::to_ms(record.retry)}};
}

base::Result<std::vector<InstanceRecord>> read_records(const std::string& state_dir, std::string_view kind) {
  std::vector<InstanceRecord> records;
  for (const json::Value& value : TRY(read_states(state_dir, kind))) records.push_back(from_json(value));
  return records;
}

}  // namespace

std::string log_path(const std::string& state_dir, const Instance& instance) {
  return fmt::format("{}/{}.log", state_path(state_dir, kLogs, instance.namespace_name, instance.service),
                     instance.index);
}

base::Status write_instance(const std::string& state_dir, const InstanceRecord& record) {
  return write_state(instance_path(state_dir, record.instance), to_json(record));
}

base::Status remove_instance(const std::string& state_dir, const Instance& instance) {
  return remove_state(state_dir, instance_path(state_dir, instance));
}

base::Result<std::vector<InstanceRecord>> read_instances(const std::string& state_dir) {
  return read_records(state_dir, kInstances);
}

base::Status write_job(const std::string& state_dir, const InstanceRecord& record) {
  return write_state(job_path(state_dir, record.instance.namespace_name, record.instance.service),
                     to_json(record));
}

base::Status remove_job(const std::string& state_dir, const std::string& namespace_name,
                        const std::string& service) {
  return remove_state(state_dir, job_path(state_dir, namespace_name, service));
}

base::Result<std::vector<InstanceRecord>> read_jobs(const std::string& state_dir) {
  return read_records(state_dir, kJobs);
}

}  // namespace runtime
