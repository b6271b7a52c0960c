// Carries out a plan. A step begins when all that it needs are done; of calls that could be made, the one goes first
// that has the longest way behind it. A failure holds up what needs the step, and nothing else; nothing is rolled back.
//
// The state is folded from the entries that go out, so it is what a reader of the journal will find. No call goes out
// that could still be under way when the lease ends.
//
// Cost: O(log steps) for each call, the fold of its entries included.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "engine/apply/life.h"
#include "engine/apply/outbox.h"
#include "engine/apply/report.h"
#include "engine/keep/keep.h"
#include "engine/model/graph.h"

namespace engine {

struct ApplySettings {
  size_t calls_at_once = 16;
  base::Milliseconds call_limit{30'000};
  base::Milliseconds lease_duration{120'000};
  Pacing pacing;
};

class Scheduler final : public Machine {
 public:
  // The plan is fresh (planning/planner.h), the lease is held, and what the configuration says besides is in `desired`.
  Scheduler(Plan plan, const std::vector<Resource>& desired, State state, const Kinds& kinds, Lease lease,
            ApplySettings settings);
  ~Scheduler() override;

  Effects start(base::Time now) override;
  Effects handle(base::Time now, const Event& event) override;

  const State& state() const { return state_; }
  const Report& report() const { return report_; }
  // When it will all be done, if everything takes as long as it typically does.
  base::Time expected_end(base::Time now) const;

 private:
  using Node = Graph::Node;

  struct Running {
    std::unique_ptr<Life> life;
    Call call;  // that waits or is under way
    base::Time began_at, asked_at;
    int throttles = 0;
    std::string note;  // that was told last
    bool pauses_for_throttle = false;
  };

  void begin_ready(base::Time now);
  void begin(base::Time now, Node node);
  std::unique_ptr<Life> life_of(const Step& step);
  base::Result<json::Value> filled(const json::Value& value) const;
  const std::pair<const Key, Record>* staying(const std::string& address) const;

  void answer(base::Time now, const Event& event);
  void throttled(base::Time now, Node node);
  void take_move(base::Time now, Node node, Move move);
  void write(base::Time now, Entry entry);
  void tell(Node node, StepStatus status, std::optional<base::Error> error = std::nullopt);
  void end(Node node, StepStatus status, const std::optional<base::Error>& error);
  void give_up_users(Node node);
  void wake_those_due(base::Time now);
  bool is_its_successor_too(const Step& step) const;
  void forget_by_plan(base::Time now, Node node);

  bool may_call(base::Time now) const { return now + settings_.call_limit <= lease_.expires; }
  bool begins_nothing() const { return report_.ending != Ending::done && report_.ending != Ending::failed; }
  void stop(Ending ending);
  void lose_lease(const base::Error& error);
  Effects take_effects(base::Time now);
  std::optional<base::Time> next_wake(base::Time now) const;
  base::Time renew_at() const { return lease_.expires - settings_.lease_duration * 2 / 3; }

  Plan plan_;
  std::map<std::string, const Resource*> desired_;
  std::set<Key> leaving_;  // what the plan destroys
  State state_;
  const Kinds& kinds_;
  Lease lease_;
  ApplySettings settings_;
  Graph graph_;
  std::vector<int64_t> remaining_;  // in milliseconds
  std::vector<size_t> missing_;     // of each step how many needs are not done
  std::set<std::pair<int64_t, Node>> ready_;
  std::map<Node, Running> running_;
  std::set<std::pair<base::Time, Node>> pauses_;
  Outbox outbox_;
  Report report_;
  std::vector<Entry> entries_;
  std::vector<StepEvent> told_;
  bool renews_ = false;
  std::optional<base::Time> renews_again_at_;
  bool waits_for_answers_ = true;
};

}  // namespace engine
