// CreateFleet, DescribeFleets and DeleteFleets, of fleets of the type instant (EC2 API Reference).
#include <algorithm>

#include "account/call/facilities.h"
#include "account/call/filters.h"
#include "account/call/invoke.h"
#include "account/call/service_linked.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/fleet.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kMaker = "ec2.amazonaws.com";
constexpr std::string_view kSpot = "spot.amazonaws.com";
constexpr std::string_view kSpotRole = "AWSServiceRoleForEC2Spot";
constexpr std::string_view kForget = "ec2.forget_fleet";
constexpr auto kEndsAfter = 60s;

// What a launch tags; `fleet` is the fleet's own.
constexpr std::string_view kLaunched[] = {"instance", "volume", "network-interface",
                                          "spot-instances-request"};
// Of the input, as they are kept and shown.
constexpr std::string_view kKept[] = {"ClientToken",
                                      "ExcessCapacityTerminationPolicy",
                                      "TerminateInstancesWithExpiration",
                                      "ReplaceUnhealthyInstances",
                                      "SpotOptions",
                                      "OnDemandOptions",
                                      "LaunchTemplateConfigs",
                                      "Context"};

// --- created --------------------------------------------------------------------------------------------------------

aws::Result<void> check_options(const Input& in, std::string_view name) {
  const json::Value* options = in.find(name);
  if (!options) return {};
  for (std::string_view member : {"MaintenanceStrategies", "InstancePoolsToUseCount", "MaxTotalPrice"})
    if (options->find(member))
      return aws::error("UnsupportedOperation", 400, "{} of {} is not simulated", member, name);
  if (options->string_or("AllocationStrategy", "") == "diversified")
    return aws::error("UnsupportedOperation", 400, "The strategy diversified is not simulated");
  return {};
}

aws::Result<void> check_simulated(const Input& in) {
  TRY(check_not_given(in, {"ReservedCapacityOptions", "ValidFrom", "ValidUntil"}));
  if (in.text("Type") != "instant")
    return aws::error("UnsupportedOperation", 400, "Fleets of a type other than instant are not simulated");
  for (std::string_view options : {"SpotOptions", "OnDemandOptions"}) TRY(check_options(in, options));
  const json::Value& target = *in.find("TargetCapacitySpecification");
  if (target.string_or("TargetCapacityUnitType", "units") != "units")
    return aws::error("UnsupportedOperation", 400,
                      "Units of capacity other than instances are not simulated");
  return {};
}

struct Target {
  int64_t on_demand = 0, spot = 0;
};

// What is not said of either market is of the default one.
aws::Result<Target> read_target(const Input& in) {
  const json::Value& said = *in.find("TargetCapacitySpecification");
  int64_t total = said.int_or("TotalTargetCapacity", 0);
  Target target{said.int_or("OnDemandTargetCapacity", 0), said.int_or("SpotTargetCapacity", 0)};
  int64_t open = total - target.on_demand - target.spot;
  if (total < 1 || open < 0)
    return aws::error("InvalidTargetCapacitySpecification", 400,
                      "The total target capacity must be at least 1, and at least what the markets have");
  std::string_view market = said.string_or("DefaultTargetCapacityType", "on-demand");
  (market == "spot" ? target.spot : target.on_demand) += open;
  return target;
}

struct Tags {
  json::Array own;       // tags
  json::Array launched;  // TagSpecifications
};

aws::Result<Tags> read_tags(const Input& in) {
  Tags tags;
  for (const json::Value& one : in.list("TagSpecifications")) {
    std::string_view type = one.string_or("ResourceType", "");
    const json::Value* some = one.find("Tags");
    bool is_own = type == kFleets.type;
    if (!is_own && std::find(std::begin(kLaunched), std::end(kLaunched), type) == std::end(kLaunched))
      return aws::error("InvalidParameterValue", 400,
                        "'{}' is not a valid taggable resource type for this operation.", type);
    if (!is_own) tags.launched.push_back(one);
    if (is_own && some) tags.own.insert(tags.own.end(), some->as_array().begin(), some->as_array().end());
  }
  TRY(check_tags(tags.own, tags.own.size()));
  for (json::Value& tag : tags.own)
    if (!tag.find("Value")) tag.as_object().set("Value", "");
  return tags;
}

void add(Launched& all, Launched some) {
  for (json::Value& one : some.instances) all.instances.push_back(std::move(one));
  for (json::Value& one : some.errors) all.errors.push_back(std::move(one));
  all.capacity += some.capacity;
}

// Without the role of Spot, and without the right to make it, no pool can be launched from.
Launched without_role(const std::vector<Pool>& pools) {
  Launched none;
  for (const Pool& pool : pools)
    none.errors.push_back(
        Object{{"LaunchTemplateAndOverrides", pool.named()},
               {"Lifecycle", "spot"},
               {"ErrorCode", "AuthFailure.ServiceLinkedRoleCreationNotPermitted"},
               {"ErrorMessage",
                "The provided credentials do not have permission to create the service-linked role for EC2 "
                "Spot Instances."}});
  return none;
}

Launched launch_spot(Call& call, const std::string& id, const std::vector<Pool>& pools, int64_t capacity,
                     const json::Array& tags) {
  std::vector<Pool> order = ranked(call, pools, Market::spot);
  if (!ensure_service_linked_role(call, kMaker, kSpot, kSpotRole)) return without_role(order);
  return launch_capacity(call, id, order, Market::spot, capacity, tags);
}

