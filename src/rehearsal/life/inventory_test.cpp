#include "rehearsal/life/inventory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rehearsal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A network of somebody else's, in whose middle a cluster stood.
TEST(Inventory, TellsWhatIsGoneLeftAndTaken) {
  Inventory before{{"VPC vpc-1", "subnet subnet-1"}, {"tag `Name: a` of subnet-1"}, {}};
  Inventory middle = before;
  middle.things.insert({"cluster prod", "bucket logs"});
  middle.tags.insert("tag `kubernetes.io/cluster/prod: shared` of subnet-1");
  Rests clean = rests_of(before, middle, before);
  EXPECT_THAT(clean.gone, ElementsAre("bucket logs", "cluster prod"));
  EXPECT_THAT(clean.left, IsEmpty());
  EXPECT_THAT(clean.taken, IsEmpty());

  Inventory after = middle;
  after.things = {"VPC vpc-1", "bucket logs"};
  after.tags.erase("tag `Name: a` of subnet-1");
  Rests rests = rests_of(before, middle, after);
  EXPECT_THAT(rests.gone, ElementsAre("cluster prod"));
  EXPECT_THAT(rests.left, ElementsAre("bucket logs", "tag `kubernetes.io/cluster/prod: shared` of subnet-1"));
  EXPECT_THAT(rests.taken, ElementsAre("subnet subnet-1", "tag `Name: a` of subnet-1"));
  pass(rests, after, "within a month");
  EXPECT_EQ(rests.left.size(), 2u);
  EXPECT_THAT(rests.passing, IsEmpty());
}

}  // namespace
}  // namespace rehearsal
