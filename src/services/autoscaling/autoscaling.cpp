#include "services/autoscaling/autoscaling.h"

#include "services/autoscaling/group.h"
#include "services/autoscaling/scaling.h"

namespace account::autoscaling {

Service service() {
  Service autoscaling{"autoscaling",
                      "autoscaling",
                      {group_operations(), capacity_operations(), activity_operations(), tag_operations()}};
  autoscaling.kinds = {&kGroups, &kMembers, &kActivities};
  autoscaling.effects.assign(scaling_effects().begin(), scaling_effects().end());
  return autoscaling;
}

}  // namespace account::autoscaling
