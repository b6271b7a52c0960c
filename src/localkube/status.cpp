#include "localkube/status.h"

#include <algorithm>

#include "base/file.h"
#include "base/json.h"
#include "base/process.h"

namespace localkube {
namespace {

constexpr Phase kPhases[] = {Phase::stopped, Phase::starting, Phase::ready, Phase::stopping, Phase::failed};

Phase phase_of(std::string_view name) {
  auto at =
      std::find_if(std::begin(kPhases), std::end(kPhases), [&](Phase p) { return phase_name(p) == name; });
  return at == std::end(kPhases) ? Phase::stopped : *at;
}

base::Time time_at(const json::Value& value, std::string_view name) {
  return base::from_ms(value.int_or(name, 0));
}

json::Value to_json(const ProcessStatus& program) {
  return json::Object{{"name", program.name},
                      {"running", program.running},
                      {"since_ms", base::to_ms(program.since)},
                      {"restarts", program.restarts},
                      {"reason", program.reason}};
}

ProcessStatus program_from_json(const json::Value& value) {
  return {std::string(value.string_or("name", "")), value.bool_or("running", false),
          time_at(value, "since_ms"), static_cast<int>(value.int_or("restarts", 0)),
          std::string(value.string_or("reason", ""))};
}

template <typename Read>
void for_each(const json::Value& value, std::string_view name, const Read& read) {
  const json::Value* list = value.find(name);
  if (!list || !list->is_array()) return;
  for (const json::Value& each : list->as_array()) read(each);
}

base::Result<json::Value> read_json(const std::string& path) {
  return json::parse(TRY(base::read_file(path)));
}

}  // namespace

std::string_view phase_name(Phase phase) {
  switch (phase) {
    case Phase::stopped:
      return "stopped";
    case Phase::starting:
      return "starting";
    case Phase::ready:
      return "ready";
    case Phase::stopping:
      return "stopping";
    case Phase::failed:
      break;
  }
  return "failed";
}

json::Value Status::to_json() const {
  json::Array all_steps;
  for (const Step& step : steps) {
    all_steps.push_back(json::Object{{"at_ms", base::to_ms(step.at)}, {"text", step.text}});
  }
  json::Array all_programs;
  for (const ProcessStatus& program : programs) all_programs.push_back(localkube::to_json(program));
  json::Object object{{"phase", phase_name(phase)},
                      {"started_ms", base::to_ms(started)},
                      {"endpoint", endpoint},
                      {"version", version},
                      {"node", node},
                      {"steps", std::move(all_steps)},
                      {"programs", std::move(all_programs)}};
  if (slot) object.set("slot", *slot);
  if (!error.message.empty()) {
    object.set("error", json::Object{{"message", error.message}, {"hint", error.hint}});
  }
  return object;
}

Status Status::from_json(const json::Value& value) {
  Status status;
  status.phase = phase_of(value.string_or("phase", ""));
  status.started = time_at(value, "started_ms");
  if (value.find("slot")) status.slot = static_cast<int>(value.int_or("slot", 0));
  status.endpoint = value.string_or("endpoint", "");
  status.version = value.string_or("version", "");
  status.node = value.string_or("node", "");
  for_each(value, "steps", [&](const json::Value& step) {
    status.steps.push_back({time_at(step, "at_ms"), std::string(step.string_or("text", ""))});
  });
  for_each(value, "programs",
           [&](const json::Value& program) { status.programs.push_back(program_from_json(program)); });
  if (const json::Value* error = value.find("error")) {
    status.error = {base::ErrorKind::unavailable, std::string(error->string_or("message", "")),
                    std::string(error->string_or("hint", ""))};
  }
  return status;
}

base::Status write_status(const Folder& folder, const Status& status) {
  return base::write_file_atomically(folder.status(), json::dump_pretty(status.to_json()));
}

Status read_status(const Folder& folder) {
  auto value = read_json(folder.status());
  Status status = value ? Status::from_json(*value) : Status();
  if (find_supervisor(folder) || status.phase == Phase::failed) return status;
  Status stopped;
  stopped.slot = status.slot;
  return stopped;
}

base::Status write_supervisor(const Folder& folder, const Supervisor& supervisor) {
  json::Object object{{"pid", static_cast<int64_t>(supervisor.pid)}, {"identity", supervisor.identity}};
  return base::write_file_atomically(folder.supervisor(), json::dump_pretty(std::move(object)));
}

std::optional<Supervisor> find_supervisor(const Folder& folder) {
  auto value = read_json(folder.supervisor());
  if (!value) return std::nullopt;
  Supervisor supervisor{static_cast<pid_t>(value->int_or("pid", 0)),
                        std::string(value->string_or("identity", ""))};
  bool runs = supervisor.pid > 0 && !supervisor.identity.empty() &&
              base::process_identity(supervisor.pid) == supervisor.identity;
  return runs ? std::optional(std::move(supervisor)) : std::nullopt;
}

}  // namespace localkube
