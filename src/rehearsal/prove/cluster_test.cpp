// A whole cluster in its network: its life under exactly what is derived.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rehearsal/show/permissions_text.h"
#include "rehearsal/show/rehearsal_text.h"
#include "rehearsal/testing/dev.h"

namespace rehearsal {
namespace {

using rehearsal::testing::makings;
using ::testing::IsEmpty;

const base::Result<Derived>& derived_once() {
  static const base::Result<Derived> kDerived = derive(rehearsal::testing::prod(), makings());
  return kDerived;
}

TEST(ClusterProof, holds_for_what_is_derived) {
  const auto& derived = derived_once();
  ASSERT_TRUE(derived) << derived.error().message;
  SCOPED_TRACE(permissions_text(*derived, std::nullopt));
  auto proof = prove(*derived, makings());
  ASSERT_TRUE(proof) << proof.error().message;
  SCOPED_TRACE(rehearsal_text(*derived, *proof));
  EXPECT_TRUE(proof->is_sufficient());
  EXPECT_THAT(proof->needless, IsEmpty());
  EXPECT_TRUE(proof->is_proved());
}

// Whatever goes wrong, the same end: nothing is made twice, nothing is left, and no call needs more permissions.
TEST(ClusterProof, holds_whatever_goes_wrong) {
  const auto& derived = derived_once();
  ASSERT_TRUE(derived) << derived.error().message;
  Policies policies = policies_of(derived->documents);
  Troubles met;
  for (uint64_t seed = 0; seed < 2; ++seed) {
    SCOPED_TRACE(seed);
    auto life = play_under(*derived, makings(), policies, {Faults::Kind::random, seed});
    ASSERT_TRUE(life) << life.error().message;
    EXPECT_TRUE(life->is_done()) << life->acts.back().act.name << ": " << life->acts.back().error->message;
    EXPECT_THAT(life->rests.left, IsEmpty());
    EXPECT_THAT(life->rests.taken, IsEmpty());
    for (const Asked* each : life->denials()) ADD_FAILURE() << denial_text(*derived, *each);
    met.deaths += life->troubles.deaths;
    met.unanswered += life->troubles.unanswered;
  }
  EXPECT_GT(met.deaths, 0);
  EXPECT_GT(met.unanswered, 10);
}

}  // namespace
}  // namespace rehearsal
