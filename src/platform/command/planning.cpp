#include "platform/command/planning.h"

#include <fmt/core.h>

#include <algorithm>

#include "platform/command/plan_scope.h"
#include "platform/resources/cluster.h"
#include "platform/resources/environment.h"

namespace platform {
namespace {

std::string name_of(const ClusterTarget& target) {
  return target.cluster.name + "@" + target.cluster.region;
}

bool makes_roles(const Environment& environment) {
  return std::any_of(environment.services.begin(), environment.services.end(), [](const Service& service) {
    return service.permissions && service.permissions->makes_role();
  });
}

// One run of planning: the platform that it uses has its planner write down what it is asked.
class Planning {
 public:
  Planning(const Configuration& configuration, Looking what_for, const Platform& platform)
      : configuration_(configuration), what_for_(what_for), platform_(platform) {
    platform_.wants_foreign = what_for == Looking::to_adopt;
    platform_.make_plan = [this](const engine::PlanInputs& inputs, const engine::PlanOptions& options,
                                 base::Diagnostics& diagnostics) {
      return plan_one(inputs, options, diagnostics);
    };
  }

  base::Result<Looked> run();

 private:
  engine::Planned plan_one(const engine::PlanInputs& inputs, const engine::PlanOptions& options,
                           base::Diagnostics& diagnostics);
  base::Status open();
  base::Status check_form() const;
  void take_warnings(const Section& section);

  const Configuration& configuration_;
  Looking what_for_;
  Platform platform_;
  PlannedState now_;  // the state that is planned
  Looked looked_;
};

// Refusals are told with the whole plan, and not as the error of one.
engine::Planned Planning::plan_one(const engine::PlanInputs& inputs, const engine::PlanOptions& options,
                                   base::Diagnostics& diagnostics) {
  PlannedState planned = now_;
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

base::Status Planning::open() {
  for (const Environment& desired : configuration_.environments) {
    auto known = std::find_if(looked_.clusters.begin(), looked_.clusters.end(),
                              [&](const auto& each) { return each->cluster.name == desired.cluster.name; });
    if (known == looked_.clusters.end()) {
      looked_.clusters.push_back(
          TRY(open_target(configuration_.organization, desired.cluster, what_for_ != Looking::to_compare,
                          platform_.connections, platform_.progress)));
      known = std::prev(looked_.clusters.end());
    }
    auto target = std::make_unique<EnvironmentTarget>();
    target->desired = &desired;
    target->cluster = known->get();
    target->state = TRY(begin_environment(configuration_.organization, desired, **known, platform_));
    if (!TRY(platform_.files.load_environment(configuration_.organization, desired.project, desired.name)))
      looked_.plan.new_environments.push_back(target->state.id);
    looked_.environments.push_back(std::move(target));
  }
  return {};
}

// To plan from it, it would have to be moved, which is a change.
base::Status Planning::check_form() const {
  auto refuse = [](const std::string& name) {
    return tl::unexpected(
        base::Error{base::ErrorKind::conflict,
                    fmt::format("what is remembered of {} is in the form of a former Slipway", name),
                    "bring it into today's form first: slipway state migrate"});
  };
  for (const auto& cluster : looked_.clusters)
    if (!TRY(platform_.files.former_cluster(cluster->organization, cluster->cluster)).empty())
      return refuse(name_of(*cluster));
  for (const auto& target : looked_.environments)
    if (!target->state.former.empty()) return refuse(target->state.title());
  return {};
}

void Planning::take_warnings(const Section& section) {
  looked_.plan.warnings.insert(looked_.plan.warnings.end(), section.warnings.begin(), section.warnings.end());
}

base::Result<Looked> Planning::run() {
  TRY(open());
  TRY(check_form());
  for (auto& target : looked_.environments) {
    const Cluster& cluster = target->desired->cluster;
    if (cluster.is_kubernetes()) TRY(platform_.connections.runtime(cluster.runtime, cluster));
  }
  for (auto& cluster : looked_.clusters) {
    bool needs_provider =
        std::any_of(looked_.environments.begin(), looked_.environments.end(), [&](const auto& target) {
          return target->cluster == cluster.get() && makes_roles(*target->desired);
        });
    now_ = {.name = name_of(*cluster),
            .is_cluster = true,
            .cluster = name_of(*cluster),
            .folder = platform_.home.cluster_journal(cluster->organization, cluster->cluster)};
    take_warnings(TRY(ClusterWork::up(*cluster, needs_provider, platform_))->section());
  }
  for (auto& target : looked_.environments) {
    const EnvironmentState& state = target->state;
    now_ = {.name = state.title(),
            .is_cluster = false,
            .cluster = name_of(*target->cluster),
            .folder = platform_.home.environment_journal(state.organization, state.project, state.name)};
    take_warnings(TRY(EnvironmentWork::up(*target, platform_))->section());
  }
  return std::move(looked_);
}

}  // namespace

base::Result<Looked> look_at(const Configuration& configuration, Looking what_for, const Platform& platform) {
  return Planning(configuration, what_for, platform).run();
}

base::Result<UpPlan> plan_up(const Configuration& configuration, const PlanScope& scope,
                             const Platform& platform) {
  UpPlan plan = TRY(look_at(configuration, Looking::to_plan, platform)).plan;
  TRY(apply_scope(scope, plan));
  return plan;
}

}  // namespace platform
