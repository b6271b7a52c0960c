#include "services/ec2/instance_type.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/regions.h"
#include "services/ec2/zones.h"

namespace account::ec2 {
namespace {

bool has(const std::vector<InstanceType>& types, std::string_view name) {
  return std::any_of(types.begin(), types.end(), [&](const InstanceType& one) { return one.name() == name; });
}

TEST(InstanceTypes, have_the_figures_of_aws) {
  json::Value info = InstanceType::find("m5.large")->info();
  EXPECT_EQ(info.find("VCpuInfo")->int_or("DefaultVCpus", 0), 2);
  EXPECT_EQ(info.find("MemoryInfo")->int_or("SizeInMiB", 0), 8192);
  EXPECT_EQ(info.find("NetworkInfo")->int_or("MaximumNetworkInterfaces", 0), 3);
  EXPECT_EQ(info.find("NetworkInfo")->int_or("Ipv4AddressesPerInterface", 0), 10);
  EXPECT_FALSE(InstanceType::find("m5.largest"));
  EXPECT_FALSE(InstanceType::find(""));
}

TEST(InstanceTypes, are_found_by_their_names) {
  ASSERT_GT(InstanceType::count(), 1000u);
  for (uint32_t i = 0; i < InstanceType::count(); ++i) {
    InstanceType type = InstanceType::at(i);
    EXPECT_EQ(InstanceType::find(type.name()), type);
    EXPECT_EQ(type.info().string_or("InstanceType", ""), type.name());
  }
  EXPECT_TRUE(instance_types_source().starts_with("moto "));
  EXPECT_NE(instance_types_notice().find("Apache License"), std::string_view::npos);
}

// The zones of the table are those of the account, so that each offers something, and less than its region in places.
TEST(InstanceTypes, are_offered_in_every_zone) {
  for (std::string_view region : base::kRegions) {
    std::vector<InstanceType> all = types_in_region(region);
    for (const Zone& zone : zones_of(region, "111122223333")) {
      std::vector<InstanceType> some = types_in_zone(region, zone.id);
      EXPECT_TRUE(has(some, "m5.large") || has(some, "m6g.large") || has(some, "m4.large")) << zone.id;
      EXPECT_LE(some.size(), all.size()) << zone.id;
    }
  }
  EXPECT_TRUE(has(types_in_region("us-east-1"), "p4d.24xlarge"));
  EXPECT_FALSE(has(types_in_region("eu-west-3"), "p4d.24xlarge"));
}

}  // namespace
}  // namespace account::ec2
