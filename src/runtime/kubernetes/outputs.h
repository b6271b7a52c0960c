// What a job left in kOutputFile, read from the second container of its pod.
#pragma once

#include <optional>
#include <string>

#include "kube/client.h"

namespace runtime {

// Lets the pod end, too. Tried again until the deadline while that container may still answer: kubelet may be
// away, or has yet to start it. Nothing: the image has no /bin/sh, so nobody could read. An error: there may
// have been outputs, which are lost; invalid: they are too large, or in no regular file.
base::Result<std::optional<std::string>> read_outputs(kube::Client& client, const kube::Target& pod,
                                                      const base::Deadline& deadline);

}  // namespace runtime
