#include "services/autoscaling/autoscaling.h"

#include "services/autoscaling/group.h"
#include "services/autoscaling/launch_configuration.h"
#include "services/autoscaling/lifecycle_hook.h"
#include "services/autoscaling/policy.h"
#include "services/autoscaling/refresh.h"
#include "services/autoscaling/scaling.h"

namespace account::autoscaling {

Service service() {
  Service autoscaling{"autoscaling",
                      "autoscaling",
                      {group_operations(), capacity_operations(), member_operations(), activity_operations(),
                       tag_operations(), launch_configuration_operations(), lifecycle_hook_operations(),
                       lifecycle_action_operations(), policy_operations(), refresh_operations(),
                       constant_operations(), absent_thing_operations()}};
  autoscaling.kinds = {&kGroups, &kMembers, &kActivities, &kConfigurations,
                       &kHooks,  &kActions, &kPolicies,   &kRefreshes};
  for (std::span<const Effect> effects : {scaling_effects(), lifecycle_effects(), refresh_effects()})
    autoscaling.effects.insert(autoscaling.effects.end(), effects.begin(), effects.end());
  return autoscaling;
}

}  // namespace account::autoscaling
