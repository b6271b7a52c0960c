// `slipway plan`: what `up` would do, by reading alone. It takes no lock and changes nothing, neither in an account nor
// of what is remembered.
#pragma once

#include "engine/command/plan_scope.h"
#include "platform/command/opening.h"

namespace platform {

// What a configuration is about, with what was seen of it.
struct Looked {
  Opened opened;
  engine::Plans plan;  // clusters before environments; each state has the name of command/known_states.h
};
// What for. Whoever only compares starts no account that does not answer; whoever adopts looks at what others made as
// if it were to be Slipway's. Where nothing is planned, what has a name that is another's is no error.
enum class Looking { to_plan, to_import, to_adopt, to_compare };

// conflict: what is remembered is in a former form, which only `up` and `state migrate` may change. `configuration`
// must outlive what is returned.
base::Result<Looked> look_at(const Configuration& configuration, Looking what_for, const Platform& platform);

// As look_at(). invalid: an address of the scope that is nowhere.
base::Result<engine::Plans> plan_up(const Configuration& configuration, const engine::PlanScope& scope,
                                    const Platform& platform);

}  // namespace platform
