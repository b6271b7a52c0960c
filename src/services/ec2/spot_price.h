// What an instance costs for an hour, in US dollars: not AWS's prices, which no package here has, but others that stand
// in the same order and move. A type's on-demand price follows from what it has; a spot price is a part of that,
// which changes once a day by the hash of type, zone and day, and so is the same for whoever asks, whenever they do
// (EC2 User Guide, "Spot Instance pricing history": "Spot prices ... adjust gradually based on long-term trends").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "services/ec2/instance_type.h"

namespace account::ec2 {

double on_demand_price(const InstanceType& type);

// Spot capacity of one type in one zone.
struct SpotPool {
  InstanceType type;
  std::string zone_id;
};
// Which change of a pool's price was the last before that time, and when one is.
int64_t price_change_at(const SpotPool& pool, base::Time time);
base::Time time_of_change(const SpotPool& pool, int64_t change);
double spot_price(const SpotPool& pool, int64_t change, double on_demand);
double spot_price_at(const SpotPool& pool, base::Time time);
// 1 to 10: how likely a launch succeeds and lasts ("Spot placement score").
int64_t placement_score(const SpotPool& pool);

// 0.012300
std::string price_text(double price);

}  // namespace account::ec2
