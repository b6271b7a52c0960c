#include "runtime/kubernetes/pods.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "kube/object.h"
#include "runtime/kubernetes/identity.h"
#include "runtime/kubernetes/objects.h"

namespace runtime {
namespace {

using json::Value;
using Heals = Trouble::Heals;
using kube::array_at;
using kube::at;
using kube::int_at;
using kube::text_at;

constexpr std::string_view kCouldNotStart = "could not start";

const Value* status_of(const Value& pod, const std::string& container) {
  for (const Value& status : array_at(pod, {"status", "containerStatuses"})) {
    if (text_at(status, {"name"}) == container) return &status;
  }
  return nullptr;
}

const Value* condition_of(const Value& object, std::string_view type) {
  for (const Value& condition : array_at(object, {"status", "conditions"})) {
    if (text_at(condition, {"type"}) == type) return &condition;
  }
  return nullptr;
}

ContainerEnd end_of(const Value& terminated, bool is_now) {
  ContainerEnd end;
  end.is_now = is_now;
  end.exit_code = static_cast<int>(int_at(terminated, {"exitCode"}));
  std::string reason = text_at(terminated, {"reason"});
  if (reason == "OOMKilled") {
    end.reason = kOutOfMemory;
  } else if (reason == "StartError" || reason == "ContainerCannotRun") {
    end.reason = std::string(kCouldNotStart) + ": " + text_at(terminated, {"message"});
  } else {
    end.reason = fmt::format("exit code {}", end.exit_code);
  }
  return end;
}

std::string waiting_reason(const Value& pod, const std::string& container) {
  const Value* status = status_of(pod, container);
  return status ? text_at(*status, {"state", "waiting", "reason"}) : "";
}

Instance instance_of(const Value& pod) {
  Instance instance;
  instance.namespace_name = kube::namespace_of(pod);
  instance.service = kube::label_of(pod, kServiceLabel);
  instance.id = kube::name_of(pod);
  instance.fingerprint = text_at(pod, {"metadata", "annotations", kFingerprintAnnotation});
  instance.web_identity = web_identity_of(pod, instance.service);
  if (runs(pod, instance.service)) instance.state = InstanceState::running;
  instance.is_ready = instance.state != InstanceState::running || is_ready(pod);
  // Also of one that runs again: it tells why it was started anew.
  if (auto end = last_end(pod, instance.service)) {
    if (end->is_now) instance.state = InstanceState::exited;
    instance.exit_code = end->exit_code;
    instance.reason = end->reason;
  }
  if (text_at(pod, {"status", "phase"}) == "Failed" && instance.reason.empty()) {
    instance.state = InstanceState::exited;
    instance.exit_code = -1;
    instance.reason = text_at(pod, {"status", "message"});
  }
  if (instance.state == InstanceState::starting) {
    if (auto trouble = trouble_of(pod, instance.service)) instance.reason = trouble->why;
  }
  if (auto started = base::parse_iso8601(text_at(pod, {"status", "startTime"}))) instance.started = *started;
  return instance;
}

Trouble image_trouble(const Value& status, Heals heals) {
  return {fmt::format("the image `{}` cannot be pulled: {}", text_at(status, {"image"}),
                      text_at(status, {"state", "waiting", "message"})),
          "does the image exist, and may the nodes read its registry? on a cluster of this machine, load it "
          "with `slipway cluster load`",
          heals, false};
}

}  // namespace

bool is_ending(const Value& pod) {
  return at(pod, {"metadata", "deletionTimestamp"}) != nullptr;
}

bool is_ready(const Value& pod) {
  const Value* ready = condition_of(pod, "Ready");
  return ready != nullptr && text_at(*ready, {"status"}) == "True";
}

bool runs(const Value& pod, const std::string& container) {
  const Value* status = status_of(pod, container);
  return status != nullptr && at(*status, {"state", "running"}) != nullptr;
}

std::optional<ContainerEnd> last_end(const Value& pod, const std::string& container) {
  const Value* status = status_of(pod, container);
  if (status == nullptr) return std::nullopt;
  if (const Value* now = at(*status, {"state", "terminated"})) return end_of(*now, true);
  const Value* before = at(*status, {"lastState", "terminated"});
  if (before == nullptr) return std::nullopt;
  return end_of(*before, at(*status, {"state", "running"}) == nullptr);
}

bool lacks_program(const Value& pod, const std::string& container, std::string_view program) {
  const Value* status = status_of(pod, container);
  if (status == nullptr) return false;
  auto names_it = [&](std::string_view state) {
    return text_at(*status, {"state", state, "message"}).find(program) != std::string::npos;
  };
  auto end = last_end(pod, container);
  if (end && end->reason.starts_with(kCouldNotStart)) return names_it("terminated");
  // CRI-O looks for it before it makes the container.
  std::string waiting = waiting_reason(pod, container);
  return (waiting == "CreateContainerError" || waiting == "RunContainerError") && names_it("waiting");
}

int restarts_of(const Value& pod, const std::string& container) {
  const Value* status = status_of(pod, container);
  return status ? static_cast<int>(int_at(*status, {"restartCount"})) : 0;
}

std::vector<Instance> instances_of(const std::vector<Value>& pods) {
  std::vector<const Value*> live;
  for (const Value& pod : pods) {
    if (!is_ending(pod)) live.push_back(&pod);
  }
  auto age = [](const Value* pod) {
    return std::pair(text_at(*pod, {"metadata", "creationTimestamp"}), kube::name_of(*pod));
  };
  std::sort(live.begin(), live.end(), [&](auto* a, auto* b) { return age(a) < age(b); });
  std::vector<Instance> result;
  std::map<std::string, int> next;  // index, by namespace and service
  for (const Value* pod : live) {
    Instance instance = instance_of(*pod);
    instance.index = next[instance.namespace_name + "/" + instance.service]++;
    result.push_back(std::move(instance));
  }
  return result;
}

std::string stage_of(const Value& pod, const std::string& container) {
  if (is_ending(pod)) return "ending";
  if (is_ready(pod)) return "running";
  const Value* scheduled = condition_of(pod, "PodScheduled");
  if (scheduled == nullptr || text_at(*scheduled, {"status"}) != "True") return "waiting for a node";
  if (runs(pod, container)) return "running, and not ready yet";
  if (auto end = last_end(pod, container)) return "ended: " + end->reason;
  std::string waiting = waiting_reason(pod, container);
  if (waiting.empty() || waiting == "ContainerCreating" || waiting == "PodInitializing")
    return "creating its container";
  return waiting;
}

std::optional<Trouble> trouble_of(const Value& pod, const std::string& container) {
  const Value* scheduled = condition_of(pod, "PodScheduled");
  if (scheduled != nullptr && text_at(*scheduled, {"reason"}) == "Unschedulable") {
    return Trouble{"no node takes it: " + text_at(*scheduled, {"message"}),
                   "ask for less memory or fewer instances, or add a node", Heals::perhaps, false};
  }
  const Value* status = status_of(pod, container);
  if (status == nullptr) return std::nullopt;
  std::string waiting = waiting_reason(pod, container);
  std::string message = text_at(*status, {"state", "waiting", "message"});
  if (waiting == "ErrImagePull") return image_trouble(*status, Heals::perhaps);
  if (waiting == "ImagePullBackOff" || waiting == "ErrImageNeverPull" || waiting == "InvalidImageName")
    return image_trouble(*status, Heals::never);
  if (waiting == "CreateContainerConfigError" || waiting == "CreateContainerError" ||
      waiting == "RunContainerError")
    return Trouble{"its container cannot be made: " + message, "", Heals::soon, false};
  auto end = last_end(pod, container);
  if (!end) return std::nullopt;
  // Started once more at once; what then ends again is not going to stay up.
  Trouble trouble{"ended at once with exit code " + std::to_string(end->exit_code), "",
                  restarts_of(pod, container) > 0 && end->is_now ? Heals::never : Heals::perhaps, true};
  if (end->reason.starts_with(kCouldNotStart)) {
    trouble.why = end->reason;
    trouble.remedy = "is the command right, and is the program in the image?";
    trouble.has_logs = false;
  } else if (end->reason == kOutOfMemory) {
    trouble.why = "ended at once: out of memory";
    trouble.remedy = "give it more memory";
  }
  return trouble;
}

Trouble trouble_from_message(const std::string& message) {
  auto says = [&](std::string_view words) { return message.find(words) != std::string::npos; };
  if (says("exceeded quota"))
    return {"the namespace's quota does not allow it: " + message,
            "ask for less, or raise the quota: `kubectl describe resourcequota`", Heals::soon, false};
  if (says("serviceaccount") && says("not found"))
    return {"its service account is not there: " + message,
            "make the service account before, or correct `security.service_account_name`", Heals::soon,
            false};
  if (says("webhook"))
    return {"an admission webhook refused it: " + message,
            "does the webhook answer? `kubectl get mutatingwebhookconfigurations,"
            "validatingwebhookconfigurations` names them",
            Heals::soon, false};
  return {"its pods cannot be made: " + message, "", Heals::soon, false};
}

std::optional<Trouble> creation_trouble(const Value& owner) {
  const Value* failure = condition_of(owner, "ReplicaFailure");
  if (failure == nullptr || text_at(*failure, {"status"}) != "True") return std::nullopt;
  return trouble_from_message(text_at(*failure, {"message"}));
}

}  // namespace runtime
