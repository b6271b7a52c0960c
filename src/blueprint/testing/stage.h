// An account in this process whose time is virtual, and runs of the engine on it: to the end, or killed at a call.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "account/server/in_process.h"
#include "base/manual_clock.h"
#include "base/seeded_random.h"
#include "blueprint/cloud/cloud_caller.h"
#include "engine/apply/report.h"
#include "engine/keep/memory_keep.h"
#include "engine/planning/planner.h"

namespace blueprint::testing {

inline constexpr const char* kAccount = "123456789012";  // the stage's

// When a run dies: at its n-th call that writes. The call is made, and nobody hears the answer; or it is not.
struct Death {
  int64_t at_write = INT64_MAX;
  bool is_done = true;
};

// From one death to the next, in a test that dies at call after call: each of them with SLIPWAY_ALL, else every third.
int64_t next_death();

class Stage {
 public:
  // Things take as long as on AWS.
  explicit Stage(engine::Kinds kinds);
  Stage(const Stage&) = delete;
  ~Stage();

  struct Ran {
    engine::Plan plan;
    engine::Report report;
    bool is_dead = false;

    bool is_done() const { return !is_dead && report.ending == engine::Ending::done; }
    std::string failure() const;  // the first one, with its hint
  };
  // Looks, plans and applies, behind the end of whoever holds the lease. Nothing desired: also what is protected goes.
  Ran run(const std::vector<engine::Resource>& desired, Death death = {});
  engine::Plan plan(const std::vector<engine::Resource>& desired);
  engine::State state();

  // By hand, of EC2 or as `eks.DeleteCluster`. The output of a call that must succeed; else the test fails.
  json::Value must(std::string_view operation, const json::Value& input);
  void make_bucket(const std::string& name);
  Cloud& cloud() { return *cloud_; }
  // With `${ADDRESS.OUTPUT}` filled in from the state, as texts.
  json::Value filled(const json::Value& value);
  base::Time now() const { return clock_.now(); }
  void advance(base::Milliseconds by) { clock_.advance(by); }
  // {GROUP: [NODE, ...]}: nodes that a disruption budget keeps.
  void keep_nodes(const json::Value& groups);
  void limit(const std::string& quota, int64_t most) { account_->facilities().quotas[quota] = most; }

  // All that there is in the account, one line each.
  std::string everything();
  // How many there are of each kind, ours or not.
  std::string counts();

  std::vector<std::string> allowed;  // addresses that may be replaced, though services run on them
  // Calls that runs made, each once: `ec2 CreateVpc`; and those that wrote, in order.
  std::set<std::string> called;
  std::vector<engine::Request> written;

 private:
  class Mortal;

  engine::Plan make_plan(const std::vector<engine::Resource>& desired, engine::Caller& caller);
  std::vector<std::pair<std::string, json::Array>> described();

  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  base::SeededRandom random_{1};
  engine::Kinds kinds_;
  std::shared_ptr<account::InProcess> account_;
  std::unique_ptr<Cloud> cloud_;
  engine::MemoryKeep keep_{clock_};
};

}  // namespace blueprint::testing
