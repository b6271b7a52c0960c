// What a container prints (Kubernetes, pods/log).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "kube/client.h"

namespace kube {

struct LogOptions {
  std::string container = "";                     // empty: the only one
  bool follow = false;                            // until the container ends
  bool previous = false;                          // of the run before this one
  std::optional<int64_t> tail = std::nullopt;     // the last lines only
  std::optional<int64_t> since_s = std::nullopt;  // the last seconds only
  std::optional<int64_t> max_bytes = std::nullopt;
};

using Sink = std::function<base::Status(std::string_view bytes)>;

// Until the end, the deadline (timeout), or an error of the sink.
base::Status stream_logs(Client& client, const Target& pod, const LogOptions& options, const Sink& sink,
                         const base::Deadline& deadline);
// As a text.
base::Result<std::string> read_logs(Client& client, const Target& pod, const LogOptions& options,
                                    const base::Deadline& deadline);

}  // namespace kube
