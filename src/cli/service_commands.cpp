// `status`, `shell`, `logs`, `doctor` and `agent`: about what is deployed already.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "cli/commands.h"
#include "cli/deployment.h"
#include "cli/exit_code.h"
#include "cli/stop_signals.h"
#include "platform/doctor.h"
#include "platform/status.h"
#include "platform/token_source.h"
#include "runtime/agent.h"

namespace cli {
namespace {

std::string sign(const Terminal& terminal, platform::Finding finding) {
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

std::string render(const Terminal& terminal, const std::vector<platform::Link>& links) {
  size_t column = 0;
  for (const platform::Link& link : links) column = std::max(column, link.name.size());
  std::string out;
  for (const platform::Link& link : links) {
    out += fmt::format("{}  {:<{}}  {}\n", sign(terminal, link.finding), link.name, column, link.detail);
    if (!link.hint.empty()) out += fmt::format("      {:<{}}  {}\n", "", column, terminal.dim(link.hint));
  }
  return out;
}

}  // namespace

CommandResult status(const Context& context) {
  Deployment deployment(context);
  auto list = TRY(platform::read_status(deployment.platform()));
  base::Time now = context.clock.now();
  context.terminal.print(context.arguments.json ? json::dump_pretty(platform::to_json(list, now))
                                                : platform::render(list, now));
  return kDone;
}

CommandResult shell(const Context& context) {
  Deployment deployment(context);
  platform::FoundService found = TRY(deployment.service(context.arguments.service));
  std::vector<runtime::Instance> instances = TRY(deployment.instances(found, true));
  runtime::Runtime* runtime = TRY(deployment.connections().runtime(found.service.runtime));
  bool interactive = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
  return runtime->exec(instances.front(), context.arguments.words, interactive);
}

CommandResult logs(const Context& context) {
  std::stop_source stop;
  StopSignals signals(stop);
  base::Deadline deadline = base::Deadline::never(stop.get_token());
  Deployment deployment(context);
  platform::FoundService found = TRY(deployment.service(context.arguments.service));
  std::vector<runtime::Instance> instances = TRY(deployment.instances(found, false));
  runtime::Runtime* runtime = TRY(deployment.connections().runtime(found.service.runtime));
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

CommandResult doctor(const Context& context) {
  Deployment deployment(context);
  platform::FoundService found = TRY(deployment.service(context.arguments.service));
  std::vector<platform::Link> links = platform::examine(found, deployment.platform());
  context.terminal.print(context.arguments.json ? json::dump_pretty(platform::to_json(found, links))
                                                : render(context.terminal, links));
  return platform::is_healthy(links) ? kDone : kFailed;
}

CommandResult agent(const Context& context) {
  std::stop_source stop;
  StopSignals signals(stop);
  auto renew = [&context](const runtime::TokenWish& wish) {
    Deployment deployment(context, base::Deadline::in(std::chrono::seconds(60)));
    return platform::request_token(wish, deployment.platform());
  };
  TRY(runtime::run_agent({context.arguments.state_dir, renew, &context.clock}, stop.get_token()));
  return kDone;
}

}  // namespace cli