Output create(Call& call) {
  const Input& in = call.input;
  TRY(check_simulated(in));
  Target target = TRY(read_target(in));
  Tags tags = TRY(read_tags(in));
  std::vector<Pool> pools = TRY(read_pools(call));
  std::string id = "fleet-" + call.facilities.random.uuid();
  Launched launched;
  if (target.on_demand > 0)
    add(launched, launch_capacity(call, id, ranked(call, pools, Market::on_demand), Market::on_demand,
                                  target.on_demand, tags.launched));
  double on_demand = launched.capacity;
  if (target.spot > 0) add(launched, launch_spot(call, id, pools, target.spot, tags.launched));
  Object fleet{
      {"FleetId", id},
      {"Type", "instant"},
      {"FleetState", "active"},
      {"CreateTime", base::to_ms(call.now)},
      {"TargetCapacitySpecification",
       Object{{"TotalTargetCapacity", target.on_demand + target.spot},
              {"OnDemandTargetCapacity", target.on_demand},
              {"SpotTargetCapacity", target.spot},
              {"DefaultTargetCapacityType",
               in.find("TargetCapacitySpecification")->string_or("DefaultTargetCapacityType", "on-demand")}}},
      {"FulfilledCapacity", launched.capacity},
      {"FulfilledOnDemandCapacity", on_demand},
      {"Instances", launched.instances},
      {"Errors", launched.errors},
      {"Tags", std::move(tags.own)}};
  for (std::string_view member : kKept) fleet.set_if(member, in.find(member));
  bool is_full = launched.capacity >= static_cast<double>(target.on_demand + target.spot);
  fleet.set("ActivityStatus", is_full ? "fulfilled" : "error");
  call.make(kFleets, id, std::move(fleet));
  return Object{
      {"FleetId", id}, {"Instances", std::move(launched.instances)}, {"Errors", std::move(launched.errors)}};
}

// --- told and deleted -----------------------------------------------------------------------------------------------

// "If a fleet is of type instant, you must specify the fleet ID in the request, otherwise the fleet does not appear in
// the response" (EC2 API Reference, DescribeFleets).
Output describe_all(Call& call) {
  Filters filters = TRY(Filters::read(call.input, {}));
  std::vector<std::string> ids = call.input.texts("FleetIds");
  std::sort(ids.begin(), ids.end());
  std::vector<Entry> entries;
  for (std::string& id : ids) {
    json::Value fleet = TRY(require(call.state, kFleets, id));
    if (filters.match(fleet)) entries.push_back({std::move(id), std::move(fleet)});
  }
  return answer_page(call, "Fleets", std::move(entries));
}

aws::Result<void> terminate_instances(Call& call, const json::Value& fleet) {
  json::Array ids;
  for (const json::Value& one : fleet.find("Instances")->as_array())
    for (const json::Value& id : one.find("InstanceIds")->as_array())
      if (find(call.state, kInstances, id.as_string())) ids.push_back(id);
  if (ids.empty()) return {};
  Invocation wanted{"ec2fleet.amazonaws.com", Access::forwarded, "ec2", "TerminateInstances",
                    Object{{"InstanceIds", std::move(ids)}}};
  TRY(invoke(call, wanted));
  return {};
}

json::Value failed(const std::string& id, std::string_view code, std::string_view message) {
  return Object{{"FleetId", id}, {"Error", Object{{"Code", code}, {"Message", message}}}};
}

Output delete_fleets(Call& call) {
  if (!call.input.flag("TerminateInstances"))
    return aws::error("InvalidParameterValue", 400,
                      "A fleet of type instant cannot be deleted without its instances: TerminateInstances "
                      "must be true");
  json::Array done, undone;
  for (const std::string& id : call.input.texts("FleetIds")) {
    auto fleet = find(call.state, kFleets, id);
    if (!fleet) {
      undone.push_back(failed(id, "fleetIdDoesNotExist", "The fleet does not exist."));
      continue;
    }
    auto ended = terminate_instances(call, *fleet);
    if (!ended) {
      undone.push_back(failed(id, "unexpectedError", ended.error().message));
      continue;
    }
    std::string before(fleet->string_or("FleetState", ""));
    fleet->as_object().set("FleetState", "deleted_terminating");
    store(call.state, kFleets, *fleet);
    schedule(call.state, call.facilities, {call.now + call.facilities.speed.lasts(kEndsAfter), kForget, id});
    done.push_back(Object{
        {"FleetId", id}, {"PreviousFleetState", before}, {"CurrentFleetState", "deleted_terminating"}});
  }
  return Object{{"SuccessfulFleetDeletions", std::move(done)},
                {"UnsuccessfulFleetDeletions", std::move(undone)}};
}

void forget(Due& due) {
  auto fleet = find(due.state, kFleets, due.id);
  if (fleet && fleet->string_or("FleetState", "") == "deleted_terminating")
    remove(due.state, kFleets, due.id);
}

// One that is not there is an entry of the answer.
constexpr RecordKind kListed = [] {
  RecordKind kind = kFleets;
  kind.absent_code = "";
  return kind;
}();

constexpr Effect kEffects[] = {{kForget, forget}};

constexpr Operation kOperations[] = {
    {"CreateFleet", ask_fleet, create},
    {"DescribeFleets", {any()}, describe_all},
    {"DeleteFleets", {on(kListed).each("FleetIds")}, delete_fleets},
};

}  // namespace

std::span<const Effect> fleet_effects() {
  return kEffects;
}

std::span<const Operation> fleet_operations() {
  return kOperations;
}

}  // namespace account::ec2
