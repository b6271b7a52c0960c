#include "runtime/kubernetes/outputs.h"

#include <fmt/core.h>

#include "base/text.h"
#include "kube/exec.h"
#include "runtime/kubernetes/objects.h"
#include "runtime/kubernetes/pods.h"

namespace runtime {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;

constexpr size_t kMaxOutput = 1 << 20;
constexpr auto kLookAgain = std::chrono::milliseconds(500);

base::Result<std::string> read_once(kube::Client& client, const kube::Target& pod, const Deadline& deadline) {
  std::string output, complaint;
  kube::Streams streams;
  streams.output = [&](std::string_view bytes) -> base::Status {
    output += bytes;
    if (output.size() <= kMaxOutput + kOutputsEnd.size()) return {};
    return fail(ErrorKind::invalid, "its `{}` is larger than {} bytes", kOutputFile, kMaxOutput);
  };
  streams.error = [&](std::string_view bytes) -> base::Status {
    complaint += bytes;
    return {};
  };
  int code =
      TRY(kube::exec(client, pod, {std::string(kOutputContainer), read_output_command()}, streams, deadline));
  if (code == kNoRegularFile) return fail(ErrorKind::invalid, "its `{}` is no regular file", kOutputFile);
  if (code != 0) return fail(ErrorKind::unavailable, "{}", base::trim(complaint));
  // When kubelet ends meanwhile, the API server takes the end of the stream for that of the command.
  if (!output.ends_with(kOutputsEnd))
    return fail(ErrorKind::unavailable, "the connection broke before all was read");
  output.resize(output.size() - kOutputsEnd.size());
  return output;
}

}  // namespace

base::Result<std::optional<std::string>> read_outputs(kube::Client& client, const kube::Target& pod,
                                                      const Deadline& deadline) {
  while (true) {
    auto output = read_once(client, pod, deadline);
    if (output) return std::optional(std::move(*output));
    if (output.error().kind == ErrorKind::invalid || deadline.passed()) return tl::unexpected(output.error());
    auto now = client.find(pod, deadline);
    if (now && *now && lacks_program(**now, std::string(kOutputContainer), "/bin/sh"))
      return std::optional<std::string>();
    bool is_over = now && (!*now || last_end(**now, std::string(kOutputContainer)));
    if (is_over) return tl::unexpected(output.error());
    deadline.pause(kLookAgain);
  }
}

}  // namespace runtime
