// What the conformance suite needs to know of the runtime under test beyond its contract.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "runtime/runtime.h"

namespace runtime {

// A runtime with a state folder of its own. Its end removes everything.
class World {
 public:
  virtual ~World() = default;
  virtual Runtime& runtime() = 0;
  virtual const std::string& state_dir() const = 0;
  virtual const std::string& namespace_name() const = 0;  // of this run alone
  virtual std::string image() = 0;
  // The instance's own process as exec sees it.
  virtual std::string process_inside(const Instance& instance) = 0;
  // A file that the service made: in its container, or on this machine.
  virtual void forget_file(const std::string& path) = 0;
  // Whatever is still there of this world: containers, processes, files, networks.
  virtual std::vector<std::string> left_behind() = 0;
};

// One that sleeps, in the world's namespace.
inline ServiceSpec sleeping_service(World& world) {
  return {.namespace_name = world.namespace_name(),
          .name = "app",
          .image = world.image(),
          .command = {"sleep", "infinity"},
          .instances = 1,
          .memory_bytes = 32 << 20,
          .environment = {},
          .token_folder = "",
          .workload = {.stop_grace_s = 1},  // sleep is deaf to SIGTERM
          .fingerprint = "one"};
}

std::unique_ptr<World> make_podman_world();
std::unique_ptr<World> make_process_world();
std::unique_ptr<World> make_kubernetes_world();

}  // namespace runtime
