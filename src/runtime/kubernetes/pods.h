// What a pod says of its service: is it there, and if not, why. Pure: read from the pod's JSON.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "runtime/runtime.h"

namespace runtime {

bool is_ending(const json::Value& pod);  // it was deleted, and ends its processes
bool is_ready(const json::Value& pod);
bool runs(const json::Value& pod, const std::string& container);

// How the container last ended; the name of the service is that of its container.
struct ContainerEnd {
  int exit_code = -1;
  std::string reason;   // "out of memory", "exit code 3", "could not start: ..."
  bool is_now = false;  // it has not been started again
};
std::optional<ContainerEnd> last_end(const json::Value& pod, const std::string& container);
// It could not be started since its image has no such program, which all container runtimes name then.
bool lacks_program(const json::Value& pod, const std::string& container, std::string_view program);
int restarts_of(const json::Value& pod, const std::string& container);

// Live pods as instances: index by age.
std::vector<Instance> instances_of(const std::vector<json::Value>& pods);

// One or a few words for the progress: "waiting for a node", "creating its container", "running".
std::string stage_of(const json::Value& pod, const std::string& container);

// Why a pod does not get on.
struct Trouble {
  enum class Heals {
    never,   // by itself
    soon,    // within kTroublePatience, or not at all: kubelet has yet to see a Secret, a quota may be freed
    perhaps  // nobody knows: a node may come
  };
  std::string why;     // "the image `x` cannot be pulled: ..."
  std::string remedy;  // how to mend it
  Heals heals = Heals::perhaps;
  bool has_logs = false;  // its last words are worth showing
};
inline constexpr auto kTroublePatience = std::chrono::seconds(10);
std::optional<Trouble> trouble_of(const json::Value& pod, const std::string& container);

// Why a Deployment or a Job does not even get its pods: quota, webhook, service account.
std::optional<Trouble> creation_trouble(const json::Value& owner);
Trouble trouble_from_message(const std::string& message);

}  // namespace runtime
