#include "services/application_autoscaling/application_autoscaling.h"

#include "services/application_autoscaling/target.h"

namespace account::application_autoscaling {

Service service() {
  Service scaling{"application-autoscaling",
                  "application-autoscaling",
                  {target_operations(), policy_operations(), tag_operations()},
                  {.denied = "AccessDeniedException"}};
  scaling.kinds = {&kTargets, &kPolicies};
  return scaling;
}

}  // namespace account::application_autoscaling
