#include "services/eks/refusals.h"

#include <gtest/gtest.h>

namespace account::eks {
namespace {

constexpr base::Time kNow = base::Time(std::chrono::seconds(1'800'000'000));

TEST(Refusals, are_kept_newest_first_and_counted) {
  Refusals refusals;
  refusals.add("ID", {"alice", "unknown", "mend"}, kNow);
  refusals.add("ID", {"bob", "unknown", "mend"}, kNow);
  refusals.add("ID", {"alice", "unknown", "mend"}, kNow + std::chrono::seconds(5));
  json::Array list = refusals.list("ID");
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(
      json::dump(list[0]),
      R"({"time":"2027-01-15T08:00:05Z","principal":"alice","attempt":"","why":"unknown","mend":"mend","count":2})");
  EXPECT_EQ(list[1].string_or("principal", ""), "bob");
  EXPECT_TRUE(refusals.list("OTHER").empty());
}

TEST(Refusals, are_forgotten_when_the_principal_is_let_in_but_for_what_it_may_not_do) {
  Refusals refusals;
  refusals.add("ID", {"alice", "unknown", ""}, kNow);
  refusals.add("ID", {"alice", "no policy", "", "get pods"}, kNow);
  refusals.add("OTHER", {"alice", "unknown", ""}, kNow);
  refusals.forget("ID", "alice");
  refusals.forget("NONE", "alice");
  ASSERT_EQ(refusals.list("ID").size(), 1u);
  EXPECT_EQ(refusals.list("ID")[0].string_or("attempt", ""), "get pods");
  refusals.forget("ID", "alice", "list pods");
  EXPECT_EQ(refusals.list("ID").size(), 1u);
  refusals.forget("ID", "alice", "get pods");
  EXPECT_TRUE(refusals.list("ID").empty());
  EXPECT_EQ(refusals.list("OTHER").size(), 1u);
}

// Whoever sends many cannot make the account grow.
TEST(Refusals, are_bounded) {
  Refusals refusals;
  for (int i = 0; i < 1000; ++i) refusals.add("ID", {std::to_string(i), "unknown", ""}, kNow);
  json::Array list = refusals.list("ID");
  EXPECT_EQ(list.size(), 20u);
  EXPECT_EQ(list[0].string_or("principal", ""), "999");
  for (int i = 0; i < 1000; ++i) refusals.add("ID" + std::to_string(i), {"alice", "unknown", ""}, kNow);
  EXPECT_EQ(refusals.list("ID999").size(), 1u);
}

}  // namespace
}  // namespace account::eks
