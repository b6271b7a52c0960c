// Whoever acts for a group, in a call or when its time has come: what it writes down, tells and asks of EC2.
#pragma once

#include <string>
#include <string_view>

#include "account/call/facilities.h"
#include "account/call/operation.h"
#include "services/autoscaling/group_events.h"

namespace account::autoscaling {

inline constexpr std::string_view kPrincipal = "autoscaling.amazonaws.com";
inline constexpr std::string_view kRole = "AWSServiceRoleForAutoScaling";

struct Scene {
  State state;
  std::string region;
  base::Time now;
  Facilities& facilities;
  Bodies& bodies;
};
Scene scene_of(Call& call);

// What waits for somebody, or is tried again, does so for a while even where nothing takes any time.
base::Milliseconds waits(const Scene& scene, std::chrono::seconds real);

// Stores it. `failure`: why it went wrong; empty: it did not.
json::Value put_activity(Scene& scene, const json::Value& group, std::string description,
                         const std::string& cause, std::string failure = "");
// As the service answers it.
json::Value shown_activity(json::Value activity);

void tell_event(Scene& scene, GroupEvent event, const json::Value& activity, const std::string& instance);

// A call of EC2's as the account's service-linked role of Auto Scaling.
Output as_service(Scene& scene, std::string_view operation, json::Value input);

}  // namespace account::autoscaling
