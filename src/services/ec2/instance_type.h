// EC2's instance types, with their true figures, and where they are offered. Compiled at build time by
// tools/compile_instance_types.py into a table that is embedded in the program and read in place
// (docs/model-format.md).
// All views live as long as the program.
//
// Zones are those of zones.h by their ids. A region that the table does not know offers what three of four zones have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace account::ec2 {

class InstanceType {
 public:
  std::string_view name() const;  // m5.large
  json::Value info() const;       // as DescribeInstanceTypes answers it (EC2 API Reference, InstanceTypeInfo)

  static std::optional<InstanceType> find(std::string_view name);
  static uint32_t count();
  static InstanceType at(uint32_t index);  // sorted by name

  bool operator==(const InstanceType&) const = default;

 private:
  explicit InstanceType(uint32_t index) : index_(index) {}
  uint32_t index_;
};

// Those that a zone of the region offers, sorted by name.
std::vector<InstanceType> types_in_zone(std::string_view region, std::string_view zone_id);
std::vector<InstanceType> types_in_region(std::string_view region);

// The version of the package that they were read from, and its licence's attribution.
std::string_view instance_types_source();
std::string_view instance_types_notice();

}  // namespace account::ec2
