#include "runtime/podman/containers.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "runtime/podman/call.h"

namespace runtime {
namespace {

constexpr int kKilled = 128 + 9;

InstanceState state_of(std::string_view podman_state) {
  if (podman_state == "running" || podman_state == "paused") return InstanceState::running;
  if (podman_state == "exited" || podman_state == "stopped" || podman_state == "stopping") {
    return InstanceState::exited;
  }
  return InstanceState::starting;  // created, initialized, restarting
}

Container parse_container(const json::Value& row) {
  static const json::Value none{json::Object()};
  const json::Value* found = row.find("Labels");
  const json::Value& labels = found ? *found : none;
  auto text = [&](std::string_view name) { return std::string(labels.string_or(name, "")); };

  Container container;
  Instance& instance = container.instance;
  instance.namespace_name = text(label::kNamespace);
  instance.service = text(label::kService);
  instance.index = static_cast<int>(base::parse_int(text(label::kIndex)).value_or(0));
  instance.fingerprint = text(label::kFingerprint);
  instance.id = row.string_or("Id", "");
  instance.state = state_of(row.string_or("State", ""));
  instance.started = base::from_seconds(std::max<int64_t>(0, row.int_or("StartedAt", 0)));
  if (instance.state == InstanceState::exited) {
    instance.exit_code = static_cast<int>(row.int_or("ExitCode", 0));
    instance.reason = exit_reason(instance.exit_code, base::parse_int(text(label::kMemory)).value_or(0));
  }
  container.state_dir = text(label::kState);
  container.name = container_name(instance.namespace_name, instance.service, instance.index);
  return container;
}

}  // namespace

// On cgroup v1 podman does not see that the kernel's out-of-memory killer was there (docs/podman.md); the
// exit code of SIGKILL is all that is left of it.
std::string exit_reason(int exit_code, int64_t memory_bytes) {
  if (exit_code != kKilled) return fmt::format("exit code {}", exit_code);
  return fmt::format("killed, in all likelihood out of memory: its limit is {} MiB (exit code {})",
                     memory_bytes >> 20, exit_code);
}

std::string container_name(const std::string& namespace_name, const std::string& service, int index) {
  return fmt::format("slipway-{}-{}-{}", namespace_name, service, index);
}

base::Result<std::vector<Container>> parse_containers(std::string_view ps) {
  std::vector<Container> result;
  if (base::trim(ps).empty()) return result;
  json::Value rows = TRY(json::parse(ps).map_error([](const base::Error& e) { return e.in("podman ps"); }));
  if (!rows.is_array()) return result;
  for (const json::Value& row : rows.as_array()) {
    const json::Value* labels = row.find("Labels");
    // Containers without these labels have been made by hand: they are not ours to touch.
    if (labels && labels->find(label::kState) && labels->find(label::kService)) {
      result.push_back(parse_container(row));
    }
  }
  std::sort(result.begin(), result.end(), [](const Container& a, const Container& b) {
    return std::tie(a.instance.namespace_name, a.instance.service, a.instance.index) <
           std::tie(b.instance.namespace_name, b.instance.service, b.instance.index);
  });
  return result;
}

base::Result<std::vector<Container>> list_containers(const base::Deadline& deadline) {
  std::string ps = TRY(ask_podman(
      {"ps", "--all", "--filter", fmt::format("label={}=1", label::kSlipway), "--format", "json"}, deadline));
  return parse_containers(ps);
}

}  // namespace runtime
