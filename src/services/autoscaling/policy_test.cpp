#include "services/autoscaling/policy.h"

#include <gtest/gtest.h>

namespace account::autoscaling {
namespace {

TEST(ScalingPolicy, adjusts_as_its_type_says) {
  struct Case {
    int64_t capacity;
    std::string_view type;
    int64_t by, least, result;
  };
  for (const Case& one : {Case{3, "ChangeInCapacity", 2, 0, 5},
                          {3, "ChangeInCapacity", -1, 0, 2},
                          {3, "ExactCapacity", 7, 0, 7},
                          {10, "PercentChangeInCapacity", 25, 0, 12},  // 2.5 is rounded down
                          {10, "PercentChangeInCapacity", -25, 0, 8},  // -2.5 up
                          {3, "PercentChangeInCapacity", 10, 0, 4},    // 0.3 to 1
                          {3, "PercentChangeInCapacity", -10, 0, 2},   // -0.3 to -1
                          {10, "PercentChangeInCapacity", 10, 3, 13},  // by 3 at least
                          {10, "PercentChangeInCapacity", -10, 3, 7},
                          {0, "PercentChangeInCapacity", 50, 0, 0}})
    EXPECT_EQ(adjusted(one.capacity, one.type, one.by, one.least), one.result) << one.type << " " << one.by;
}

}  // namespace
}  // namespace account::autoscaling
