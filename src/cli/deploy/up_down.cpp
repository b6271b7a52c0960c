// `up`, `clone` and `down`: show the plan, ask, carry it out.
#include <fmt/core.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal/stop_signals.h"
#include "cli/world/deployment.h"
#include "platform/command/clone.h"
#include "platform/command/down.h"
#include "platform/command/up.h"
#include "platform/load/names.h"
#include "platform/state/expiry.h"

namespace cli {
namespace {

constexpr const char* kDefaultFile = "slipway.yaml";

std::string file_of(const Context& context) {
  return context.arguments.file.empty() ? kDefaultFile : context.arguments.file;
}

// Before anything is touched: somebody must be there to say yes.
base::Status check_consent(const Context& context, std::string_view command) {
  if (context.arguments.yes || context.terminal.is_interactive()) return {};
  return tl::unexpected(base::Error{
      base::ErrorKind::invalid,
      fmt::format("`{}` asks before it changes anything, and there is no terminal", command), "say --yes"});
}

Shown painted(const Terminal& terminal, const platform::PlanLine& line) {
  if (!line.change) return Shown::format("{}", line.text);
  switch (*line.change) {
    case platform::Change::make:
      return terminal.green(line.text);
    case platform::Change::change:
      return terminal.yellow(line.text);
    case platform::Change::remove:
      return terminal.red(line.text);
    case platform::Change::keep:
      break;
  }
  return terminal.dim(line.text);
}

void show(const Context& context, const platform::Plan& plan) {
  Shown text;
  for (const platform::PlanLine& line : platform::lines(plan)) text += painted(context.terminal, line) + "\n";
  context.terminal.print(text + platform::summary(plan) + "\n");
}

bool agreed(const Context& context, std::string_view question) {
  return context.arguments.yes || context.terminal.confirm(question);
}

CommandResult carry_out(const Context& context, const platform::Configuration& configuration,
                        Deployment& deployment, const char* if_interrupted) {
  auto work = TRY(platform::Up::prepare(configuration, deployment.platform()));
  for (const std::string& line : deployment.connections().notices()) context.terminal.progress(line);
  show(context, work->plan());
  if (!work->plan().is_empty() && !agreed(context, "Carry it out?")) return kFailed;
  InterruptNotice notice(if_interrupted);
  TRY(work->apply());
  context.terminal.print(Shown::format("{}: `slipway shell {}`, `slipway doctor {}`\n",
                                       context.terminal.green("done"), work->example_service(),
                                       work->example_service()));
  return kDone;
}

platform::Configuration configuration_of(const platform::EnvironmentState& state) {
  platform::Environment environment;
  environment.project = state.project;
  environment.name = state.name;
  environment.cluster = state.cluster;
  return platform::Configuration{state.organization, {state.cluster}, {environment}};
}

CommandResult remove(const Context& context, const platform::Configuration& configuration,
                     Deployment& deployment) {
  auto work = TRY(platform::Down::prepare(configuration, deployment.platform()));
  if (work->plan().sections.empty()) {
    context.terminal.print("nothing of this file is deployed\n");
    return kDone;
  }
  show(context, work->plan());
  if (!work->plan().is_empty() && !agreed(context, "Remove it?")) return kFailed;
  TRY(work->apply());
  std::vector<std::string> left = TRY(work->leftovers());
  for (const std::string& each : left) context.terminal.warn("still there: " + each);
  if (!left.empty()) return kFailed;
  context.terminal.print(context.terminal.green("done") +
                         ": roles, identity providers, clusters, namespaces and "
                         "instances were listed, and nothing is left\n");
  for (const std::string& line : work->still_running()) {
    context.terminal.print(line + "; `slipway account stop` stops it\n");
  }
  return kDone;
}

// One after another; one that cannot be removed keeps none of the others.
CommandResult remove_expired(const Context& context, Deployment& deployment) {
  auto expired = platform::expired(TRY(deployment.platform().files.load_environments()), context.clock.now());
  if (expired.empty()) {
    context.terminal.print("no environment has expired\n");
    return kDone;
  }
  TRY(check_consent(context, "down"));
  int worst = kDone;
  for (const platform::EnvironmentState& state : expired) {
    CommandResult removed = remove(context, configuration_of(state), deployment);
    if (!removed) context.terminal.error(removed.error().in(state.title()));
    worst = std::max(worst, removed ? *removed : exit_code(removed.error()));
  }
  return worst;
}

}  // namespace

CommandResult up(const Context& context) {
  platform::Configuration configuration = TRY(platform::load_file(file_of(context), managed_policies()));
  TRY(check_consent(context, "up"));
  Deployment deployment(context);
  deployment.look_after_previews();
  return carry_out(context, configuration, deployment,
                   "interrupted: what was made stays; `slipway up` again makes the rest\n");
}

CommandResult clone(const Context& context) {
  TRY(check_consent(context, "clone"));
  std::optional<base::Time> expires;
  if (!context.arguments.expires.empty())
    expires = context.clock.now() + TRY(platform::parse_life(context.arguments.expires));
  Deployment deployment(context);
  deployment.look_after_previews();
  platform::EnvironmentState source = TRY(deployment.environment(context.arguments.environment));
  platform::Environment desired =
      TRY(platform::clone_environment(source, context.arguments.name, deployment.platform()));
  desired.expires = expires;
  int code = TRY(carry_out(context, {source.organization, {source.cluster}, {std::move(desired)}}, deployment,
                           "interrupted: what was made stays; `slipway down --environment` removes it\n"));
  deployment.look_after_previews();
  return code;
}

CommandResult down(const Context& context) {
  Deployment deployment(context);
  deployment.platform().skips_job_removals = context.arguments.skip_jobs;
  if (context.arguments.expired) return remove_expired(context, deployment);
  platform::Configuration configuration =
      context.arguments.environment.empty()
          ? TRY(platform::load_names_of_file(file_of(context)))
          : configuration_of(TRY(deployment.environment(context.arguments.environment)));
  TRY(check_consent(context, "down"));
  return remove(context, configuration, deployment);
}

}  // namespace cli
