// A command in a container, or the container's own process, with their streams (Kubernetes, pods/exec and
// pods/attach over WebSocket: v5.channel.k8s.io, KEP-4006; v4 with older servers).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kube/client.h"
#include "kube/logs.h"

namespace kube {

struct TerminalSize {
  int columns = 0;
  int rows = 0;
  bool operator==(const TerminalSize&) const = default;
};

struct Streams {
  // Read until its end, which the command then sees as its own; -1: the command gets no standard input. Stays
  // open, and nothing is read from it that comes after the command has ended.
  int input = -1;
  Sink output;
  Sink error;                                         // with a terminal nothing comes here: it mixes both
  bool tty = false;                                   // the command gets a terminal
  std::function<std::optional<TerminalSize>()> size;  // asked again and again; may be empty
};

struct ExecOptions {
  std::string container = "";        // empty: the only one
  std::vector<std::string> command;  // empty: attach to the container's own process
};

// Until the command ends: its exit code. An error: it could not be started (not_found: no such program), or
// the connection broke. At the deadline it may still run in there.
//
// With v4 the end of the input cannot be told to the command: it goes on waiting for more.
base::Result<int> exec(Client& client, const Target& pod, const ExecOptions& options, const Streams& streams,
                       const base::Deadline& deadline);

// What the error channel says at the end: an exit code, or why there is none.
base::Result<int> parse_exit(std::string_view status);

}  // namespace kube
