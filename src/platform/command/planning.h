// `slipway plan`: what `up` would do, by reading alone. It takes no lock and changes nothing, neither in an account nor
// of what is remembered.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/planning/planner.h"
#include "platform/resources/plan.h"
#include "platform/target/environment_target.h"

namespace platform {

// What goes into the plan of one state, and what comes out.
struct PlannedState {
  std::string name;  // command/known_states.h
  bool is_cluster = false;
  std::string cluster;  // the name of that state on which it stands
  std::string folder;   // where it is kept
  std::vector<engine::Resource> desired = {};
  engine::State state = {};
  engine::Observed observed = {};
  engine::Kinds kinds = {};
  engine::PlanOptions options = {};
  engine::Planned planned = {};
};

struct UpPlan {
  std::vector<PlannedState> states;  // clusters before environments
  std::vector<std::string>
      new_environments;  // ids of those that are yet to be made, in the order of the file
  bool is_part = false;  // of what `up` would do
  std::vector<std::string> warnings;
};

// What a configuration is about, with what was seen of it.
struct Looked {
  std::vector<std::unique_ptr<ClusterTarget>> clusters;
  std::vector<std::unique_ptr<EnvironmentTarget>> environments;
  UpPlan plan;
};
// What for. Whoever only compares starts no account that does not answer; whoever adopts looks at what others made as if
// it were to be Slipway's. Where nothing is planned, what has a name that is another's is no error.
enum class Looking { to_plan, to_import, to_adopt, to_compare };

// conflict: what is remembered is in a former form, which only `up` and `state migrate` may change. `configuration` must
// outlive what is returned.
base::Result<Looked> look_at(const Configuration& configuration, Looking what_for, const Platform& platform);

// What of it, each as `role/x` or `dev:role/x`.
struct PlanScope {
  std::vector<std::string> targets;   // these, with what they need; empty: all
  std::vector<std::string> excludes;  // without these, and what needs them
};

// As look_at(). invalid: an address of the scope that is nowhere.
base::Result<UpPlan> plan_up(const Configuration& configuration, const PlanScope& scope,
                             const Platform& platform);

// All of it as one plan, for showing: an address that two states have has its state's name in front. It is not to
// be applied.
engine::Planned as_one(const UpPlan& plan);

}  // namespace platform
