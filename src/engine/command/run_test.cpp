#include "engine/command/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/manual_clock.h"
#include "base/seeded_random.h"
#include "engine/keep/memory_keep.h"
#include "engine/show/exit_code.h"
#include "engine/testing/world.h"

namespace engine {
namespace {

// Of whose disk the journal still takes an entry, and a snapshot no more.
class NearlyFull final : public MemoryKeep {
 public:
  using MemoryKeep::MemoryKeep;
  base::Status write_snapshot(const Lease& lease, const std::string& snapshot) override {
    if (is_full) return base::fail(base::ErrorKind::io, "no space left on device");
    return MemoryKeep::write_snapshot(lease, snapshot);
  }
  bool is_full = false;
};

class RunTest : public testing::Test {
 protected:
  // Brings a thing to a size.
  base::Status run(int size) {
    Resource thing;
    thing.address = "thing";
    thing.kind = "token";
    thing.connection = {"prod", "eu-west-3", nullptr};
    thing.desired = json::Object{{"zone", "a"}, {"size", size}};
    thing.why = "the test";
    RunWorld world{clock_, random_, [](const std::string&) {}};
    world.calls_at_once = 0;
    engine::Run one(keep_, world_,
                    {kinds_, base::Milliseconds(1000), "", [](const std::string& at) { return at; }}, world);
    TRY(one.load());
    TRY(one.plan({thing}, {}));
    return one.apply("test");
  }

  base::VirtualClock clock_{base::from_seconds(1'800'000'000)};
  base::SeededRandom random_{1};
  Kinds kinds_ = world_kinds();
  World world_{clock_, kinds_};
  NearlyFull keep_{clock_};
};

// All of it stands in the journal: the same command goes on, and has nothing to do but this.
TEST_F(RunTest, AStateThatIsNotWrittenInTheEndIsResumable) {
  base::Status begun = run(1);
  ASSERT_TRUE(begun) << begun.error().message;
  keep_.is_full = true;
  base::Status ended = run(2);
  ASSERT_FALSE(ended);
  EXPECT_THAT(ended.error().message, testing::HasSubstr("no space left on device"));
  EXPECT_EQ(outcome_of(ended.error()), Outcome::resumable);
  keep_.is_full = false;
  int64_t writes = world_.writes();
  EXPECT_TRUE(run(2));
  EXPECT_EQ(world_.writes(), writes);
}

}  // namespace
}  // namespace engine
