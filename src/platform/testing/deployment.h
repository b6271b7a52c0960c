// For tests: `up`, `down` and their like against a world in memory.
#pragma once

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/manual_clock.h"
#include "base/random.h"
#include "base/seeded_random.h"
#include "platform/command/down.h"
#include "platform/command/planning.h"
#include "platform/command/taking_over.h"
#include "platform/command/up.h"
#include "platform/load/load.h"
#include "platform/testing/fake_world.h"
#include "platform/testing/managed_policies_for_tests.h"

namespace platform {

// A slipway.yaml with one environment, tutorial/production, that has these services.
inline std::string file(const std::string& services) {
  return "organization: acme\n"
         "clusters: { dev: { account: embedded, region: eu-west-3 } }\n"
         "projects: { tutorial: { environments: { production: { cluster: dev, services: {" +
         services + "} } } } }\n";
}

// The same with a cluster that it describes by these lines, and with no environment where there are no services.
inline std::string described(const std::string& lines, const std::string& services = "") {
  std::string text =
      "organization: acme\nclusters: { dev: { account: embedded, region: eu-west-3, version: '1.34', " +
      lines + " } }\n";
  if (!services.empty())
    text += "projects: { tutorial: { environments: { production: { cluster: dev, services: {" + services +
            "} } } } }\n";
  return text;
}

// State is synced to the disk before and after each call; a test that kills hundreds of runs would only wait for it.
inline std::string folder_in_memory() {
  return std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : testing::TempDir();
}

class DeploymentTest : public testing::Test {
 protected:
  DeploymentTest()
      : folder_(folder_in_memory() + "/slipway-test-" + base::SystemRandom().uuid()),
        home_(folder_),
        files_(home_),
        random_(7) {}
  ~DeploymentTest() override { std::filesystem::remove_all(folder_); }

  Platform platform() {
    return {.connections = world_,
            .home = home_,
            .files = files_,
            .clock = clock_,
            .random = random_,
            .progress =
                [this](const std::string& line) {
                  std::lock_guard lock(mutex_);
                  progress_.push_back(line);
                },
            .started_together = 1,
            .awaited_together = 1,
            .calls_at_once = 0};
  }

  void read(const std::string& text) {
    base::Diagnostics diagnostics("slipway.yaml", text);
    auto loaded = load_configuration(text, few_managed_policies(), diagnostics);
    ASSERT_TRUE(loaded) << diagnostics.render();
    configuration_ = *loaded;
  }

  // One run of `up`; the plan's text, or the error's.
  std::string up(bool apply = true) {
    Platform p = platform();
    auto work = Up::prepare(configuration_, p);
    if (!work) return "error: " + work.error().message;
    std::string text = render((*work)->plan());
    if (!apply) return text;
    base::Status done = (*work)->apply();
    return done ? text : "error: " + done.error().message;
  }

  std::string down() {
    Platform p = platform();
    auto work = Down::prepare(configuration_, p);
    if (!work) return "error: " + work.error().message;
    std::string text = render((*work)->plan());
    if (base::Status done = (*work)->apply(); !done) return "error: " + done.error().message;
    auto left = (*work)->leftovers();
    EXPECT_TRUE(left) << left.error().message;
    if (left) {
      EXPECT_THAT(*left, testing::IsEmpty());
    }
    return text;
  }

  engine::Rebuilt rebuild() {
    Platform p = platform();
    auto rebuilt = platform::rebuild(configuration_, who_, p);
    EXPECT_TRUE(rebuilt) << rebuilt.error().message;
    return rebuilt ? *rebuilt : engine::Rebuilt();
  }
  // What the next plan does, and why.
  std::vector<std::string> steps() {
    Platform p = platform();
    auto made = plan_up(configuration_, {}, p);
    if (!made) return {"error: " + made.error().message};
    std::vector<std::string> all;
    for (const engine::Step& step : as_one(*made).plan.steps) all.push_back(step.address + ": " + step.why);
    return all;
  }

  // Nothing is there, neither in the world nor remembered of it.
  void begin_anew(account::Speed speed = account::Speed::instant()) {
    std::filesystem::remove_all(folder_);
    world_ = FakeWorld(clock_, speed);
  }
  // How many calls the first `up` of what was read makes.
  int count_calls() {
    begin_anew();
    EXPECT_THAT(up(), testing::Not(testing::HasSubstr("error: ")));
    return world_.faults->calls();
  }

  // `up` of what was read is killed at each of its calls, before and after the call takes effect: the next
  // one makes all of it, as `check` sees, and `down` leaves nothing.
  void expect_to_converge_when_killed_anywhere(const std::function<void()>& check) {
    int total = count_calls();
    for (bool after_effect : {false, true}) {
      for (int at = 0; at < total; ++at) {
        SCOPED_TRACE(fmt::format("killed {} call {}", after_effect ? "after" : "before", at));
        begin_anew();
        world_.faults->set({.at = at, .after_effect = after_effect, .ends = true});
        ASSERT_THAT(up(), testing::HasSubstr("error: "));
        world_.faults->set({});
        ASSERT_THAT(up(), testing::Not(testing::HasSubstr("error: ")));
        check();
        ASSERT_THAT(down(), testing::Not(testing::HasSubstr("error: ")));
        ASSERT_TRUE(world_.is_empty());
      }
    }
  }

  const engine::Who who_{"me@here", "test"};
  std::string folder_;
  Home home_;
  StateFiles files_;
  base::VirtualClock clock_{base::from_seconds(1'800'000'000)};
  base::SeededRandom random_;
  FakeWorld world_{clock_};
  Configuration configuration_;
  std::mutex mutex_;  // jobs tell their lines from threads of their own
  std::vector<std::string> progress_;
};

}  // namespace platform
