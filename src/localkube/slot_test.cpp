#include "localkube/slot.h"

#include <gtest/gtest.h>

namespace localkube {
namespace {

TEST(Slot, HasTheMachineAsFirstAddressOfItsServices) {
  Slot slot{1};
  EXPECT_EQ(slot.address(), "10.89.79.1");
  EXPECT_EQ(slot.subnet(), "10.89.79.0/24");
  EXPECT_EQ(slot.services(), "10.89.79.0/25");  // whose first address is 10.89.79.1
  EXPECT_EQ(slot.first_pod(), "10.89.79.128");  // behind the services
}

// Which slots are free depends on what runs on this machine: the tests look at those they get.
TEST(Slot, IsHeldByOneAtATimeAndGoesWithItsHolder) {
  auto first = take_slot(3);
  if (!first) {
    EXPECT_EQ(first.error().kind, base::ErrorKind::conflict);
    return;
  }
  Slot slot = first->slot;
  EXPECT_FALSE(hold_slot(slot)->is_open());
  auto second = take_slot(slot.number);
  EXPECT_TRUE(!second || second->slot.number != slot.number);
  first->held.reset();
  EXPECT_TRUE(hold_slot(slot)->is_open());
}

TEST(Slot, ThereAreFour) {
  std::vector<HeldSlot> all;
  while (true) {
    auto next = take_slot(std::nullopt);
    if (!next) {
      EXPECT_EQ(next.error().kind, base::ErrorKind::conflict);
      EXPECT_EQ(next.error().hint, "stop one: `slipway cluster stop NAME`");
      break;
    }
    all.push_back(std::move(*next));
    ASSERT_LE(all.size(), 4U);
  }
}

}  // namespace
}  // namespace localkube
