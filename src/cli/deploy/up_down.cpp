// `up`, `clone` and `down`: show the plan, ask, carry it out.
#include <fmt/core.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <functional>
#include <optional>
#include <stop_token>

#include "base/file.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/default_file.h"
#include "cli/deploy/consent.h"
#include "cli/exit_code.h"
#include "cli/terminal/stop_signals.h"
#include "cli/world/deployment.h"
#include "engine/command/plan_file.h"
#include "platform/command/clone.h"
#include "platform/command/down.h"
#include "platform/command/down_cluster.h"
#include "platform/command/planning.h"
#include "platform/command/up.h"
#include "platform/command/up_limits.h"
#include "platform/load/names.h"
#include "platform/state/digest_key.h"
#include "platform/state/expiry.h"

namespace cli {
namespace {

// Ctrl-C and SIGTERM. While something is looked at, or somebody is asked, they mean that nothing is to be done: the
// locks, which are taken later than this is made, are given back first, and then the signal ends the program as ever.
// While a plan is carried out the run ends where it can go on.
class Interrupts {
 public:
  Interrupts(const Context& context, Deployment& deployment, const char* words)
      : context_(context), words_(words) {
    deployment.platform().stop = once_.get_token();
    deployment.platform().stop_at_once = twice_.get_token();
    signals_.emplace(once_, twice_);
    told_.emplace(once_.get_token(), [this] {
      if (!is_asking_)
        context_.terminal.complain(
            "\ninterrupted: nothing is changed; waiting for what is asked just now (again: not even for "
            "that, and the "
            "lock is free in two minutes)\n");
    });
    ended_.emplace(twice_.get_token(), [] {
      ::signal(StopSignals::last(), SIG_DFL);
      ::raise(StopSignals::last());
    });
  }
  ~Interrupts() {
    ended_.reset();
    told_.reset();
    signals_.reset();
    if (ended_by_ == 0) return;
    std::fflush(nullptr);
    ::raise(ended_by_);
  }
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  // Whether there was one before anything was begun; then the program ends by it when this does.
  bool came() {
    if (once_.stop_requested()) ended_by_ = StopSignals::last();
    return ended_by_ != 0;
  }
  bool agreed(std::string_view question) {
    if (came()) return false;
    is_asking_ = true;
    if (cli::agreed(context_, question)) return true;
    ended_by_ = StopSignals::last();
    if (ended_by_ != 0) context_.terminal.complain("\nnothing was changed\n");
    return false;
  }
  void begin() {
    ended_.reset();
    is_asking_ = false;
    told_.emplace(once_.get_token(), [this] { context_.terminal.complain(words_); });
  }

 private:
  const Context& context_;
  const char* words_;
  std::stop_source once_, twice_;
  int ended_by_ = 0;
  std::atomic<bool> is_asking_ = false;
  std::optional<std::stop_callback<std::function<void()>>> told_, ended_;
  std::optional<StopSignals> signals_;  // last: its thread asks for the stop
};

std::string file_of(const Context& context) {
  return context.arguments.file.empty() ? kDefaultFile : context.arguments.file;
}

Shown painted(const Terminal& terminal, const engine::OutlineLine& line) {
  if (!line.change) return Shown::format("{}", line.text);
  switch (*line.change) {
    case engine::Change::make:
      return terminal.green(line.text);
    case engine::Change::change:
      return terminal.yellow(line.text);
    case engine::Change::remove:
      return terminal.red(line.text);
    case engine::Change::keep:
      break;
  }
  return terminal.dim(line.text);
}

void show(const Context& context, const engine::Outline& plan) {
  Shown text;
  for (const engine::OutlineLine& line : engine::lines(plan)) text += painted(context.terminal, line) + "\n";
  context.terminal.print(text + engine::summary(plan) + "\n");
  if (!plan.is_empty()) context.terminal.print(engine::hourly_text(engine::hourly_of(plan)));
}

constexpr size_t kMaxPlan = 64 << 20;

// What `up` is to make, and what was asked of it besides.
struct Asked {
  platform::Configuration configuration;
  std::optional<engine::SavedPlan> saved;  // it was shown already, and nobody is asked
  engine::Limits limits;
  bool ignores_insights = false;
  const char* if_interrupted = "";

