// The words of `podman run` for one instance: the flags that work here (docs/podman.md), limits, identity.
#pragma once

#include <string>

#include "runtime/podman/call.h"
#include "runtime/runtime.h"

namespace runtime {

// A name without a registry is that of Docker Hub, as everywhere, but for ours: slipway/aws-cli is built on
// this machine and is localhost/slipway/aws-cli.
std::string full_image_name(const std::string& image);
bool is_our_image(const std::string& full_image_name);

// How a container is to be run.
struct DesiredContainer {
  int index = 0;
  bool replace = false;            // one of the same name
  std::string restart = "no";      // podman's restart policy
  std::string output_folder = "";  // of a job, on this machine; empty: none
};
// invalid: something in it cannot be said to podman.
base::Result<Change> podman_run(const ServiceSpec& service, const DesiredContainer& desired,
                                const std::string& state_dir);

}  // namespace runtime
