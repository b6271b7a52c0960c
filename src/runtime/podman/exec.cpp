#include "runtime/podman/exec.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "runtime/machine/spawn.h"

namespace runtime {
namespace {

constexpr int kNoSuchCommand = 127;
constexpr int kCannotBeRun = 126;

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// The command could not be started in a container that is there, as runc has said on standard error; or the
// container could not be entered.
base::Result<int> not_started(const std::string& command, const std::string& mistake) {
  bool absent = contains(mistake, "executable file not found") || contains(mistake, "no such file");
  bool forbidden = contains(mistake, "permission denied");
  if (!absent && !forbidden)
    return base::fail(base::ErrorKind::unavailable, "cannot run `{}` in the container: {}", command, mistake);
  return absent ? kNoSuchCommand : kCannotBeRun;
}

}  // namespace

std::string runc_mistake(std::string_view log) {
  std::string mistake;
  for (std::string_view line : base::split(log, '\n')) {
    auto entry = json::parse(line);
    if (entry && entry->string_or("level", "") == "error") mistake = entry->string_or("msg", "");
  }
  return mistake;
}

base::Result<int> exec_in_container(const std::string& id, const std::vector<std::string>& command,
                                    ExecInput input, const std::string& state_dir) {
  std::string log = fmt::format("{}/exec-{}.log", state_dir, ::getpid());
  base::Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  Spawn spawn;
  spawn.arguments = {"runc", "--log", log, "--log-format", "json", "exec"};
  if (input == ExecInput::terminal) spawn.arguments.emplace_back("--tty");
  spawn.arguments.push_back(id);
  spawn.arguments.insert(spawn.arguments.end(), command.begin(), command.end());
  spawn.environment = own_environment();
  if (input == ExecInput::nothing) spawn.in = nothing.get();
  auto ran = run_attached(spawn, base::Deadline::never());
  std::string mistake = runc_mistake(base::read_file(log).value_or(""));
  TRY(base::remove_all(log));
  int code = TRY(std::move(ran)).value_or(0);
  return mistake.empty() ? base::Result<int>(code) : not_started(command.at(0), mistake);
}

}  // namespace runtime
