#include "localkube/node.h"

#include <optional>

#include "base/process.h"
#include "base/text.h"

namespace localkube {
namespace {

using base::ErrorKind;
using json::Value;

constexpr auto kLookAgain = std::chrono::milliseconds(50);
constexpr int kGraceSeconds = 5;
constexpr const char* kSandboxImage = "localhost/slipway/pause:latest";

base::Result<base::Output> ctr(const Components& components, std::vector<std::string> arguments,
                               const base::Deadline& deadline) {
  base::Command command;
  command.arguments = {components.programs.program("ctr"), "--namespace", "k8s.io"};
  command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
  return base::run(command, deadline);
}

const Value* at(const Value& object, std::initializer_list<std::string_view> path) {
  const Value* found = &object;
  for (std::string_view name : path) {
    found = found ? found->find(name) : nullptr;
  }
  return found;
}

const Value* ready_condition(const Value& node) {
  const Value* conditions = at(node, {"status", "conditions"});
  if (!conditions || !conditions->is_array()) return nullptr;
  for (const Value& condition : conditions->as_array()) {
    if (condition.string_or("type", "") == "Ready") return &condition;
  }
  return nullptr;
}

bool is_since(base::Time started, std::string_view time) {
  auto at = base::parse_iso8601(time);
  return at && *at >= started;
}

// Ready, as the kubelet of this life of the cluster says. A node that is as it was before is not written
// anew, but its lease is; that of a new node may come ten seconds late, since it needs the node.
bool is_ready(const Value& node, const std::optional<Value>& lease, base::Time started) {
  const Value* ready = ready_condition(node);
  if (!ready || ready->string_or("status", "") != "True") return false;
  const Value* spec = lease ? lease->find("spec") : nullptr;
  return is_since(started, ready->string_or("lastHeartbeatTime", "")) ||
         (spec && is_since(started, spec->string_or("renewTime", "")));
}

// One that ended by itself, and not because it was deleted.
bool has_ended(const Value& pod) {
  const Value* status = pod.find("status");
  std::string_view phase = status ? status->string_or("phase", "") : "";
  return (phase == "Succeeded" || phase == "Failed") && !at(pod, {"metadata", "deletionTimestamp"});
}

base::Result<json::Array> running_pods(kube::Client& client, const base::Deadline& deadline) {
  kube::List pods = TRY(client.list({"v1", "Pod"}, {}, deadline));
  std::erase_if(pods.items, has_ended);
  return std::move(pods.items);
}

base::Status remove_all(kube::Client& client, const json::Array& pods, int grace_s,
                        const base::Deadline& deadline) {
  for (const Value& pod : pods) TRY(client.remove(kube::target_of(pod), {.grace_s = grace_s}, deadline));
  return {};
}

}  // namespace

base::Status import_sandbox_image(const Components& components, const base::Deadline& deadline) {
  while (true) {
    base::Output listed = TRY(ctr(components, {"images", "list", "--quiet"}, deadline));
    if (listed.exit_code == 0 && listed.out.find(kSandboxImage) != std::string::npos) return {};
    base::Output imported =
        TRY(ctr(components, {"images", "import", components.programs.sandbox_image()}, deadline));
    if (imported.exit_code == 0) continue;
    if (deadline.passed()) {
      return base::fail(ErrorKind::unavailable, "containerd does not take the image {}: {}", kSandboxImage,
                        base::trim(imported.err));
    }
    deadline.pause(kLookAgain);
  }
}

base::Status wait_for_node(kube::Client& client, const std::string& name, base::Time started,
                           const base::Deadline& deadline) {
  while (true) {
    auto node = TRY(client.find({"v1", "Node", "", name}, deadline));
    auto lease = TRY(client.find({"coordination.k8s.io/v1", "Lease", "kube-node-lease", name}, deadline));
    auto account = TRY(client.find({"v1", "ServiceAccount", "default", "default"}, deadline));
    if (node && is_ready(*node, lease, started) && account) return {};
    if (deadline.passed())
      return base::fail(ErrorKind::timeout, "the node `{}` did not get ready in time", name);
    deadline.pause(kLookAgain);
  }
}

base::Status end_pods(kube::Client& client, const base::Deadline& deadline) {
  json::Array pods = TRY(running_pods(client, deadline));
  TRY(remove_all(client, pods, kGraceSeconds, deadline));
  base::Deadline patience = deadline.at_most(std::chrono::seconds(2 * kGraceSeconds));
  while (!pods.empty()) {
    if (patience.passed()) return remove_all(client, pods, 0, deadline);
    deadline.pause(kLookAgain);
    pods = TRY(running_pods(client, deadline));
  }
  return {};
}

}  // namespace localkube
