#include "engine/drive/thread_driver.h"

#include <gtest/gtest.h>

#include <future>
#include <set>

#include "engine/apply/scheduler.h"
#include "engine/keep/history.h"
#include "engine/keep/memory_keep.h"
#include "engine/planning/planner.h"
#include "engine/testing/random_config.h"
#include "engine/testing/world.h"

namespace engine {
namespace {

// Answers at once, whatever is asked: each thing is there as soon as it was made.
class QuickWorld final : public Caller {
 public:
  Answer call(const Call& call, const base::Deadline& deadline) override {
    {
      std::unique_lock lock(mutex_);
      most_at_once_ = std::max(most_at_once_, ++at_once_);
      if (holds_back_) released_.wait(lock, deadline.stop(), [&] { return !holds_back_; });
    }
    std::lock_guard lock(mutex_);
    --at_once_;
    if (deadline.stopped()) return {Answer::Status::unknown, nullptr, "", ""};
    const json::Value& input = call.request.input;
    std::string id(input.string_or("id", ""));
    if (call.request.operation == "Create") {
      id = std::string(input.string_or("token", ""));
      things_[id] = input.find("members")->as_object();
    }
    if (call.request.operation == "Change")
      for (const json::Member& member : input.find("members")->as_object())
        things_[id].set(member.name, member.value);
    if (call.request.operation == "Remove") things_.erase(id);
    if (!things_.contains(id)) return {Answer::Status::refused, nullptr, "NotFound", ""};
    return {Answer::Status::done, json::Object{{"id", id}, {"token", id}, {"members", things_[id]}}, "", ""};
  }

  void hold_back(bool holds) {
    std::lock_guard lock(mutex_);
    holds_back_ = holds;
    released_.notify_all();
  }
  size_t count() {
    std::lock_guard lock(mutex_);
    return things_.size();
  }
  int at_once() {
    std::lock_guard lock(mutex_);
    return at_once_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any released_;
  std::map<std::string, json::Object> things_;
  bool holds_back_ = false;
  int at_once_ = 0, most_at_once_ = 0;
};

class ThreadDriverTest : public testing::Test {
 protected:
  static constexpr base::Milliseconds kMinute{60'000};

  void prepare(size_t resources) {
    RandomNumbers random(7);
    config_ = random_config(random, resources);
    lease_ = *keep_.acquire("me", "apply", 10 * kMinute);
    ASSERT_TRUE(begin(keep_, lease_, state_, base::kSystemClock.now(), "lineage"));
    base::Diagnostics diagnostics;
    plan_ = make_plan({config_, state_, {}, kinds_}, {}, diagnostics).plan;
    ASSERT_TRUE(diagnostics.empty()) << diagnostics.render();
    scheduler_ = std::make_unique<Scheduler>(plan_, config_, state_, kinds_, lease_, ApplySettings{});
  }

  Kinds kinds_ = world_kinds();
  MemoryKeep keep_{base::kSystemClock};
  Lease lease_;
  State state_;
  std::vector<Resource> config_;
  Plan plan_;
  std::unique_ptr<Scheduler> scheduler_;
  QuickWorld world_;
};

TEST_F(ThreadDriverTest, CarriesOutAPlan) {
  prepare(60);
  ThreadDriver driver(*scheduler_, world_, base::kSystemClock, 8, &keep_, lease_);
  driver.run();
  EXPECT_EQ(scheduler_->report().ending, Ending::done);
  EXPECT_EQ(world_.count(), config_.size());
  EXPECT_EQ(load(keep_)->state, scheduler_->state());
}

// Things that take two minutes are there at once for whoever has such a clock.
TEST(ThreadDriverAlone, WaitsOnItsClockAndTellsWhatItWaitsFor) {
  base::VirtualClock clock(base::from_seconds(1'800'000'000));
  Kinds kinds = world_kinds();
  World world(clock, kinds);
  MemoryKeep keep(clock);
  Lease lease = *keep.acquire("me", "apply", base::Milliseconds(120'000));
  State state;
  ASSERT_TRUE(begin(keep, lease, state, clock.now(), "lineage"));
  Resource slow{"slow", "token", {"prod", "eu-west-3", nullptr}, json::Object{{"zone", "x"}}, {}, "",
                false,  {}};
  std::vector<Resource> config = {slow};
  base::Diagnostics diagnostics;
  Plan plan = make_plan({config, state, {}, kinds}, {}, diagnostics).plan;
  Scheduler scheduler(plan, config, state, kinds, lease, ApplySettings{});
  ThreadDriver driver(scheduler, world, clock, 0, &keep, lease);
  std::vector<std::string> notes;
  driver.listen([&](base::Time, const StepEvent& event) {
    if (!event.note.empty()) notes.push_back(event.note);
  });
  base::Time before = clock.now();
  driver.run();
  EXPECT_EQ(scheduler.report().ending, Ending::done);
  EXPECT_GE(clock.now(), before + std::chrono::minutes(2));
  EXPECT_LT(clock.now(), before + std::chrono::minutes(3));
  EXPECT_EQ(notes, std::vector<std::string>{"UNDER WAY"});
}

TEST_F(ThreadDriverTest, StopsOnceForWhatRunsAndTwiceForNothing) {
  for (int stops : {1, 2}) {
    keep_ = MemoryKeep(base::kSystemClock);
    state_ = {};
    prepare(20);
    world_.hold_back(true);
    ThreadDriver driver(*scheduler_, world_, base::kSystemClock, 4, &keep_, lease_);
    auto ended = std::async(std::launch::async, [&] { driver.run(); });
    while (world_.at_once() == 0) std::this_thread::yield();
    for (int i = 0; i < stops; ++i) driver.stop();
    if (stops == 1) world_.hold_back(false);
    ended.get();
    EXPECT_EQ(scheduler_->report().ending, Ending::stopped);
    EXPECT_TRUE(is_resumable(scheduler_->report().ending));
  }
}

}  // namespace
}  // namespace engine
