#include "net/address.h"

#include <gtest/gtest.h>

namespace net {
namespace {

struct Row {
  AddressReach reach;
  std::vector<std::string> addresses;
};

const Row kRows[] = {
    {AddressReach::global,
     {"1.1.1.1",     "8.8.8.8",         "52.95.110.1",      "9.255.255.255",  "11.0.0.0",   "100.63.255.255",
      "100.128.0.0", "172.15.255.255",  "172.32.0.0",       "169.253.0.1",    "192.0.3.0",  "198.17.255.255",
      "198.20.0.0",  "223.255.255.255", "2606:4700::1111",  "2a05:d018::1",   "2001:200::", "2001:4860::8888",
      "2000::1",     "::ffff:8.8.8.8",  "64:ff9b::808:808", "2002:808:808::1"}},
    {AddressReach::loopback, {"127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1"}},
    {AddressReach::private_network,
     {"10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "::ffff:10.0.0.1",
      "10.255.255.255", "192.168.255.255", "fd12:3456::1"}},
    // Among them where EC2, ECS, EKS and Compute Engine keep a machine's metadata and credentials.
    {AddressReach::link_local,
     {"169.254.169.254", "169.254.170.2", "fe80::1", "fe80::1%lo", "fd00:ec2::254", "::ffff:a9fe:a9fe",
      "fd00:ec2::23", "fd20:ce::254", "febf::1"}},
    // Neither what lies behind a translator nor a carrier's network is one's own.
    {AddressReach::none,
     {"0.0.0.0",
      "0.1.2.3",
      "100.64.0.1",
      "100.127.255.255",
      "192.0.0.170",
      "192.0.2.1",
      "198.51.100.7",
      "203.0.113.9",
      "192.88.99.1",
      "198.18.0.1",
      "198.19.255.255",
      "224.0.0.1",
      "239.255.255.255",
      "240.0.0.1",
      "255.255.255.255",
      "::",
      "fec0::1",
      "ff02::1",
      "100::1",
      "2001:db8::1",
      "3fff::1",
      "2001::1",
      "2001:2::1",
      "2001:10::1",
      "4000::1",
      "64:ff9b::7f00:1",
      "64:ff9b::a9fe:a9fe",
      "64:ff9b:1::1",
      "2002:7f00:1::",
      "2002:a9fe:a9fe::1",
      "2002:c0a8:101::1",
      "::127.0.0.1",
      "::8.8.8.8",
      "100.100.100.200",
      "2002:a00:1::1"}},
    {AddressReach::none,
     {"", "example.com", "1.1.1", "1.1.1.1.1", "01.1.1.1", "0x1.1.1.1", "1.1.1.1 ", "134744072"}},
};

TEST(AddressReach, IsThatOfItsRange) {
  for (const Row& row : kRows) {
    for (const std::string& address : row.addresses) EXPECT_EQ(reach_of(address), row.reach) << address;
  }
}

}  // namespace
}  // namespace net
