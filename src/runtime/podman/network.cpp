#include "runtime/podman/network.h"

#include <sys/stat.h>

#include <ctime>
#include <filesystem>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "runtime/podman/call.h"
#include "runtime/runtime.h"

namespace runtime {
namespace {

using base::ErrorKind;
using base::fail;

constexpr std::string_view kNetnsFolder = "/run/netns";
constexpr int kStaleSeconds = 60;  // a younger one may be of a podman that is just starting a container

bool says(const base::Output& output, std::string_view text) {
  return output.err.find(text) != std::string::npos;
}

base::Result<base::Output> create() {
  return change_with_podman(
      {{"network", "create", "--disable-dns", "--subnet", std::string(kBridgeSubnet), "--gateway",
        std::string(kBridgeAddress), "--label", "slipway=1", std::string(kNetworkName)},
       {},
       ""});
}

base::Result<std::string> ip(std::vector<std::string> arguments, const base::Deadline& deadline) {
  base::Command command;
  command.arguments = std::move(arguments);
  command.arguments.insert(command.arguments.begin(), "ip");
  base::Output output = TRY(base::run(command, deadline));
  if (output.exit_code == 0) return std::move(output.out);
  return fail(ErrorKind::io, "{} failed: {}", base::join(command.arguments, " "), base::trim(output.err));
}

// The network namespaces that containers are in now.
base::Result<std::set<std::string>> used_namespaces(const base::Deadline& deadline) {
  std::set<std::string> used;
  std::string ids = TRY(ask_podman({"ps", "--all", "--quiet", "--no-trunc"}, deadline));
  if (base::trim(ids).empty()) return used;
  std::vector<std::string> inspect = {"container", "inspect", "--format", "{{.NetworkSettings.SandboxKey}}"};
  for (std::string_view id : base::split(base::trim(ids), '\n')) inspect.emplace_back(id);
  std::string keys = TRY(ask_podman(std::move(inspect), deadline));
  for (std::string_view key : base::split(keys, '\n')) used.emplace(base::trim(key));
  return used;
}

bool is_stale(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && std::time(nullptr) - info.st_ctime > kStaleSeconds;
}

// What a podman that was killed within `run` leaves behind: its network namespace, with an end in the bridge,
// and the bridge itself (docs/podman.md, "Killing podman itself leaks").
base::Status remove_leftovers(const base::Deadline& deadline) {
  std::set<std::string> used = TRY(used_namespaces(deadline));
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(kNetnsFolder, error)) {
    std::string name = entry.path().filename();
    if (!name.starts_with("netns-") || used.contains(entry.path()) || !is_stale(entry.path())) continue;
    TRY(ip({"netns", "delete", name}, deadline));
  }
  std::string addresses = TRY(ip({"-json", "address", "show", "type", "bridge"}, deadline));
  json::Value links = TRY(json::parse(addresses));
  if (!links.is_array()) return {};
  for (const json::Value& link : links.as_array()) {
    std::string name(link.string_or("ifname", ""));
    const json::Value* infos = link.find("addr_info");
    if (!infos || !infos->is_array() || !name.starts_with("podman")) continue;
    for (const json::Value& info : infos->as_array()) {
      if (info.string_or("local", "") == kBridgeAddress) TRY(ip({"link", "delete", name}, deadline));
    }
  }
  return {};
}

}  // namespace

base::Status ensure_network(const base::Deadline& deadline) {
  // Creating one that exists costs less than asking first, and two of us may create it at once.
  base::Output output = TRY(create());
  if (output.exit_code == 0 || says(output, "already exists")) return {};
  if (says(output, "already used on the host")) {
    TRY(remove_leftovers(deadline));
    output = TRY(create());
    if (output.exit_code == 0 || says(output, "already exists")) return {};
  }
  return tl::unexpected(
      base::Error{ErrorKind::io,
                  fmt::format("cannot make the container network {} ({}): {}", kNetworkName, kBridgeSubnet,
                              podman_reason(output)),
                  "see `podman network ls` and `ip address` for what else uses that subnet"});
}

base::Status remove_network_if_unused() {
  base::Output output = TRY(change_with_podman({{"network", "rm", std::string(kNetworkName)}, {}, ""}));
  if (output.exit_code == 0 || says(output, "network not found") || says(output, "being used")) return {};
  return fail(ErrorKind::io, "cannot remove the container network {}: {}", kNetworkName,
              podman_reason(output));
}

}  // namespace runtime
