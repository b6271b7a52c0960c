// `up`, `clone` and `down`: show the plan, ask, carry it out.
#include <fmt/core.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/deploy/consent.h"
#include "cli/exit_code.h"
#include "cli/terminal/stop_signals.h"
#include "cli/world/deployment.h"
#include "engine/command/plan_file.h"
#include "platform/command/clone.h"
#include "platform/command/down.h"
#include "platform/command/given_ids.h"
#include "platform/command/planning.h"
#include "platform/command/up.h"
#include "platform/command/up_limits.h"
#include "platform/load/names.h"
#include "platform/state/digest_key.h"
#include "platform/state/expiry.h"
#include "platform/target/locks.h"

namespace cli {
namespace {

constexpr const char* kDefaultFile = "slipway.yaml";

std::string file_of(const Context& context) {
  return context.arguments.file.empty() ? kDefaultFile : context.arguments.file;
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

// What `up` is to make, and what was asked of it besides.
struct Asked {
  platform::Configuration configuration;
  std::optional<engine::SavedPlan> saved;  // it was shown already, and nobody is asked
  engine::Limits limits;
  const char* if_interrupted = "";

  bool needs_check() const { return saved || limits.max_destroy || !limits.allow_destroy.empty(); }
};

base::Result<Asked> asked_of(const Context& context) {
  Asked asked;
  std::string file = file_of(context);
  auto text = base::read_file(file);
  if (text && engine::is_saved_plan(*text)) {
    asked.saved = TRY(engine::parse_saved_plan(*text, platform::digest_of_text));
    file = asked.saved->file;
    TRY(engine::check_file(*asked.saved, TRY(base::read_file(file)), platform::digest_of_text));
  }
  asked.configuration = TRY(platform::load_file(file, managed_policies()));
  asked.limits.allow_destroy = context.arguments.allow_destroy;
  asked.limits.max_destroy = base::parse_int(context.arguments.max_destroy);
  asked.if_interrupted = "interrupted: what was made stays; `slipway up` again makes the rest\n";
  return asked;
}

// Whether somebody else is at it: then nothing was done.
bool is_locked(const platform::Configuration& configuration, const platform::Platform& platform) {
  std::vector<platform::EnvironmentName> names;
  for (const platform::Environment& each : configuration.environments)
    names.push_back({configuration.organization, each.project, each.name, each.cluster});
  auto locks = platform::lock_all(names, platform);
  return !locks && locks.error().kind == base::ErrorKind::conflict;
}

// Why it is not to be carried out, though it could be; empty: nothing speaks against it.
base::Result<std::string> objection(const Asked& asked, const platform::Platform& platform) {
  engine::Plans now = TRY(platform::plan_up(asked.configuration, {}, platform));
  if (asked.saved) TRY(engine::check_same(*asked.saved, now));
  return engine::check_limits(asked.limits, now);
}

// An environment that is yet to be made gets the id that the plan has for it, whoever looks.
platform::Platform platform_for(const Asked& asked, Deployment& deployment, base::Random& random,
                                bool& is_refused) {
  return platform::with_limits(deployment.platform(), asked.limits, random, is_refused);
}

CommandResult carry_out(const Context& context, const Asked& asked, Deployment& deployment) {
  std::vector<std::string> ids = asked.saved ? asked.saved->new_ids : std::vector<std::string>();
  platform::GivenIds random(ids, context.random), again(ids, context.random);
  bool is_refused = false;
  platform::Platform platform = platform_for(asked, deployment, random, is_refused);
  auto work = platform::Up::prepare(asked.configuration, platform);
  if (!work) {
    context.terminal.error(work.error());
    if (is_refused) return kRefused;
    return is_locked(asked.configuration, platform) ? kLocked : exit_code(work.error());
  }
  for (const std::string& line : deployment.connections().notices()) context.terminal.progress(line);
  show(context, (*work)->plan());
  if (asked.needs_check()) {
    std::string why = TRY(objection(asked, platform_for(asked, deployment, again, is_refused)));
    if (!why.empty()) {
      context.terminal.complain(Shown::format("refused: {}\n", why));
      return kRefused;
    }
  }
  if (!asked.saved && !(*work)->plan().is_empty() && !agreed(context, "Carry it out?")) return kFailed;
  InterruptNotice notice(asked.if_interrupted);
  TRY((*work)->apply());
  context.terminal.print(Shown::format("{}: `slipway shell {}`, `slipway doctor {}`\n",
                                       context.terminal.green("done"), (*work)->example_service(),
                                       (*work)->example_service()));
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
  Asked asked = TRY(asked_of(context));
  if (!asked.saved) TRY(check_consent(context, "up"));
  Deployment deployment(context);
  deployment.look_after_previews();
  return carry_out(context, asked, deployment);
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
  Asked asked;
  asked.configuration = {source.organization, {source.cluster}, {std::move(desired)}};
  asked.if_interrupted = "interrupted: what was made stays; `slipway down --environment` removes it\n";
  int code = TRY(carry_out(context, asked, deployment));
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
