// The availability zones of a region. Names go to zones by another mapping in each account, as on AWS (EC2 User Guide,
// "AZ IDs": "we independently map Availability Zones to codes for each AWS account").
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace account::ec2 {

struct Zone {
  std::string name;  // eu-west-3a
  std::string id;    // euw3-az1
};

std::vector<Zone> zones_of(std::string_view region, std::string_view account);

}  // namespace account::ec2
