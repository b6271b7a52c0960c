// How commands end that may not go on: under somebody else's lock, stopped, or with what is protected in their way.
#include "platform/target/locks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/keep/file_keep.h"
#include "engine/show/exit_code.h"
#include "engine/state/changes.h"
#include "engine/state/lock.h"
#include "platform/command/known_states.h"
#include "platform/command/open_environment.h"
#include "platform/command/up_limits.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using engine::Outcome;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kReader = "reader: { image: x, aws: { policies: [AmazonS3ReadOnlyAccess] } }";

class LocksTest : public DeploymentTest {
 protected:
  void SetUp() override { read(file(kReader)); }

  engine::FileKeep keep(const std::string& state) {
    return engine::FileKeep(engine::find_state(*known_states(home_), state)->folder, clock_);
  }

  // What ended it; `done` if nothing did.
  Outcome ended(const base::Status& status) {
    if (status) return Outcome::done;
    last_ = status.error().message;
    return engine::outcome_of(status.error());
  }
  base::Status run_up(const Platform& p) {
    auto work = TRY(Up::prepare(configuration_, p));
    return work->apply();
  }
  base::Status run_down(const Platform& p) {
    auto work = TRY(Down::prepare(configuration_, p));
    return work->apply();
  }
  base::Status run_stop(const Platform& p) {
    auto opened = TRY(OpenEnvironment::open(files_.load_environments()->at(0), "slipway stop", p));
    return opened->stop();
  }
  void protect(const std::string& state, const std::string& address) {
    engine::FileKeep keep = this->keep(state);
    ASSERT_TRUE(engine::change_state(keep, clock_, {"me", "test"}, [&](engine::Session& session) {
      return engine::protect(session, address, true);
    }));
  }
  std::string role() { return "role/slipway-" + world_.namespaces.begin()->first + "-reader"; }

  std::string last_;
};

TEST_F(LocksTest, WhoComesSecondIsToldWhoIsAtIt) {
  Platform p = platform();
  ASSERT_TRUE(run_up(p));
  world_.changes.clear();
  for (const char* state : {"dev", "production"}) {
    engine::FileKeep keep = this->keep(state);
    auto lease = keep.acquire("ann@desk, process 7", "slipway up", std::chrono::minutes(2));
    ASSERT_TRUE(lease);
    EXPECT_EQ(ended(run_up(p)), Outcome::locked) << state;
    EXPECT_THAT(last_, HasSubstr("`ann@desk, process 7` holds the lock since 2027-01-15T08:")) << state;
    EXPECT_THAT(last_, HasSubstr(state)) << "and which it is";
    EXPECT_EQ(ended(run_down(p)), Outcome::locked) << state;
    EXPECT_EQ(ended(run_stop(p)), state == std::string("dev") ? Outcome::done : Outcome::locked);
    ASSERT_TRUE(keep.release(*lease));
  }
  EXPECT_THAT(world_.changes, Not(testing::Contains(HasSubstr("iam ")))) << "nothing was done";
}

// All that `up` looks at, until it is done or dropped.
TEST_F(LocksTest, AreHeldWhileAPersonReadsThePlan) {
  Platform p = platform();
  {
    auto first = Up::prepare(configuration_, p);
    ASSERT_TRUE(first);
    EXPECT_EQ(ended(run_up(p)), Outcome::locked);
    EXPECT_THAT(last_, HasSubstr(engine::lock_owner()));
    EXPECT_TRUE(known_states(home_)->empty()) << "of what is only locked nothing is known";
  }
  EXPECT_EQ(ended(run_up(p)), Outcome::done);
}

TEST_F(LocksTest, OfTheClusterEndsWhenTheClusterStandsThere) {
  Platform p = platform();
  bool is_seen = false;
  p.progress = [&](const std::string& line) {
    if (line.find("service reader") == std::string::npos) return;
    is_seen = true;
    engine::FileKeep cluster = keep("dev"), environment = keep("production");
    EXPECT_FALSE(cluster.holder()->has_value()) << line;
    EXPECT_TRUE(environment.holder()->has_value()) << line;
  };
  ASSERT_TRUE(run_up(p));
  EXPECT_TRUE(is_seen);
}

TEST_F(LocksTest, ARunThatIsStoppedGoesOnWhereItEnded) {
  for (const char* at : {"cluster dev", "service account"}) {
    begin_anew();
    std::stop_source stop;
    Platform p = platform();
    p.stop = stop.get_token();
    p.progress = [&](const std::string& line) {
      if (line.find(at) != std::string::npos) stop.request_stop();
    };
    EXPECT_EQ(ended(run_up(p)), Outcome::resumable) << at;
    EXPECT_THAT(last_, HasSubstr("stopped")) << at;
    EXPECT_THAT(up(), Not(HasSubstr("error: "))) << at;
    EXPECT_EQ(world_.services.size(), 1U) << at;
    std::stop_source again;
    p.stop = again.get_token();
    p.progress = [&](const std::string&) { again.request_stop(); };
    EXPECT_EQ(ended(run_down(p)), Outcome::resumable) << at;
    EXPECT_THAT(down(), Not(HasSubstr("error: "))) << at;
    EXPECT_TRUE(world_.is_empty()) << at;
  }
}

TEST_F(LocksTest, ARunWhoseLockWasBrokenEndsAndGoesOn) {
  Platform p = platform();
  int broken = 0;
  p.progress = [&](const std::string& line) {
    if (line.find("cluster dev") == std::string::npos || broken++ > 0) return;
    engine::FileKeep keep = this->keep("dev");
    ASSERT_TRUE(engine::unlock(keep, clock_, "bob@home", keep.holder()->value().fence));
  };
  EXPECT_EQ(ended(run_up(p)), Outcome::resumable);
  EXPECT_THAT(last_, HasSubstr("was given to another meanwhile"));
  EXPECT_EQ(ended(run_up(p)), Outcome::done);
}

TEST_F(LocksTest, WhatIsProtectedIsDestroyedByItsAddressAlone) {
  Platform p = platform();
  ASSERT_TRUE(run_up(p));
  std::string address = role();
  protect("production", address);
  protect("production", "account/reader");
  engine::Limits limits;
  auto down_with = [&](std::vector<std::string> allowed) {
    limits.allow_destroy = std::move(allowed);
    Platform limited = with_limits(p, limits);
    return ended(run_down(limited));
  };
  EXPECT_EQ(down_with({}), Outcome::refused);
  EXPECT_THAT(last_, HasSubstr("is protected, and would be destroyed"));
  EXPECT_EQ(down_with({address}), Outcome::refused) << "the other one is";
  EXPECT_EQ(down_with({"dev:" + address, "dev:account/reader"}), Outcome::refused) << "another state's";
  EXPECT_EQ(world_.services.size(), 1U) << "nothing was done";
  EXPECT_EQ(down_with({"production:" + address, "account/reader"}), Outcome::done);
  EXPECT_TRUE(world_.is_empty());
}

TEST_F(LocksTest, UpRefusesWhatIsProtectedToo) {
  Platform p = platform();
  ASSERT_TRUE(run_up(p));
  protect("production", role());
  read(file("reader: { image: x }"));
  EXPECT_EQ(ended(run_up(p)), Outcome::refused);
  engine::Limits limits{{role()}, {}};
  Platform limited = with_limits(p, limits);
  EXPECT_EQ(ended(run_up(limited)), Outcome::done);
}

}  // namespace
}  // namespace platform
