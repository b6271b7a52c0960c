#include "engine/command/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

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

// Takes no change for a while.
class Busy final : public Caller {
 public:
  Busy(World& world, const base::Clock& clock) : world_(world), clock_(clock) {}
  Answer call(const Call& call, const base::Deadline& deadline) override {
    if (call.request.operation == "Change" && clock_.now() < until)
      return {Answer::Status::refused, nullptr, "Busy", "an update is in progress"};
    return world_.call(call, deadline);
  }
  base::Time until;

 private:
  World& world_;
  const base::Clock& clock_;
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
    RunWorld world{clock_, random_, [&](const std::string& line) { told_.push_back(line); }};
    world.calls_at_once = 0;
    engine::Run one(keep_, busy_,
                    {kinds_, base::Milliseconds(1000), "", [](const std::string& at) { return at; }}, world);
    TRY(one.load());
    TRY(one.plan({thing}, {}));
    return one.apply("test");
  }

  base::VirtualClock clock_{base::from_seconds(1'800'000'000)};
  base::SeededRandom random_{1};
  Kinds kinds_ = world_kinds();
  World world_{clock_, kinds_};
  Busy busy_{world_, clock_};
  NearlyFull keep_{clock_};
  std::vector<std::string> told_;
};

// A minute of it is nobody's concern; then who waits is told what for, once.
TEST_F(RunTest, WhoIsBusyForLongIsTold) {
  ASSERT_TRUE(run(1));
  for (auto [busy_for, said] : {std::pair(std::chrono::seconds(30), 0), {std::chrono::seconds(300), 1}}) {
    told_.clear();
    busy_.until = clock_.now() + busy_for;
    ASSERT_TRUE(run(static_cast<int>(busy_for.count())));
    EXPECT_EQ(std::count_if(told_.begin(), told_.end(),
                            [](const std::string& line) {
                              return line.find("not taken yet: Busy: an update is in progress") !=
                                     std::string::npos;
                            }),
              said)
        << testing::PrintToString(told_);
  }
}

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
