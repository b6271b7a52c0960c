// Slipway's containers on this machine: what podman says of them, and the labels that make them ours.
#pragma once

#include <string>
#include <vector>

#include "base/deadline.h"
#include "base/result.h"
#include "runtime/runtime.h"

namespace runtime {

namespace label {
inline constexpr std::string_view kSlipway = "slipway";  // =1
inline constexpr std::string_view kNamespace = "slipway.namespace";
inline constexpr std::string_view kService = "slipway.service";
inline constexpr std::string_view kIndex = "slipway.index";
inline constexpr std::string_view kFingerprint = "slipway.fingerprint";
inline constexpr std::string_view kMemory = "slipway.memory";  // bytes; `podman ps` does not tell the limit
inline constexpr std::string_view kState = "slipway.state";    // the state folder that it belongs to
}  // namespace label

struct Container {
  Instance instance;
  std::string name;       // slipway-NAMESPACE-SERVICE-INDEX
  std::string state_dir;  // the Slipway that it belongs to
};

std::string container_name(const std::string& namespace_name, const std::string& service, int index);

// Why a container with this exit code ended, in words.
std::string exit_reason(int exit_code, int64_t memory_bytes);

// All containers of all state folders, by name.
base::Result<std::vector<Container>> list_containers(const base::Deadline& deadline);
// The same from the answer of `podman ps --format json`.
base::Result<std::vector<Container>> parse_containers(std::string_view ps);

}  // namespace runtime
