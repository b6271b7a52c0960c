#include "platform/load_job.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace platform {
namespace {

using json::Value;

constexpr std::pair<std::string_view, JobEvent> kEvents[] = {
    {"on_start", JobEvent::start}, {"on_stop", JobEvent::stop}, {"on_delete", JobEvent::remove}};

std::vector<std::string> words_at(const Value& value, std::string_view name) {
  std::vector<std::string> words;
  const Value* list = value.find(name);
  if (!list || !list->is_array()) return words;
  for (const Value& word : list->as_array()) {
    if (word.is_string()) words.push_back(word.as_string());
  }
  return words;
}

std::string_view default_stage(ServiceType type) {
  switch (type) {
    case ServiceType::application:
      return "applications";
    case ServiceType::lifecycle_job:
      return "jobs";
    case ServiceType::database:
      return "databases";
    case ServiceType::container:
      break;
  }
  return "containers";
}

void refuse(const json::Member& service, std::initializer_list<std::string_view> keys, std::string_view why,
            base::Diagnostics& diagnostics) {
  for (std::string_view key : keys) {
    const Value* value = service.value.find(key);
    if (value) diagnostics.error("misplaced-key", value->span, fmt::format("`{}` {}", key, why));
  }
}

}  // namespace

std::vector<std::string> load_stages(const Value& environment) {
  std::vector<std::string> stages = words_at(environment, "stages");
  if (stages.empty()) return {"databases", "jobs", "containers", "applications"};
  return stages;
}

ServiceType load_type(const Value& service) {
  std::string_view type = service.string_or("type", "");
  if (type == "lifecycle_job") return ServiceType::lifecycle_job;
  if (type == "database") return ServiceType::database;
  return type == "application" ? ServiceType::application : ServiceType::container;
}

size_t load_stage(const json::Member& service, ServiceType type, const std::vector<std::string>& stages,
                  base::Diagnostics& diagnostics) {
  const Value* given = service.value.find("stage");
  std::string wanted(given && given->is_string() ? given->as_string() : default_stage(type));
  auto found = std::find(stages.begin(), stages.end(), wanted);
  if (found != stages.end()) return static_cast<size_t>(found - stages.begin());
  if (given) {
    auto meant = base::did_you_mean(wanted, stages);
    diagnostics.error("unknown-stage", given->span, fmt::format("the environment has no stage `{}`", wanted),
                      meant ? fmt::format("did you mean `{}`?", *meant)
                            : fmt::format("there is: {}", base::join(stages, ", ")));
  } else {
    diagnostics.error("missing-key", service.name_span,
                      fmt::format("service `{}` needs `stage`: the environment's `stages` have no `{}`",
                                  service.name, wanted),
                      fmt::format("there is: {}", base::join(stages, ", ")));
  }
  return 0;
}

std::optional<LifecycleJob> load_job(const json::Member& service, ServiceType type,
                                     base::Diagnostics& diagnostics) {
  if (type != ServiceType::lifecycle_job) {
    refuse(service, {"on_start", "on_stop", "on_delete", "max_restarts", "max_duration"},
           "goes with `type: lifecycle_job`", diagnostics);
    return std::nullopt;
  }
  refuse(service, {"instances", "command"},
         "is not for a lifecycle job, which runs `entrypoint` and `arguments` of its events", diagnostics);
  LifecycleJob job;
  job.max_restarts = static_cast<int>(service.value.int_or("max_restarts", job.max_restarts));
  job.max_duration_s = service.value.int_or("max_duration", job.max_duration_s);
  for (auto [key, event] : kEvents) {
    const Value* run = service.value.find(key);
    if (run) job.events[event] = {words_at(*run, "entrypoint"), words_at(*run, "arguments")};
  }
  if (job.events.empty()) {
    diagnostics.error(
        "missing-key", service.name_span, fmt::format("lifecycle job `{}` has no event", service.name),
        "give it `on_start`, `on_stop` or `on_delete`, such as `on_start: { arguments: [start] }`");
  }
  return job;
}

}  // namespace platform
