#include "services/autoscaling/group_events.h"

#include "account/call/service_event.h"
#include "services/autoscaling/scene.h"

namespace account::autoscaling {
namespace {

struct Words {
  std::string_view type;
  std::string_view from, to;
};

Words words_of(GroupEvent event) {
  constexpr std::string_view kPlace = "EC2", kGroup = "AutoScalingGroup";
  if (event == GroupEvent::launched) return {"EC2 Instance Launch Successful", kPlace, kGroup};
  if (event == GroupEvent::not_launched) return {"EC2 Instance Launch Unsuccessful", kPlace, kGroup};
  return {"EC2 Instance Terminate Successful", kGroup, kPlace};
}

}  // namespace

void tell_group_event(const Origin& origin, GroupEvent event, const json::Value& activity,
                      const std::string& instance) {
  Words words = words_of(event);
  std::string group_arn(activity.string_or("AutoScalingGroupARN", ""));
  std::vector<std::string> resources{group_arn};
  if (!instance.empty())
    resources.push_back(
        fmt::format("arn:aws:ec2:{}:{}:instance/{}", origin.region, origin.state.account(), instance));
  Object detail{{"StatusCode", event == GroupEvent::not_launched ? "Failed" : "InProgress"},
                {"AutoScalingGroupName", activity.string_or("AutoScalingGroupName", "")},
                {"ActivityId", activity.string_or("ActivityId", "")},
                {"RequestId", activity.string_or("ActivityId", "")},
                {"StatusMessage", activity.string_or("StatusMessage", "")},
                {"StartTime", base::iso8601_ms(base::from_ms(activity.int_or("StartTime", 0)))},
                {"EndTime", base::iso8601_ms(origin.now)},
                {"EC2InstanceId", instance},
                {"Cause", activity.string_or("Cause", "")},
                {"Description", activity.string_or("Description", "")},
                {"Origin", words.from},
                {"Destination", words.to}};
  tell(origin, {kPrincipal, "aws.autoscaling", words.type, std::move(resources), std::move(detail)});
}

}  // namespace account::autoscaling
