#include "runtime/podman/call.h"

#include "base/text.h"

namespace runtime {
namespace {

base::Error explain(base::Error error) {
  if (error.kind != base::ErrorKind::not_found) return error;
  return {base::ErrorKind::unavailable, "podman is not installed",
          "install it with `apt-get install podman runc`, or choose the process runtime"};
}

}  // namespace

std::vector<std::string> podman_command(std::vector<std::string> arguments) {
  std::vector<std::string> command = {"podman",   "--runtime",        "runc", "--cgroup-manager",
                                      "cgroupfs", "--events-backend", "file"};
  command.insert(command.end(), std::make_move_iterator(arguments.begin()),
                 std::make_move_iterator(arguments.end()));
  return command;
}

base::Result<std::string> ask_podman(std::vector<std::string> arguments, const base::Deadline& deadline) {
  std::string what = arguments[0];
  base::Command command;
  command.arguments = podman_command(std::move(arguments));
  auto output = base::run(command, deadline);
  if (!output) return tl::unexpected(explain(output.error()));
  if (output->exit_code == 0) return std::move(output->out);
  return base::fail(base::ErrorKind::unavailable, "`podman {}` failed: {}", what, podman_reason(*output));
}

base::Result<base::Output> change_with_podman(const Change& change) {
  base::Command command;
  command.arguments = podman_command(change.arguments);
  command.environment = change.environment;
  command.input = change.input;
  return base::run(command, base::Deadline::in(std::chrono::minutes(2))).map_error(explain);
}

std::string podman_reason(const base::Output& output) {
  std::string_view text = base::trim(output.err);
  size_t newline = text.rfind('\n');
  if (newline != std::string_view::npos) text.remove_prefix(newline + 1);
  if (text.starts_with("Error: ")) text.remove_prefix(7);
  if (text.empty()) return fmt::format("exit code {}", output.exit_code);
  return std::string(text.substr(0, 400));
}

}  // namespace runtime
