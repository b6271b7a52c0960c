// How a fleet chooses among its pools, and launches.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>

#include "account/call/facilities.h"
#include "account/call/faults.h"
#include "account/call/invoke.h"
#include "services/ec2/fleet.h"
#include "services/ec2/instance_type.h"
#include "services/ec2/kinds.h"
#include "services/ec2/spot_price.h"
#include "services/ec2/zones.h"

namespace account::ec2 {
namespace {

constexpr std::string_view kPrincipal = "ec2fleet.amazonaws.com";
constexpr int64_t kLikely = 5;  // a placement score that "price and capacity optimized" takes for enough
constexpr double kLast = 1e9;   // of a pool without a type or a priority

std::string_view name_of(Market market) {
  return market == Market::spot ? "spot" : "on-demand";
}

std::string strategy_of(const Call& call, Market market) {
  const json::Value* options = call.input.find(market == Market::spot ? "SpotOptions" : "OnDemandOptions");
  return std::string(options ? options->string_or("AllocationStrategy", "lowest-price") : "lowest-price");
}

SpotPool spot_pool(const Call& call, const Pool& pool, const InstanceType& type) {
  std::string zone = pool.zone_id;
  if (zone.empty()) zone = zones_of(call.region, call.state.account()).front().id;
  return {type, zone};
}

// For one unit of capacity.
double price_of(const Call& call, const Pool& pool, Market market) {
  auto type = InstanceType::find(pool.instance_type);
  if (!type) return kLast;
  double price =
      market == Market::spot ? spot_price_at(spot_pool(call, pool, *type), call.now) : on_demand_price(*type);
  return price / std::max(pool.number("WeightedCapacity", 1), 0.001);
}

int64_t score_of(const Call& call, const Pool& pool) {
  auto type = InstanceType::find(pool.instance_type);
  return type ? placement_score(spot_pool(call, pool, *type)) : 0;
}

// The smallest is the best: (group, priority, price).
using Rank = std::tuple<int64_t, double, double>;

Rank rank_of(const Call& call, const Pool& pool, Market market, const std::string& strategy) {
  double price = price_of(call, pool, market);
  double priority = pool.number("Priority", kLast);
  if (strategy == "prioritized") return {0, priority, price};
  if (strategy == "price-capacity-optimized") return {score_of(call, pool) >= kLikely ? 0 : 1, 0, price};
  if (strategy == "capacity-optimized") return {-score_of(call, pool), 0, price};
  if (strategy == "capacity-optimized-prioritized")
    return {score_of(call, pool) >= kLikely ? 0 : 1, priority, price};
  return {0, 0, price};
}

// The template's network interfaces take the pool's subnet, which a launch says at one place alone.
void place(const Pool& pool, Object& input) {
  if (pool.is_in_template && !pool.zone.empty() && pool.subnet.empty())
    input.set("Placement", Object{{"AvailabilityZone", pool.zone}});
  if (pool.is_in_template) return;
  const json::Value* interfaces = pool.data.find("NetworkInterfaces");
  if (!interfaces || interfaces->as_array().empty()) {
    input.set("SubnetId", pool.subnet);
    return;
  }
  json::Array placed = interfaces->as_array();
  for (json::Value& one : placed) one.as_object().set("SubnetId", pool.subnet);
  input.set("NetworkInterfaces", std::move(placed));
}

Object launch_input(const Pool& pool, Market market, int64_t count, const json::Array& tags) {
  Object input{{"LaunchTemplate", Object{{"LaunchTemplateId", *pool.launch_template.find("LaunchTemplateId")},
                                         {"Version", pool.version}}},
               {"MinCount", count},
               {"MaxCount", count}};
  for (std::string_view member : {"InstanceType", "ImageId"}) input.set_if(member, pool.said.find(member));
  if (market == Market::spot) input.set("InstanceMarketOptions", Object{{"MarketType", "spot"}});
  if (!tags.empty()) input.set("TagSpecifications", tags);
  place(pool, input);
  return input;
}

aws::Result<void> check_price(const Call& call, const Pool& pool, Market market) {
  std::string_view most = market == Market::spot ? std::string_view("MaxPrice") : std::string_view();
  const json::Value* said = most.empty() ? nullptr : pool.said.find(most);
  if (!said || !said->is_string()) return {};
  double price = price_of(call, pool, market) * std::max(pool.number("WeightedCapacity", 1), 0.001);
  if (std::strtod(said->as_string().c_str(), nullptr) >= price) return {};
  return aws::error("SpotMaxPriceTooLow", 400,
                    "Your Spot request price of {} is lower than the minimum required Spot request "
                    "fulfillment price of {}.",
                    said->as_string(), price_text(price));
}

// A fault that is planted for RunInstances happens to a fleet's launches as well: InsufficientInstanceCapacity.
aws::Result<void> check_fault(const Call& call) {
  auto fault = call.facilities.memory.part<Faults>().take("ec2", "RunInstances");
  if (!fault || fault->error.empty()) return {};
  return tl::unexpected(error_of(*fault));
}

aws::Result<json::Array> launch(Call& call, const Pool& pool, Market market, int64_t count,
                                const json::Array& tags) {
  TRY(check_price(call, pool, market));
  TRY(check_fault(call));
  Invocation wanted{kPrincipal, Access::forwarded, "ec2", "RunInstances",
                    launch_input(pool, market, count, tags)};
  json::Value answer = TRY(invoke(call, wanted));
  json::Array ids;
  for (const json::Value& one : answer.find("Instances")->as_array()) ids.push_back(*one.find("InstanceId"));
  return ids;
}

// "aws:ec2:fleet-id" tells to which fleet an instance belongs (EC2 User Guide, "Tag an EC2 Fleet").
void mark(State& state, const std::string& fleet, const json::Array& ids) {
  for (const json::Value& id : ids) {
    auto instance = find(state, kInstances, id.as_string());
    if (!instance) continue;
    instance->as_object()["Tags"].as_array().push_back(Object{{"Key", "aws:ec2:fleet-id"}, {"Value", fleet}});
    store(state, kInstances, *instance);
  }
}

}  // namespace

std::vector<Pool> ranked(const Call& call, std::vector<Pool> pools, Market market) {
  std::string strategy = strategy_of(call, market);
  std::vector<std::pair<Rank, size_t>> order;
  for (size_t i = 0; i < pools.size(); ++i) order.emplace_back(rank_of(call, pools[i], market, strategy), i);
  std::sort(order.begin(), order.end());
  std::vector<Pool> sorted;
  for (const auto& [rank, i] : order) sorted.push_back(std::move(pools[i]));
  return sorted;
}

Launched launch_capacity(Call& call, const std::string& fleet, const std::vector<Pool>& pools, Market market,
                         int64_t capacity, const json::Array& tags) {
  Launched all;
  for (const Pool& pool : pools) {
    double weight = pool.number("WeightedCapacity", 1);
    auto count = static_cast<int64_t>(std::ceil(static_cast<double>(capacity) / std::max(weight, 0.001)));
    auto ids = launch(call, pool, market, count, tags);
    Object entry{{"LaunchTemplateAndOverrides", pool.named()}, {"Lifecycle", name_of(market)}};
    if (!ids) {
      entry.set("ErrorCode", ids.error().code);
      entry.set("ErrorMessage", ids.error().message);
      all.errors.push_back(std::move(entry));
      continue;
    }
    mark(call.state, fleet, *ids);
    if (!pool.instance_type.empty()) entry.set("InstanceType", pool.instance_type);
    all.capacity = static_cast<double>(count) * weight;
    entry.set("InstanceIds", std::move(*ids));
    all.instances.push_back(std::move(entry));
    break;
  }
  return all;
}

}  // namespace account::ec2
