#include "cli/world/expiry_watch.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/file.h"
#include "base/process.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "platform/state/expiry.h"
#include "runtime/machine/log_file.h"

namespace cli {
namespace {

using platform::EnvironmentState;

// Looked at so often, rather than slept until: a preview may come, and a machine may sleep, meanwhile. The
// command that started us is at work by the first look, and keeps us from its cluster.
constexpr auto kLookAgain = std::chrono::seconds(10);
constexpr auto kTryAgain = std::chrono::minutes(10);
constexpr int64_t kMaxLogBytes = 1LL << 20;

std::string lock_path(const platform::Home& home) {
  return home.root() + "/expiry.lock";
}
std::string log_path(const platform::Home& home) {
  return home.root() + "/expiry.log";
}

base::Result<std::vector<EnvironmentState>> previews(const platform::StateFiles& files) {
  std::vector<EnvironmentState> all = TRY(files.load_environments());
  std::erase_if(all, [](const EnvironmentState& each) { return !each.expires; });
  return all;
}

// As whoever made them would: with its questions answered, and its words in our log.
base::Result<int> remove_expired() {
  base::Command command;
  command.arguments = {base::own_path(), "down", "--expired", "--yes"};
  return base::run_in_foreground(command);
}

base::Status watch(const Context& context, const platform::StateFiles& files) {
  base::Time next_try;
  while (true) {
    std::vector<EnvironmentState> all = TRY(previews(files));
    if (all.empty()) return {};
    context.clock.wait_for(kLookAgain, {});
    base::Time now = context.clock.now();
    if (now < next_try || platform::expired(std::move(all), now).empty()) continue;
    TRY(runtime::rotate_log(log_path(context.home), kMaxLogBytes));
    int code = TRY(remove_expired());
    if (code != kDone) next_try = context.clock.now() + kTryAgain;
  }
}

}  // namespace

// The end of a watch and the making of a preview may fall together. Whoever makes one writes it down first
// and looks at the lock then; a watch gives the lock up first and looks for previews then.
CommandResult expiry_watch(const Context& context) {
  platform::StateFiles files(context.home);
  do {
    auto lock = base::lock_file(lock_path(context.home));
    if (!lock && lock.error().kind == base::ErrorKind::conflict) return kDone;
    if (!lock) return tl::unexpected(lock.error());
    TRY(watch(context, files));
  } while (!TRY(previews(files)).empty());
  return kDone;
}

base::Status ensure_expiry_watch(const platform::Home& home) {
  {
    auto lock = base::lock_file(lock_path(home));
    if (!lock && lock.error().kind == base::ErrorKind::conflict) return {};
    if (!lock) return tl::unexpected(lock.error());
  }
  base::Command command;
  command.arguments = {base::own_path(), "expiry-watch"};
  command.environment = {{"SLIPWAY_HOME", home.root()}};
  command.folder = "/";  // it must not keep the caller's folder busy
  TRY(base::start_detached(command, log_path(home)));
  return {};
}

}  // namespace cli
