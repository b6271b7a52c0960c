#include "services/autoscaling/scene.h"

#include "account/call/invoke.h"
#include "account/call/service_linked.h"
#include "account/record/index.h"
#include "services/autoscaling/group.h"

namespace account::autoscaling {
namespace {

constexpr int64_t kLast = INT64_MAX / 1000;

// Newest first: of places that go down.
std::string new_place(const Scene& scene, const std::string& group) {
  size_t number = count_through(scene.state, kActivities, kName, group);
  return fmt::format("{}/{:017}/{:05}", group, kLast - base::to_ms(scene.now), 99999 - number);
}

}  // namespace

Scene scene_of(Call& call) {
  return {call.state, call.region, call.now, call.facilities, call.bodies};
}

base::Milliseconds waits(const Scene& scene, std::chrono::seconds real) {
  Speed speed = scene.facilities.speed;
  return (speed == Speed::instant() ? Speed::real() : speed).lasts(real);
}

json::Value put_activity(Scene& scene, const json::Value& group, std::string description,
                         const std::string& cause, std::string failure) {
  std::string name(group.string_or(kName, ""));
  json::Value activity = Object{{"ActivityId", scene.facilities.random.uuid()},
                                {std::string(kName), name},
                                {"AutoScalingGroupARN", group.string_or("AutoScalingGroupARN", "")},
                                {"Description", std::move(description)},
                                {"Cause", cause},
                                {"StartTime", base::to_ms(scene.now)},
                                {"StatusCode", failure.empty() ? "InProgress" : "Failed"},
                                {"Progress", failure.empty() ? 50 : 100},
                                {"Details", "{}"},
                                {"_Place", new_place(scene, name)},
                                {"_Speed", scene.facilities.speed.factor()}};
  if (!failure.empty()) {
    activity.as_object().set("StatusMessage", std::move(failure));
    activity.as_object().set("EndTime", base::to_ms(scene.now));
  }
  store(scene.state, kActivities, activity);
  return activity;
}

json::Value shown_activity(json::Value activity) {
  for (std::string_view ours : {"_Place", "_Speed"}) activity.as_object().erase(ours);
  return activity;
}

void tell_event(Scene& scene, GroupEvent event, const json::Value& activity, const std::string& instance) {
  Caller nobody;
  tell_group_event({nobody, {}, scene.state, scene.region, scene.now, scene.facilities, scene.bodies}, event,
                   activity, instance);
}

Output as_service(Scene& scene, std::string_view operation, json::Value input) {
  Caller role = service_linked_caller(scene.state, kPrincipal, kRole, "AutoScaling");
  Origin origin{role, {}, scene.state, scene.region, scene.now, scene.facilities, scene.bodies};
  return invoke(origin, {kPrincipal, Access::forwarded, "ec2", operation, std::move(input)});
}

}  // namespace account::autoscaling
