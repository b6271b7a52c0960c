#include "store/record_cache.h"

#include <gtest/gtest.h>

namespace store {
namespace {

constexpr Scope kRoles{"111122223333", "", "iam.role"};
constexpr Scope kUsers{"111122223333", "", "iam.user"};

TEST(RecordCache, TellsWhatItKeptByScopeAndId) {
  RecordCache cache;
  cache.keep(kRoles, "app", "1");
  ASSERT_NE(cache.find(kRoles, "app"), nullptr);
  EXPECT_EQ(*cache.find(kRoles, "app"), "1");
  EXPECT_EQ(cache.find(kUsers, "app"), nullptr);
  EXPECT_EQ(cache.find(kRoles, "ap"), nullptr);
  cache.keep(kRoles, "app", "2");
  EXPECT_EQ(*cache.find(kRoles, "app"), "2");
  cache.forget(kRoles, "app");
  EXPECT_EQ(cache.find(kRoles, "app"), nullptr);
}

TEST(RecordCache, MakesRoomOfWhatWasNotReadForLongest) {
  RecordCache cache(300);
  cache.keep(kRoles, "first", std::string(100, '1'));
  cache.keep(kRoles, "second", std::string(100, '2'));
  ASSERT_NE(cache.find(kRoles, "first"), nullptr);
  cache.keep(kRoles, "third", std::string(100, '3'));
  EXPECT_EQ(cache.find(kRoles, "second"), nullptr);
  ASSERT_NE(cache.find(kRoles, "first"), nullptr);
  EXPECT_EQ(*cache.find(kRoles, "first"), std::string(100, '1'));
  EXPECT_NE(cache.find(kRoles, "third"), nullptr);
}

// One that replaces another takes its room, and no more.
TEST(RecordCache, CountsTheRoomOfWhatIsThere) {
  RecordCache cache(300);
  for (int turn = 0; turn < 10; ++turn) cache.keep(kRoles, "first", std::string(100, '1'));
  cache.keep(kRoles, "second", std::string(100, '2'));
  EXPECT_NE(cache.find(kRoles, "first"), nullptr);
  cache.forget_all();
  cache.keep(kRoles, "first", std::string(100, '1'));
  cache.keep(kRoles, "second", std::string(100, '2'));
  EXPECT_NE(cache.find(kRoles, "first"), nullptr);
}

TEST(RecordCache, KeepsNoLargeRecordAndNotTheFormerOneEither) {
  RecordCache cache;
  cache.keep(kRoles, "app", "small");
  cache.keep(kRoles, "app", std::string(5000, 'x'));
  EXPECT_EQ(cache.find(kRoles, "app"), nullptr);
}

}  // namespace
}  // namespace store
