// `slipway cluster`: a real Kubernetes on this machine.
#include "cli/commands.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/terminal/stop_signals.h"
#include "cli/terminal/visible_output.h"
#include "cli/world/cluster_place.h"
#include "localkube/cluster.h"
#include "localkube/init.h"
#include "localkube/machine.h"
#include "localkube/programs.h"
#include "localkube/supervise.h"
#include "runtime/machine/log_file.h"

namespace cli {
namespace {

using base::Deadline;
using base::ErrorKind;
using localkube::Phase;

constexpr auto kStartLimit = std::chrono::seconds(120);
constexpr auto kStopLimit = std::chrono::seconds(60);
constexpr auto kLoadLimit = std::chrono::minutes(5);
constexpr auto kTellLimit = std::chrono::seconds(10);

double seconds_between(base::Time from, base::Time to) {
  return static_cast<double>((to - from).count()) / 1000;
}

// nullopt: it was never started on this machine, and perhaps there is no account yet either.
base::Result<std::optional<account::ClusterPlace>> started_place(const Context& context,
                                                                 const DesiredCluster& desired) {
  auto accounts = account::read_credentials(context.home.account_dir());
  if (!accounts && accounts.error().kind == ErrorKind::not_found) return std::nullopt;
  account::ClusterPlace place = TRY(place_of(context.home, desired.cluster));
  if (!base::exists(folder_of(context.home, place).root)) return std::nullopt;
  return place;
}

std::string never_started(const Context& context) {
  return fmt::format("the cluster `{}` was never started on this machine", context.arguments.cluster);
}

base::Result<localkube::Folder> known_folder(const Context& context) {
  DesiredCluster desired = TRY(desired_cluster(context));
  if (auto place = TRY(started_place(context, desired))) return folder_of(context.home, *place);
  return tl::unexpected(base::Error{ErrorKind::not_found, never_started(context),
                                    fmt::format("`slipway cluster start {}`", context.arguments.cluster)});
}

std::string uptime(base::Time since, base::Time now) {
  auto s = std::chrono::duration_cast<std::chrono::seconds>(now - since).count();
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{} min", s / 60);
  return fmt::format("{} h {} min", s / 3600, s / 60 % 60);
}

Shown render(const Context& context, const localkube::Status& status) {
  base::Time now = context.clock.now();
  Shown out = Shown::format("cluster   {} is {}", context.arguments.cluster, phase_name(status.phase));
  if (status.phase == Phase::stopped) return out + "\n";
  out += Shown::format(", up {}\n", uptime(status.started, now));
  if (status.phase == Phase::failed) return out + Shown::format("error     {}\n", status.error.message);
  out += Shown::format("endpoint  {}\nversion   {}\nnode      {}\n", status.endpoint, status.version,
                       status.node);
  for (const localkube::ProcessStatus& program : status.programs) {
    Shown state = program.running ? "up " + uptime(program.since, now) : context.terminal.red("down");
    if (program.restarts > 0) state += Shown::format(", restarts {} ({})", program.restarts, program.reason);
    out += Shown::format("program   {:<24} {}\n", program.name, state);
  }
  return out;
}

}  // namespace

CommandResult cluster_start(const Context& context) {
  TRY(localkube::check_machine());
  localkube::Programs programs = TRY(localkube::find_programs());
  DesiredCluster desired = TRY(desired_cluster(context));
  base::Time began = context.clock.now();
  TRY(ensure_eks_cluster(context, desired));
  account::ClusterPlace place = TRY(place_of(context.home, desired.cluster));
  localkube::StartOptions options;
  options.folder = folder_of(context.home, place);
  options.desired = {place.account, place.region, place.name, programs.folder, {}};
  options.supervisor = {base::own_path(), "cluster", "run", "--state-dir", options.folder.root};
  options.environment = {"SLIPWAY_HOME=" + std::filesystem::absolute(context.home.root()).string(),
                         "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"};
  bool runs = localkube::read_status(options.folder).phase == Phase::ready;
  options.progress = [&](const localkube::Step& step) {
    if (runs) return;
    context.terminal.progress(
        fmt::format("{:5.1f} s  {}", std::max(0.0, seconds_between(began, step.at)), step.text));
  };
  InterruptNotice notice("interrupted: the cluster goes on starting; the same command again waits for it\n");
  localkube::Status status = TRY(localkube::start(options, Deadline::in(kStartLimit)));
  context.terminal.print(Shown::format("{}: {} at {}\n  aws eks update-kubeconfig --name {} --region {}\n",
                                       context.terminal.green(runs ? "runs already" : "ready"), place.name,
                                       status.endpoint, place.name, place.region));
  return kDone;
}

CommandResult cluster_status(const Context& context) {
  localkube::Status status = localkube::read_status(TRY(known_folder(context)));
  if (context.arguments.json) {
    context.terminal.print(json::dump_pretty(status.to_json()));
  } else {
    context.terminal.print(render(context, status));
  }
  return status.phase == Phase::ready ? kDone : kFailed;
}

CommandResult cluster_stop(const Context& context) {
  DesiredCluster desired = TRY(desired_cluster(context));
  bool forget = context.arguments.forget;
  auto started = TRY(started_place(context, desired));
  if (!started && (!forget || !account::read_credentials(context.home.account_dir()))) {
    context.terminal.print(never_started(context) + "\n");
    return kDone;
  }
  account::ClusterPlace place = TRY(place_of(context.home, desired.cluster));
  localkube::Folder folder = folder_of(context.home, place);
  bool ran = TRY(localkube::stop(folder, Deadline::in(kStopLimit)));
  // An account that is not served is told nothing; the next start sets it right.
  auto told =
      account::stop_control_plane(context.home.account_dir(), place, forget, Deadline::in(kTellLimit));
  if (!told && told.error().kind != ErrorKind::not_found) context.terminal.warn(told.error().message);
  std::string left = "its objects stay";
  if (forget) {
    TRY(localkube::forget(folder));
    left = TRY(forget_role(context, desired, place));
  }
  context.terminal.print(fmt::format("{}; {}\n", ran ? "the cluster has stopped" : "the cluster did not run",
                                     left.empty() ? "nothing of it is left" : left));
  return kDone;
}

CommandResult cluster_logs(const Context& context) {
  localkube::Folder folder = TRY(known_folder(context));
  std::string program = context.arguments.program.empty() ? "supervisor" : context.arguments.program;
  std::vector<std::string> names = localkube::logs(folder);
  if (std::find(names.begin(), names.end(), program) == names.end()) {
    return tl::unexpected(base::Error{ErrorKind::not_found, fmt::format("there is no log of `{}`", program),
                                      names.empty() ? "the cluster was never started here"
                                                    : "there are those of " + base::join(names, ", ")});
  }
  std::stop_source stop;
  StopSignals signals(stop);
  std::unique_ptr<VisibleOutput> output;
  if (context.terminal.shows_output() && !context.arguments.raw) output = TRY(VisibleOutput::start());
  auto ended = [&] { return !localkube::find_supervisor(folder); };
  TRY(runtime::show_log(localkube::log_file(folder, program), STDOUT_FILENO, context.arguments.follow, ended,
                        Deadline::never(stop.get_token())));
  return kDone;
}

CommandResult cluster_load(const Context& context) {
  TRY(localkube::load_image(TRY(known_folder(context)), context.arguments.image, Deadline::in(kLoadLimit)));
  context.terminal.print(fmt::format("the node has `{}`\n", context.arguments.image));
  return kDone;
}

CommandResult cluster_rotate(const Context& context) {
  DesiredCluster desired = TRY(desired_cluster(context));
  account::ClusterPlace place = TRY(place_of(context.home, desired.cluster));
  auto rotated = account::rotate_keys(context.home.account_dir(), place, Deadline::in(kTellLimit));
  bool is_served = account::find_server(context.home.account_dir()).has_value();
  if (!rotated && rotated.error().kind == ErrorKind::not_found && is_served) {
    return tl::unexpected(base::Error{ErrorKind::not_found,
                                      fmt::format("the account has no cluster `{}`", place.name),
                                      fmt::format("`slipway cluster start {}`", place.name)});
  }
  TRY(std::move(rotated));
  context.terminal.print("the issuer has a new key; a running API server signs with it within seconds\n");
  return kDone;
}

CommandResult cluster_run(const Context& context) {
  if (auto ended = localkube::stay_as_init()) return *ended;
  std::stop_source stop;
  StopSignals signals(stop);
  localkube::Folder folder{context.arguments.state_dir};
  localkube::DesiredState desired = TRY(localkube::read_desired_state(folder));
  EmbeddedAccount account(context.home.account_dir(), {desired.account, desired.region, desired.name});
  localkube::SuperviseOptions options{folder, {context.home.root()}, account, context.clock, context.random};
  TRY(localkube::supervise(options, stop.get_token()));
  return kDone;
}

}  // namespace cli