  bool needs_check() const { return saved || limits.max_destroy || !limits.allow_destroy.empty(); }
};

base::Error of_a_plan(base::Error error) {
  error.hint = "the plan is of that file: run this in the folder in which the plan was made";
  return error;
}

base::Result<Asked> asked_of(const Context& context) {
  Asked asked;
  std::string file = file_of(context);
  std::string text = TRY(platform::text_of_file(file, kMaxPlan));
  if (engine::is_saved_plan(text)) {
    asked.saved = TRY(engine::parse_saved_plan(text, platform::digest_of_text));
    file = asked.saved->file;
    text = TRY(platform::text_of_file(file).map_error(of_a_plan));
    TRY(engine::check_file(*asked.saved, text, platform::digest_of_text));
  }
  asked.configuration = TRY(platform::load_text(file, text, managed_policies()));
  asked.limits.allow_destroy = context.arguments.allow_destroy;
  asked.limits.max_destroy = base::parse_int(context.arguments.max_destroy);
  asked.ignores_insights = context.arguments.ignores_insights;
  asked.if_interrupted =
      "interrupted: waiting for what is under way (again: not even for that); what was made stays, and "
      "`slipway up` again makes the rest\n";
  return asked;
}

platform::Platform platform_for(const Asked& asked, Deployment& deployment) {
  platform::Platform platform = platform::with_limits(deployment.platform(), asked.limits);
  platform.ignores_insights = asked.ignores_insights;
  return platform;
}

// Whether it may be carried out as it is asked for.
base::Status check(const Asked& asked, const platform::Platform& platform) {
  engine::Plans now = TRY(platform::plan_up(asked.configuration, {}, platform));
  if (asked.saved) TRY(engine::check_same(*asked.saved, now));
  return engine::check_limits(asked.limits, now);
}

void tell_what_next(const Context& context, const platform::Up& work) {
  std::string service = work.example_service();
  Shown done = context.terminal.green("done");
  if (!service.empty())
    context.terminal.print(
        Shown::format("{}: `slipway shell {}`, `slipway doctor {}`\n", done, service, service));
  else
    context.terminal.print(Shown::format("{}: `slipway state list`, `slipway drift`\n", done));
}

CommandResult carry_out(const Context& context, const Asked& asked, Deployment& deployment) {
  Interrupts interrupts(context, deployment, asked.if_interrupted);
  platform::Platform platform = platform_for(asked, deployment);
  auto prepared = platform::Up::prepare(asked.configuration, platform);
  if (interrupts.came()) return kFailed;
  auto work = TRY(std::move(prepared));
  for (const std::string& line : deployment.connections().notices()) context.terminal.progress(line);
  show(context, work->plan());
  if (asked.needs_check()) {
    base::Status checked = check(asked, platform_for(asked, deployment));
    if (interrupts.came()) return kFailed;
    TRY(std::move(checked));
  }
  if (!asked.saved && !work->plan().is_empty() && !interrupts.agreed("Carry it out?")) return kFailed;
  interrupts.begin();
  TRY(work->apply());
  tell_what_next(context, *work);
  return kDone;
}

platform::Configuration configuration_of(const platform::EnvironmentState& state) {
  platform::Environment environment;
  environment.project = state.project;
  environment.name = state.name;
  environment.cluster = state.cluster;
  return platform::Configuration{state.organization, {state.cluster}, {environment}};
}

base::Result<platform::Configuration> to_remove(const Context& context, Deployment& deployment) {
  const Arguments& arguments = context.arguments;
  if (!arguments.cluster.empty())
    return platform::configuration_of_cluster(arguments.cluster, deployment.platform());
  if (arguments.environment.empty()) return platform::load_names_of_file(file_of(context));
  return configuration_of(TRY(deployment.environment(arguments.environment)));
}

CommandResult remove(const Context& context, const platform::Configuration& configuration,
                     Deployment& deployment) {
  engine::Limits limits;
  limits.allow_destroy = context.arguments.allow_destroy;
  Interrupts interrupts(
      context, deployment,
      "interrupted: waiting for what is under way (again: not even for that); `slipway down` "
      "again removes the rest\n");
  platform::Platform platform = platform::with_limits(deployment.platform(), limits);
  auto prepared = platform::Down::prepare(configuration, platform);
  if (interrupts.came()) return kFailed;
  auto work = TRY(std::move(prepared));
  if (work->plan().sections.empty()) {
    context.terminal.print("nothing of this file is deployed\n");
    context.terminal.complain(
        "that is as far as this machine remembers; where it was lost: `slipway state rebuild`, or --state\n");
    return kDone;
  }
  show(context, work->plan());
  if (!work->plan().is_empty() && !interrupts.agreed("Remove it?")) return kFailed;
  interrupts.begin();
  TRY(work->apply());
  std::vector<std::string> left = TRY(work->leftovers());
  for (const std::string& each : left) context.terminal.warn("still there: " + each);
  if (!left.empty()) return kFailed;
  context.terminal.print(context.terminal.green("done") +
                         ": roles, identity providers, clusters, networks, namespaces and "
                         "instances were listed, and nothing is left\n");
  for (const std::string& line : work->still_running()) {
    context.terminal.print(line + "; `slipway account stop` stops it\n");
  }
  return kDone;
}

// One after another; one that cannot be removed keeps none of the others. The code is of the first that was not.
CommandResult remove_expired(const Context& context, Deployment& deployment) {
  auto expired = platform::expired(TRY(deployment.platform().files.load_environments()), context.clock.now());
  if (expired.empty()) {
    context.terminal.print("no environment has expired\n");
    return kDone;
  }
  TRY(check_consent(context, "down"));
  int code = kDone;
  for (const platform::EnvironmentState& state : expired) {
    CommandResult removed = remove(context, configuration_of(state), deployment);
    if (!removed) context.terminal.error(removed.error().in(state.title()));
    if (code == kDone) code = removed ? *removed : exit_code(removed.error());
    if (deployment.platform().stop.stop_requested()) break;
  }
  return code;
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
  asked.if_interrupted =
      "interrupted: waiting for what is under way (again: not even for that); what was made stays, and "
      "`slipway down --environment` removes it\n";
  int code = TRY(carry_out(context, asked, deployment));
  deployment.look_after_previews();
  return code;
}

CommandResult down(const Context& context) {
  Deployment deployment(context);
  deployment.platform().skips_job_removals = context.arguments.skip_jobs;
  if (context.arguments.expired) return remove_expired(context, deployment);
  platform::Configuration configuration = TRY(to_remove(context, deployment));
  TRY(check_consent(context, "down"));
  return remove(context, configuration, deployment);
}

}  // namespace cli
