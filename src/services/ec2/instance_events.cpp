#include "services/ec2/instance_events.h"

#include "account/call/service_event.h"
#include "base/text.h"
#include "services/ec2/instance.h"
#include "services/ec2/kinds.h"

namespace account::ec2 {
namespace {

using namespace std::chrono_literals;
using base::ErrorKind;

constexpr std::string_view kEc2 = "ec2.amazonaws.com";
constexpr std::string_view kHealth = "health.amazonaws.com";
constexpr std::string_view kInterrupt = "ec2.interrupt_instance";
constexpr auto kWarnsBefore = 120s;       // the end of a spot instance
constexpr auto kRetiresAfter = 14 * 24h;  // as AWS Health tells

std::string arn_of_instance(const State& state, std::string_view id) {
  return fmt::format("arn:aws:ec2:{}:{}:instance/{}", state.region(), state.account(), id);
}

void tell_interruption(const Origin& origin, const std::string& id) {
  tell(origin, {kEc2,
                "aws.ec2",
                "EC2 Spot Instance Interruption Warning",
                {fmt::format("arn:aws:ec2:{}:instance/{}", origin.region, id)},
                Object{{"instance-id", id}, {"instance-action", "terminate"}}});
}

void tell_rebalance(const Origin& origin, const std::string& id) {
  tell(origin, {kEc2,
                "aws.ec2",
                "EC2 Instance Rebalance Recommendation",
                {arn_of_instance(origin.state, id)},
                Object{{"instance-id", id}}});
}

void tell_retirement(const Origin& origin, const std::string& id) {
  constexpr std::string_view kCode = "AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED";
  Object detail{
      {"eventArn", fmt::format("arn:aws:health:{}::event/EC2/{}/{}_{}", origin.region, kCode, kCode,
                               origin.facilities.random.hex(16))},
      {"service", "EC2"},
      {"eventTypeCode", kCode},
      {"eventTypeCategory", "scheduledChange"},
      {"eventRegion", origin.region},
      {"affectedAccount", origin.state.account()},
      {"startTime", base::http_date(origin.now + kRetiresAfter)},
      {"eventDescription",
       json::Array{Object{{"language", "en_US"}, {"latestDescription", "The instance is to be retired."}}}},
      {"affectedEntities", json::Array{Object{{"entityValue", id}}}}};
  tell(origin, {kHealth, "aws.health", "AWS Health Event", {id}, std::move(detail)});
}

struct Kind {
  std::string_view name;
  bool is_of_spot;
  void (*tell)(const Origin& origin, const std::string& id);
};
constexpr Kind kKinds[] = {{"spot-interruption", true, tell_interruption},
                           {"rebalance", true, tell_rebalance},
                           {"scheduled-change", false, tell_retirement}};

const Kind* find_kind(std::string_view name) {
  for (const Kind& kind : kKinds)
    if (kind.name == name) return &kind;
  return nullptr;
}

base::Status happen(const State& state, const std::string& id, const Kind& kind, Facilities& facilities) {
  auto instance = find(state, kInstances, id);
  if (!instance) return base::fail(ErrorKind::not_found, "there is no instance `{}`", id);
  bool is_spot = instance->string_or("InstanceLifecycle", "") == "spot";
  if (kind.is_of_spot && !is_spot)
    return base::fail(ErrorKind::invalid, "`{}` is no spot instance, to which alone `{}` happens", id,
                      kind.name);
  Caller nobody;
  Bodies bodies(facilities.objects_dir);
  base::Time now = facilities.clock.now();
  kind.tell({nobody, {}, state, state.region(), now, facilities, bodies}, id);
  if (kind.tell == tell_interruption)
    schedule(state, facilities, {now + facilities.speed.lasts(kWarnsBefore), kInterrupt, id});
  return {};
}

void interrupt(Due& due) {
  auto instance = find(due.state, kInstances, due.id);
  std::string state = instance ? instance_state(*instance, due.now) : "terminated";
  if (state == "terminated" || state == "shutting-down") return;
  constexpr std::string_view kReason = "Server.SpotInstanceTermination";
  instance->as_object().set("StateTransitionReason", kReason);
  instance->as_object().set(
      "StateReason",
      Object{{"Code", kReason}, {"Message", fmt::format("{}: Spot instance termination", kReason)}});
  Caller nobody;
  Bodies bodies(due.facilities.objects_dir);
  begin_instance_state({nobody, {}, due.state, due.state.region(), due.now, due.facilities, bodies},
                       *instance, "shutting-down");
}

constexpr Effect kEffects[] = {{kInterrupt, interrupt}};

}  // namespace

void tell_state(const Origin& origin, const std::string& instance, std::string_view state) {
  tell(origin, {kEc2,
                "aws.ec2",
                "EC2 Instance State-change Notification",
                {arn_of_instance(origin.state, instance)},
                Object{{"instance-id", instance}, {"state", state}}});
}

base::Result<json::Value> control_instance_events(const net::Request& request, std::string_view path,
                                                  std::string_view, Facilities& facilities) {
  auto parts = base::split(path.substr(std::min(kInstanceEventControl.size() + 1, path.size())), '/');
  if (request.method != "POST" || parts.size() != 4)
    return base::fail(ErrorKind::not_found, "`{}` is not POST instance-events/ACCOUNT/REGION/INSTANCE/KIND",
                      path);
  const Kind* kind = find_kind(parts[3]);
  if (!kind)
    return base::fail(ErrorKind::invalid,
                      "`{}` is no kind of event: there are spot-interruption, rebalance and scheduled-change",
                      parts[3]);
  auto transaction = TRY(facilities.store.begin());
  State state(*transaction, std::string(parts[0]), std::string(parts[1]));
  TRY(happen(state, std::string(parts[2]), *kind, facilities));
  TRY(transaction->commit());
  return json::Object{};
}

std::span<const Effect> instance_event_effects() {
  return kEffects;
}

}  // namespace account::ec2
