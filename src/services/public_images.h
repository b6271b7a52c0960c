// The images that AWS makes public in each region, and the public parameters that tell of them (public_images.yaml):
// EC2 shows and launches the ones, Systems Manager answers for the others. They are no records: what they are follows
// from their names. The id of an image is made of its region and name, so that it is always the same, and another in
// each region, as on AWS.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"

namespace account {

// As DescribeImages answers them, in the order of their ids.
std::vector<json::Value> public_images(const std::string& region);
std::optional<json::Value> find_public_image(const std::string& region, std::string_view id);

struct PublicParameter {
  std::string name;  // /aws/service/...
  std::string value;
  int64_t version;  // 1: the first release that it told of
  base::Time changed;
};
// Those whose names begin so, in the order of their names.
std::vector<PublicParameter> public_parameters(const std::string& region, std::string_view prefix);
std::optional<PublicParameter> find_public_parameter(const std::string& region, std::string_view name);

}  // namespace account
