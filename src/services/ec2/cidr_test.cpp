#include "services/ec2/cidr.h"

#include <gtest/gtest.h>

namespace account::ec2 {
namespace {

TEST(Cidr, is_read_and_written) {
  EXPECT_EQ(Cidr::parse("10.0.0.0/16")->text(), "10.0.0.0/16");
  EXPECT_EQ(Cidr::parse("100.68.0.18/18")->text(), "100.68.0.0/18");
  EXPECT_EQ(Cidr::parse("0.0.0.0/0")->text(), "0.0.0.0/0");
  EXPECT_EQ(Cidr::parse("2001:DB8:0:0::1/56")->text(), "2001:db8::/56");
  for (const char* text : {"", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/-1",
                           "10.0.0.0/1x", "::/129", "10.0.0.0/8/8", " 10.0.0.0/8", "10.0.0.0/0016"})
    EXPECT_FALSE(Cidr::parse(text)) << text;
}

TEST(Cidr, contains_and_overlaps) {
  Cidr large = *Cidr::parse("10.0.0.0/16"), small = *Cidr::parse("10.0.255.0/24");
  EXPECT_TRUE(large.contains(small));
  EXPECT_FALSE(small.contains(large));
  EXPECT_TRUE(small.overlaps(large));
  EXPECT_FALSE(large.overlaps(*Cidr::parse("10.1.0.0/16")));
  EXPECT_FALSE(Cidr::parse("0.0.0.0/0")->contains(*Cidr::parse("::/0")));
  EXPECT_TRUE(Cidr::parse("::/0")->contains(*Cidr::parse("2001:db8::/32")));
}

TEST(Cidr, has_addresses_and_parts) {
  Cidr block = *Cidr::parse("10.0.0.0/23");
  EXPECT_EQ(block.size(), 512u);
  EXPECT_EQ(block.address(4), "10.0.0.4");
  EXPECT_EQ(block.address(256), "10.0.1.0");
  EXPECT_EQ(block.number_of("10.0.1.0"), 256u);
  EXPECT_FALSE(block.number_of("10.0.2.0"));
  EXPECT_FALSE(block.number_of("nonsense"));
  EXPECT_FALSE(block.number_of("::1"));
  EXPECT_EQ(block.part(24, 1).text(), "10.0.1.0/24");
  Cidr amazons = *Cidr::parse("2600:1f00::/32");
  EXPECT_EQ(amazons.part(56, 0).text(), "2600:1f00::/56");
  EXPECT_EQ(amazons.part(56, 0x010203).text(), "2600:1f00:102:300::/56");
  EXPECT_EQ(Cidr::parse("::/0")->size(), UINT64_MAX);
}

}  // namespace
}  // namespace account::ec2
