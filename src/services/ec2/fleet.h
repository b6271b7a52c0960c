// Fleets that are launched at once and not kept up: `instant` (EC2 User Guide, "Configure an EC2 Fleet of type
// instant"). A fleet names launch templates and, for each, what stands in place of what the template says: type,
// subnet, image. Each pair is a pool. A market's instances all come from the best pool that has them; of those before
// it is told why not.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "account/call/due_work.h"
#include "account/call/operation.h"

namespace account::ec2 {

struct Pool {
  json::Value launch_template;  // its record
  std::string version;          // a number
  json::Object data;            // what the version says
  json::Object said;            // the override; empty: none
  std::string instance_type, image, subnet;
  std::string zone, zone_id;   // empty: the launch chooses
  bool is_in_template = true;  // the subnet

  double number(std::string_view member, double otherwise) const;
  // {LaunchTemplateSpecification, Overrides}, as answers name the pool.
  json::Value named() const;
};

// Errors: what this account does not simulate, a template or version that is not there.
aws::Result<std::vector<Pool>> read_pools(const Call& call);

// What the caller of CreateFleet must be allowed to do; what each launch takes is asked again by RunInstances.
aws::Result<Questions> ask_fleet(const Call& call);

enum class Market { on_demand, spot };

// The best first.
std::vector<Pool> ranked(const Call& call, std::vector<Pool> pools, Market market);

// What came of it: entries of CreateFleet's answer.
struct Launched {
  json::Array instances, errors;
  double capacity = 0;
};
// Instances of that capacity, of one pool. `tags`: TagSpecifications of what is launched.
Launched launch_capacity(Call& call, const std::string& fleet, const std::vector<Pool>& pools, Market market,
                         int64_t capacity, const json::Array& tags);

std::span<const Effect> fleet_effects();

}  // namespace account::ec2
