#include "runtime/podman/run.h"

#include <sys/resource.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "runtime/machine/service_files.h"
#include "runtime/podman/containers.h"
#include "runtime/podman/network.h"

namespace runtime {
namespace {

// podman reads an environment file by lines, of at most 64 KiB.
constexpr size_t kMaxLine = 32 << 10;

// Both limits must be named: podman asks for 1048576, and without CAP_SYS_RESOURCE nobody may raise one.
std::string ulimit(std::string_view name, int resource, rlim_t soft, rlim_t most) {
  rlimit own{};
  ::getrlimit(static_cast<__rlimit_resource_t>(resource), &own);
  rlim_t hard = std::min(own.rlim_max, most);
  return fmt::format("{}={}:{}", name, std::min(soft, hard), hard);
}

// Values go through standard input, where nobody else sees them and no file is left. What does not fit on a
// line goes through podman's own environment instead (`--env NAME`): no variable that podman itself heeds
// holds line breaks or 32 KiB.
void add_environment(const ServiceSpec& service, Change& change) {
  for (const auto& [name, value] : service.environment) {
    bool fits_a_line = value.find_first_of("\r\n") == std::string::npos && value.size() < kMaxLine;
    if (fits_a_line) {
      change.input += fmt::format("{}={}\n", name, value);
    } else {
      change.environment[name] = value;
      change.arguments.insert(change.arguments.end(), {"--env", name});
    }
  }
  if (!change.input.empty()) {
    change.arguments.insert(change.arguments.end(), {"--env-file", "/dev/stdin"});
  }
}

void add_labels(const ServiceSpec& service, int index, const std::string& state_dir,
                std::vector<std::string>& arguments) {
  auto add = [&](std::string_view name, std::string_view value) {
    arguments.insert(arguments.end(), {"--label", fmt::format("{}={}", name, value)});
  };
  add(label::kSlipway, "1");
  add(label::kNamespace, service.namespace_name);
  add(label::kService, service.name);
  add(label::kIndex, std::to_string(index));
  add(label::kFingerprint, service.fingerprint);
  add(label::kMemory, std::to_string(service.memory_bytes));
  add(label::kState, state_dir);
}

base::Status add_mount(const std::string& source, std::string_view target, std::string_view options,
                       std::vector<std::string>& arguments) {
  if (source.find_first_of(",\"\n") != std::string::npos) {
    return base::fail(base::ErrorKind::invalid,
                      "podman cannot mount `{}`: its name holds a comma, a quote or a line break", source);
  }
  arguments.insert(arguments.end(),
                   {"--mount", fmt::format("type=bind,source={},target={}{}", source, target, options)});
  return {};
}

base::Status add_mounts(const ServiceSpec& service, const DesiredContainer& desired,
                        const std::string& state_dir, Change& change) {
  // The token's folder, not its file: a mounted file would keep the old inode when the token is replaced.
  if (!service.token_folder.empty())
    TRY(add_mount(service.token_folder, kTokenFolder, ",readonly", change.arguments));
  if (!desired.output_folder.empty())
    TRY(add_mount(desired.output_folder, kOutputFolder, "", change.arguments));
  for (const auto& [path, content] : service.files)
    TRY(add_mount(service_file(state_dir, service, path), path, ",readonly", change.arguments));
  return {};
}

void add_workload(const Workload& workload, std::vector<std::string>& arguments) {
  if (workload.cpu_milli > 0)
    arguments.insert(arguments.end(),
                     {"--cpus", fmt::format("{}", static_cast<double>(workload.cpu_milli) / 1000)});
  // As in Kubernetes: also /tmp.
  if (workload.has_read_only_root)
    arguments.insert(arguments.end(), {"--read-only", "--read-only-tmpfs=false"});
}

void add_privileges(const std::string& image, std::vector<std::string>& arguments) {
  arguments.insert(arguments.end(), {"--security-opt", "no-new-privileges"});
  // Images of others may need podman's small default set (to change their user, to listen on port 80); ours
  // need none, and nothing in them has to be asked to end.
  if (is_our_image(image)) {
    arguments.insert(arguments.end(), {"--cap-drop", "all", "--stop-signal", "SIGKILL"});
  }
}

}  // namespace

std::string full_image_name(const std::string& image) {
  if (image.starts_with("slipway/")) return "localhost/" + image;
  size_t slash = image.find('/');
  std::string_view first = std::string_view(image).substr(0, slash);
  if (slash == std::string::npos) return "docker.io/library/" + image;
  bool has_registry = first == "localhost" || first.find_first_of(".:") != std::string_view::npos;
  return has_registry ? image : "docker.io/" + image;
}

bool is_our_image(const std::string& full_image_name) {
  return full_image_name.starts_with("localhost/slipway/");
}

base::Result<Change> podman_run(const ServiceSpec& service, const DesiredContainer& desired,
                                const std::string& state_dir) {
  std::string image = full_image_name(service.image);
  std::string memory = std::to_string(service.memory_bytes);
  Change change;
  change.arguments = {"run", "--detach", "--pull", "never", "--name",
                      container_name(service.namespace_name, service.name, desired.index), "--hostname",
                      service.name, "--network", std::string(kNetworkName), "--log-driver", "k8s-file",
                      "--log-opt", "max-size=10mb", "--restart", desired.restart, "--http-proxy=false",
                      // The same figure twice: no swap beside it.
                      "--memory", memory, "--memory-swap", memory, "--ulimit",
                      ulimit("nofile", RLIMIT_NOFILE, 1024, 65536), "--ulimit",
                      ulimit("nproc", RLIMIT_NPROC, 4096, 4096)};
  if (desired.replace) change.arguments.emplace_back("--replace");
  add_labels(service, desired.index, state_dir, change.arguments);
  add_privileges(image, change.arguments);
  add_workload(service.workload, change.arguments);
  TRY(add_mounts(service, desired, state_dir, change));
  add_environment(service, change);
  if (!service.entrypoint.empty()) {
    json::Array words(service.entrypoint.begin(), service.entrypoint.end());
    change.arguments.insert(change.arguments.end(), {"--entrypoint", json::dump(words)});
  }
  change.arguments.push_back(image);
  change.arguments.insert(change.arguments.end(), service.command.begin(), service.command.end());
  return change;
}

}  // namespace runtime
