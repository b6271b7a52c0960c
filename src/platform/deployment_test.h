// For tests: `up`, `down` and their like against a world in memory.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

#include "base/random.h"
#include "platform/down.h"
#include "platform/fake_world.h"
#include "platform/load.h"
#include "platform/managed_policies_for_tests.h"
#include "platform/up.h"

namespace platform {

// A slipway.yaml with one environment, tutorial/production, that has these services.
inline std::string file(const std::string& services) {
  return "organization: acme\n"
         "clusters: { dev: { account: embedded, region: eu-west-3 } }\n"
         "projects: { tutorial: { environments: { production: { cluster: dev, services: {" +
         services + "} } } } }\n";
}

class DeploymentTest : public testing::Test {
 protected:
  DeploymentTest()
      : folder_(testing::TempDir() + "/" + base::SystemRandom().uuid()),
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
            .started_together = 1};
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
    std::string text = render((*work)->plan(), [](Change, const std::string& line) { return line; });
    if (!apply) return text;
    base::Status done = (*work)->apply();
    return done ? text : "error: " + done.error().message;
  }

  std::string down() {
    Platform p = platform();
    auto work = Down::prepare(configuration_, p);
    if (!work) return "error: " + work.error().message;
    std::string text = render((*work)->plan(), [](Change, const std::string& line) { return line; });
    if (base::Status done = (*work)->apply(); !done) return "error: " + done.error().message;
    auto left = (*work)->leftovers();
    EXPECT_TRUE(left) << left.error().message;
    if (left) {
      EXPECT_THAT(*left, testing::IsEmpty());
    }
    return text;
  }

  std::string folder_;
  Home home_;
  StateFiles files_;
  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  base::SeededRandom random_;
  FakeWorld world_;
  Configuration configuration_;
  std::mutex mutex_;  // jobs tell their lines from threads of their own
  std::vector<std::string> progress_;
};

}  // namespace platform
