// `status`, `shell`, `logs`, `doctor` and `agent`: about what is deployed already.
#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal/ask.h"
#include "cli/terminal/stop_signals.h"
#include "cli/terminal/visible_output.h"
#include "cli/world/deployment.h"
#include "platform/command/status.h"
#include "platform/doctor/doctor.h"
#include "platform/target/token_source.h"
#include "platform/workloads/jobs.h"
#include "runtime/machine/log_file.h"
#include "runtime/process/agent.h"

namespace cli {
namespace {

Shown sign(const Terminal& terminal, platform::Finding finding) {
  switch (finding) {
    case platform::Finding::pass:
      return terminal.green("pass");
    case platform::Finding::fail:
      return terminal.red("FAIL");
    case platform::Finding::skipped:
      break;
  }
  return terminal.dim("skip");
}

Shown render(const Terminal& terminal, const std::vector<platform::Link>& links) {
  size_t column = 0;
  for (const platform::Link& link : links) column = std::max(column, link.name.size());
  Shown out;
  for (const platform::Link& link : links) {
    out += Shown::format("{}  {:<{}}  {}\n", sign(terminal, link.finding), link.name, column, link.detail);
    if (!link.hint.empty()) out += Shown::format("      {:<{}}  {}\n", "", column, terminal.dim(link.hint));
  }
  return out;
}

// The last run of each event, oldest first; also when its container is gone.
CommandResult job_logs(const Context& context, const platform::FoundService& found,
                       const base::Deadline& deadline) {
  std::vector<std::pair<std::filesystem::file_time_type, std::string>> runs;  // when each last printed
  auto path_of = [&](const std::string& event) {
    return context.home.job_log(found.environment.namespace_name, found.service.slug, event);
  };
  for (const std::string event : {"start", "stop", "delete"}) {
    std::error_code absent;
    auto printed = std::filesystem::last_write_time(path_of(event), absent);
    if (!absent) runs.emplace_back(printed, event);
  }
  if (runs.empty()) return base::fail(base::ErrorKind::not_found, "job `{}` has not run", found.service.name);
  std::sort(runs.begin(), runs.end());
  Deployment deployment(context);
  auto ended = [&] {
    auto instances = deployment.instances(found, true);
    return !instances;
  };
  for (const auto& run : runs) {
    const std::string& event = run.second;
    context.terminal.print(fmt::format("==> {} event <==\n", event));
    bool follow = context.arguments.follow && &run == &runs.back();
    TRY(runtime::show_log(path_of(event), STDOUT_FILENO, follow, ended, deadline));
  }
  return kDone;
}

// Of the last run that `slipway job` asked for, then of those that Kubernetes keeps.
CommandResult cron_logs(const Context& context, Deployment& deployment, const platform::FoundService& found,
                        const base::Deadline& deadline) {
  std::string run_now = context.home.job_log(found.environment.namespace_name, found.service.slug, "run");
  runtime::Runtime* runtime =
      TRY(deployment.connections().runtime(found.service.runtime, found.environment.cluster));
  auto instances = deployment.instances(found, false);
  bool none = !instances && instances.error().kind == base::ErrorKind::not_found;
  if (!instances && !none) return tl::unexpected(instances.error());
  if (none && !base::exists(run_now))
    return base::fail(base::ErrorKind::not_found, "cron job `{}` has not run yet", found.service.name);
  TRY(runtime::show_log(run_now, STDOUT_FILENO, false, {}, deadline));
  if (none) return kDone;
  for (const runtime::Instance& each : *instances) {
    bool follow = context.arguments.follow && &each == &instances->back();
    TRY(runtime->logs(each, follow, deadline));
  }
  return kDone;
}

// Standard output is a pipe whose reader has gone, such as `head`.
bool nobody_reads() {
  pollfd out{STDOUT_FILENO, 0, 0};
  return ::poll(&out, 1, 0) > 0 && (out.revents & POLLERR) != 0;
}

CommandResult show_logs(const Context& context) {
  std::stop_source stop;
  StopSignals signals(stop);
  base::Deadline deadline = base::Deadline::never(stop.get_token());
  Deployment deployment(context);
  platform::FoundService found = TRY(deployment.service(context.arguments.service));
  if (found.service.is_job) return job_logs(context, found, deadline);
  if (found.service.is_cron()) return cron_logs(context, deployment, found, deadline);
  std::vector<runtime::Instance> instances = TRY(deployment.instances(found, false));
  runtime::Runtime* runtime =
      TRY(deployment.connections().runtime(found.service.runtime, found.environment.cluster));
  std::vector<std::jthread> followers;
  base::Status result;
  for (size_t i = 0; i + 1 < instances.size(); ++i) {
    if (!context.arguments.follow) {
      TRY(runtime->logs(instances[i], false, deadline));
      continue;
    }
    followers.emplace_back([&, i] { (void)runtime->logs(instances[i], true, deadline); });
  }
  result = runtime->logs(instances.back(), context.arguments.follow, deadline);
  if (!result && !stop.stop_requested()) return tl::unexpected(result.error());
  return kDone;
}

}  // namespace

CommandResult status(const Context& context) {
  Deployment deployment(context);
  platform::Status status = TRY(platform::read_status(deployment.platform()));
  base::Time now = context.clock.now();
  context.terminal.print(context.arguments.json ? json::dump_pretty(platform::to_json(status, now))
                                                : platform::render(status, now));
  return kDone;
}

CommandResult stop(const Context& context) {
  Deployment deployment(context);
  deployment.look_after_previews();
  platform::EnvironmentState state = TRY(deployment.environment(context.arguments.environment));
  auto opened = TRY(platform::OpenEnvironment::open(std::move(state), "slipway stop", deployment.platform()));
  TRY(opened->stop());
  context.terminal.print(context.terminal.green("stopped") + ": `slipway up` starts it again\n");
  return kDone;
}

CommandResult job(const Context& context) {
  Deployment deployment(context);
  deployment.look_after_previews();
  platform::FoundService found = TRY(deployment.service(context.arguments.service));
  auto opened = TRY(
      platform::OpenEnvironment::open(std::move(found.environment), "slipway job", deployment.platform()));
  TRY(opened->run_job(found.service.slug, platform::parse_event(context.arguments.event)));
  return kDone;
}

CommandResult shell(const Context& context) {
  Deployment deployment(context);
  const std::string& name = context.arguments.service;
  platform::FoundService found = TRY(
      name.empty() ? ask_for_service(context.terminal, TRY(deployment.platform().files.load_environments()))
                   : deployment.service(name));
  std::vector<runtime::Instance> instances = TRY(deployment.instances(found, true));
  runtime::Runtime* runtime =
      TRY(deployment.connections().runtime(found.service.runtime, found.environment.cluster));
  bool is_terminal = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
  return runtime->exec(instances.front(), context.arguments.words,
                       is_terminal ? runtime::ExecInput::terminal : runtime::ExecInput::stream);
}

CommandResult logs(const Context& context) {
  std::unique_ptr<VisibleOutput> output;
  if (context.terminal.shows_output() && !context.arguments.raw) output = TRY(VisibleOutput::start());
  CommandResult shown = show_logs(context);
  return !shown && nobody_reads() ? kBrokenPipe : shown;
}

CommandResult doctor(const Context& context) {
  if (!context.arguments.cluster.empty()) return doctor_cluster(context);
  Deployment deployment(context);
  platform::FoundService found = TRY(deployment.service(context.arguments.service));
  std::vector<platform::Link> links = platform::examine(found, deployment.platform());
  context.terminal.print(context.arguments.json ? Shown(json::dump_pretty(platform::to_json(found, links)))
                                                : render(context.terminal, links));
  return platform::is_healthy(links) ? kDone : kFailed;
}

CommandResult agent(const Context& context) {
  std::stop_source stop;
  StopSignals signals(stop);
  auto renew = [&context](const runtime::DesiredToken& desired) {
    Deployment deployment(context, base::Deadline::in(std::chrono::seconds(60)));
    return platform::request_token(desired, deployment.platform());
  };
  TRY(runtime::run_agent({context.arguments.state_dir, renew, &context.clock}, stop.get_token()));
  return kDone;
}

}  // namespace cli
