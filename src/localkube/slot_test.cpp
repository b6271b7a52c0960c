#include "localkube/slot.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace localkube {
namespace {

TEST(Slot, HasTheMachineAsFirstAddressOfItsServices) {
  Slot slot{1};
  EXPECT_EQ(slot.address(), "10.89.79.1");
  EXPECT_EQ(slot.subnet(), "10.89.79.0/24");
  EXPECT_EQ(slot.services(), "10.89.79.0/25");  // whose first address is 10.89.79.1
  EXPECT_EQ(slot.first_pod(), "10.89.79.128");  // behind the services
}

// A machine's slots, none of them held by a cluster that runs on this one.
std::string fresh_slots() {
  return fmt::format("test-{}-", ::getpid());
}

TEST(Slot, IsHeldByOneAtATimeAndGoesWithItsHolder) {
  std::string names = fresh_slots();
  auto first = take_slot(3, names);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->slot.number, 3);
  EXPECT_FALSE(hold_slot(first->slot, names)->is_open());

  auto second = take_slot(3, names);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->slot.number, 0) << "the first that is free";

  first->held.reset();
  EXPECT_TRUE(hold_slot(Slot{3}, names)->is_open());
}

TEST(Slot, ThereAreFour) {
  std::string names = fresh_slots();
  std::vector<HeldSlot> all;
  for (int number = 0; number < 4; ++number) {
    auto next = take_slot(std::nullopt, names);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->slot.number, number);
    all.push_back(std::move(*next));
  }
  auto fifth = take_slot(std::nullopt, names);
  ASSERT_FALSE(fifth);
  EXPECT_EQ(fifth.error().kind, base::ErrorKind::conflict);
  EXPECT_EQ(fifth.error().hint, "stop one: `slipway cluster stop NAME`");
}

}  // namespace
}  // namespace localkube
