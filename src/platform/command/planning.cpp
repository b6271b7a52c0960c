#include "platform/command/planning.h"

#include <fmt/core.h>

#include "platform/resources/cluster.h"
#include "platform/resources/environment.h"

namespace platform {
namespace {

std::string name_of(const blueprint::ClusterTarget& target) {
  return target.cluster.name + "@" + target.cluster.region;
}

// One run of planning: the platform that it uses has its planner write down what it is asked.
class Planning {
 public:
  Planning(const Configuration& configuration, Looking what_for, const Platform& platform)
      : configuration_(configuration), what_for_(what_for), platform_(platform) {
    platform_.wants_foreign = what_for == Looking::to_adopt;
    platform_.takes_what_runs = what_for == Looking::to_import;
    platform_.make_plan = [this](const engine::PlanInputs& inputs, const engine::PlanOptions& options,
                                 base::Diagnostics& diagnostics) {
      return plan_one(inputs, options, diagnostics);
    };
  }

  base::Result<Looked> run();

 private:
  engine::Planned plan_one(const engine::PlanInputs& inputs, const engine::PlanOptions& options,
                           base::Diagnostics& diagnostics);
  base::Status check_form() const;
  void take_remarks(const engine::Section& section);

  const Configuration& configuration_;
  Looking what_for_;
  Platform platform_;
  engine::PlannedState now_;  // the state that is planned
  Looked looked_;
};

// Refusals are told with the whole plan, and not as the error of one.
engine::Planned Planning::plan_one(const engine::PlanInputs& inputs, const engine::PlanOptions& options,
                                   base::Diagnostics& diagnostics) {
  engine::PlannedState planned = now_;
  planned.desired = inputs.desired;
  planned.state = inputs.state;
  planned.observed = inputs.observed;
  planned.kinds = inputs.kinds;
  planned.options = options;
  if (what_for_ == Looking::to_plan) planned.planned = engine::make_plan(inputs, options, diagnostics);
  looked_.plan.states.push_back(planned);
  planned.planned.refusals.clear();
  return planned.planned;
}

// To plan from it, it would have to be moved, which is a change.
base::Status Planning::check_form() const {
  auto refuse = [](const std::string& name) {
    return tl::unexpected(
        base::Error{base::ErrorKind::conflict,
                    fmt::format("what is remembered of {} is in the form of a former Slipway", name),
                    "bring it into today's form first: slipway state migrate"});
  };
  for (const auto& cluster : looked_.opened.clusters)
    if (!TRY(platform_.files.former_cluster(cluster->organization, cluster->cluster)).empty())
      return refuse(name_of(*cluster));
  for (const auto& target : looked_.opened.environments)
    if (!target->state.former.empty()) return refuse(target->state.title());
  return {};
}

void Planning::take_remarks(const engine::Section& section) {
  looked_.plan.warnings.insert(looked_.plan.warnings.end(), section.warnings.begin(), section.warnings.end());
  if (section.hourly) looked_.plan.hourly.push_back(*section.hourly);
}

base::Result<Looked> Planning::run() {
  looked_.opened = TRY(open_all(configuration_, what_for_ != Looking::to_compare, platform_));
  TRY(check_form());
  TRY(check_runtimes(looked_.opened, platform_));
  for (auto& cluster : looked_.opened.clusters) {
    now_ = {.name = name_of(*cluster),
            .short_names = {cluster->cluster.name},
            .sort = "cluster",
            .folder = platform_.home.cluster_journal(cluster->organization, cluster->cluster)};
    bool needs_provider = looked_.opened.needs_provider(*cluster);
    take_remarks(
        TRY(blueprint::ClusterWork::up(*cluster, needs_provider, world_of(*cluster, platform_)))->section());
  }
  for (auto& target : looked_.opened.environments) {
    const EnvironmentState& state = target->state;
    now_ = {.name = state.title(),
            .short_names = {state.name},
            .sort = "environment",
            .stands_on = name_of(*target->cluster),
            .folder = platform_.home.environment_journal(state.organization, state.project, state.name)};
    take_remarks(TRY(EnvironmentWork::up(*target, platform_))->section());
  }
  return std::move(looked_);
}

}  // namespace

base::Result<Looked> look_at(const Configuration& configuration, Looking what_for, const Platform& platform) {
  return Planning(configuration, what_for, platform).run();
}

base::Result<engine::Plans> plan_up(const Configuration& configuration, const engine::PlanScope& scope,
                                    const Platform& platform) {
  engine::Plans plan = TRY(look_at(configuration, Looking::to_plan, platform)).plan;
  TRY(engine::apply_scope(scope, plan));
  return plan;
}

}  // namespace platform
