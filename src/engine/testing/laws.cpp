#include "engine/testing/laws.h"

#include <algorithm>

#include "engine/planning/drift.h"
#include "engine/testing/naive_plan.h"

namespace engine {
namespace {

using Findings = std::vector<std::string>;
using Config = std::vector<Resource>;

size_t below(RandomNumbers& random, size_t bound) {
  return static_cast<size_t>(random() % bound);
}

size_t some_size(RandomNumbers& random) {
  return below(random, 10) == 0 ? 100 + below(random, 101) : 1 + below(random, 30);
}

// Whether something comes yet. Of a run that waits for nothing, and has not ended, finish() says so.
bool goes_on(Trial& trial) {
  return !trial.driver().finished() && trial.driver().next() != base::Time::max();
}

void settle(Laboratory& laboratory, const Config& config) {
  laboratory.converge(config);
  laboratory.check_settled(config);
  laboratory.check_fold();
}

// 1, 2, 3, 5: made, changed again and again, destroyed; each time one run leaves nothing to do.
Findings life(uint64_t seed, const Fault* fault) {
  Laboratory laboratory(seed, fault);
  Config config = random_config(laboratory.random, some_size(laboratory.random));
  for (int edits = 0; edits < 4; ++edits) {
    if (edits == 3) config.clear();
    if (!laboratory.run_once(config))
      laboratory.find("law 1: a run that nothing disturbs is not carried out to the end");
    settle(laboratory, config);
    config = edited(laboratory.random, config);
  }
  return laboratory.findings();
}

// The plan is the naive one.
Findings naive(uint64_t seed, const Fault* fault) {
  Laboratory laboratory(seed, fault);
  Config before = random_config(laboratory.random, some_size(laboratory.random));
  laboratory.converge(before);
  Config after = edited(laboratory.random, before);
  Plan plan = laboratory.plan_for(after).plan;
  if (fault && fault->plan) fault->plan(plan);
  std::map<std::string, std::string> planned, expected = naive_plan(before, after);
  for (const Step& step : plan.steps) planned.emplace(step.address, action_name(step.action));
  for (const auto& [address, action] : expected)
    if (planned[address] != action)
      laboratory.find(
          fmt::format("naive: `{}` is to {}, and the plan says `{}`", address, action, planned[address]));
  for (const auto& [address, action] : planned)
    if (!action.empty() && !expected.contains(address))
      laboratory.find(
          fmt::format("naive: nothing is to happen to `{}`, and the plan says {}", address, action));
  return laboratory.findings();
}

// 3: killed after every effect of a small run, with its answer lost and without.
Findings killed_everywhere(uint64_t seed, const Fault* fault) {
  Findings all;
  for (int64_t effects = 0; all.empty(); ++effects) {
    bool died = false;
    for (bool loses_answer : {false, true}) {
      Laboratory laboratory(seed, fault);
      Config config = random_config(laboratory.random, 1 + below(laboratory.random, 4));
      Config next = edited(laboratory.random, config);
      bool is_second = below(laboratory.random, 2) == 0;
      if (is_second) laboratory.converge(config);
      died |= !laboratory.run_once(is_second ? next : config, {effects, loses_answer});
      settle(laboratory, next);
      settle(laboratory, {});
      Findings findings = laboratory.findings();
      for (std::string& finding : findings) finding += fmt::format(" (killed after {} effects)", effects);
      all.insert(all.end(), findings.begin(), findings.end());
    }
    if (!died || effects > 500) break;
  }
  return all;
}

// 3: a large run is killed a few times somewhere, and its wishes change meanwhile.
Findings killed(uint64_t seed, const Fault* fault) {
  Laboratory laboratory(seed, fault);
  RandomNumbers& random = laboratory.random;
  Config config = random_config(random, some_size(random));
  if (below(random, 2) == 0) laboratory.converge(config);
  for (size_t kills = 1 + below(random, 4); kills > 0; --kills) {
    config = edited(random, config);
    auto effects = static_cast<int64_t>(below(random, 1 + 5 * config.size()));
    laboratory.run_once(config, {effects, below(random, 2) == 0});
  }
  settle(laboratory, below(random, 3) == 0 ? Config{} : config);
  return laboratory.findings();
}

// 3: throttles, answers lost before and after the effect, and answers that are old when they come.
Findings troubled(uint64_t seed, const Fault* fault) {
  Laboratory laboratory(seed, fault);
  RandomNumbers& random = laboratory.random;
  laboratory.latency = [&](const Call&) {
    return base::Milliseconds(below(random, 4) == 0 ? below(random, 25'000) : 1 + below(random, 500));
  };
  laboratory.world.failure = [&](const std::string&, const std::string&) {
    switch (below(random, 12)) {
      case 0:
        return World::Failure::throttled;
      case 1:
        return World::Failure::lost_before;
      case 2:
        return World::Failure::lost_after;
      default:
        return World::Failure::none;
    }
  };
  Config config = random_config(random, some_size(random));
  settle(laboratory, config);
  settle(laboratory, edited(random, config));
  settle(laboratory, {});
  return laboratory.findings();
}

// 6: what does not need what has failed is done, and nothing else is tried.
Findings independent(uint64_t seed, const Fault* fault) {
  Laboratory laboratory(seed, fault);
  RandomNumbers& random = laboratory.random;
  Config config = random_config(random, 2 + below(random, 60));
  std::set<std::string> refused;
  for (size_t count = 1 + below(random, 3); count > 0; --count)
    refused.insert(config[below(random, config.size())].address);
  laboratory.world.failure = [&](const std::string&, const std::string& address) {
    return refused.contains(address) ? World::Failure::refused : World::Failure::none;
  };
  Trial run(laboratory, config);
  if (!run.open() || !run.begin()) return laboratory.findings();
  run.finish();
  run.close();
  std::map<std::string, StepStatus> naive;
  const std::vector<Step>& steps = run.plan().steps;
  for (size_t at = 0; at < steps.size(); ++at) {
    StepStatus expected = refused.contains(steps[at].address) ? StepStatus::failed : StepStatus::done;
    for (const std::string& need : steps[at].needs)
      if (naive[need] != StepStatus::done) expected = StepStatus::not_tried;
    naive[steps[at].id] = expected;
    if (run.scheduler().report().steps[at] != expected)
      laboratory.find(fmt::format("law 6: `{}` is {}, and should be {}", steps[at].id,
                                  status_name(run.scheduler().report().steps[at]), status_name(expected)));
  }
  laboratory.world.failure = nullptr;
  settle(laboratory, config);
  return laboratory.findings();
}

// 7: one run stands still until its lease has expired, and another takes over. Both go on.
Findings two_runs(uint64_t seed, const Fault* fault) {
  Laboratory laboratory(seed, fault);
  RandomNumbers& random = laboratory.random;
  Config config = random_config(random, 2 + below(random, 30));
  Config others = below(random, 2) == 0 ? config : edited(random, config);
  // Slow answers, so that some are under way when it stands still.
  laboratory.latency = [&](const Call&) { return base::Milliseconds(1 + below(random, 20'000)); };
  Trial first(laboratory, config);
  if (!first.open() || !first.begin()) return laboratory.findings();
  for (size_t steps = 1 + below(random, 4 * config.size()); steps > 0 && goes_on(first); --steps)
    first.driver().step();
  Trial early(laboratory, others);
  bool is_running = goes_on(first);
  if (is_running && early.open()) laboratory.find("law 7: two runs hold the lease");
  base::Time expires = first.lease().expires;
  first.driver().stall_until(expires + base::Milliseconds(below(random, 60'000)));
  laboratory.clock.set(expires);

  Trial second(laboratory, others);
  if (!second.open() || !second.begin()) return laboratory.findings();
  for (int steps = 0; steps < 100'000 && (goes_on(first) || goes_on(second)); ++steps) {
    bool is_first = goes_on(first) && (!goes_on(second) || first.driver().next() <= second.driver().next());
    (is_first ? first : second).driver().step();
  }
  if (is_running && first.scheduler().report().ending != Ending::lease_lost)
    laboratory.find(fmt::format("law 7: who has lost the lease ends as `{}`",
                                ending_name(first.scheduler().report().ending)));
  second.close();
  settle(laboratory, others);
  return laboratory.findings();
}

// 8: a plan that was made before something else was applied changes nothing.
Findings stale(uint64_t seed, const Fault* fault) {
  Laboratory laboratory(seed, fault);
  RandomNumbers& random = laboratory.random;
  Config config = random_config(random, 1 + below(random, 20));
  laboratory.converge(config);
  Config one = edited(random, config), other = edited(random, config);
  Plan plan = laboratory.plan_for(one).plan;
  laboratory.converge(other);
  if (laboratory.kept_state().serial == plan.serial) return laboratory.findings();
  int64_t writes = laboratory.world.writes(), serial = laboratory.kept_state().serial;
  if (below(random, 4) == 0) plan.lineage = "another", plan.serial = serial;
  Trial run(laboratory, one);
  if (!run.open()) return laboratory.findings();
  run.set_plan(plan);
  if (run.begin()) {
    run.finish();
    run.close();
  }
  if (laboratory.world.writes() != writes || laboratory.kept_state().serial != serial)
    laboratory.find("law 8: a stale plan has changed something");
  return laboratory.findings();
}

// 9: members that are changed by hand are found and set back; those of others stay.
Findings drifting(uint64_t seed, const Fault* fault) {
  Laboratory laboratory(seed, fault);
  RandomNumbers& random = laboratory.random;
  Config config = random_config(random, 1 + below(random, 30));
  laboratory.converge(config);
  std::set<std::string> changed;
  for (const Resource& resource : config)
    for (const char* name : {"size", "label", "uses"}) {
      if (!resource.desired.find(name) || below(random, 3) != 0) continue;
      for (const World::Thing* thing : laboratory.world.things()) {
        if (thing->address != resource.address) continue;
        json::Object& members = laboratory.world.find(thing->id)->members;
        json::Value by_hand =
            std::string_view(name) == "uses" ? json::Value(json::Array{"id-by-hand"}) : "by hand";
        members.set(name, by_hand);
        members.set("scale", 99);
        members.set("tag-of-another", true);
        changed.insert(resource.address + "." + name);
      }
    }
  State state = laboratory.kept_state();
  Observed observed = laboratory.observe(state, config, laboratory.world);
  std::set<std::string> found;
  for (const Drift& drift : find_drift({config, state, observed, laboratory.kinds}))
    if (drift.sort == Drift::Sort::changed) found.insert(drift.address + "." + drift.member);
  if (found != changed) laboratory.find("law 9: what was changed by hand is not what is found");
  settle(laboratory, config);
  for (const World::Thing* thing : laboratory.world.things())
    if (std::any_of(changed.begin(), changed.end(),
                    [&](const std::string& each) { return each.starts_with(thing->address + "."); }) &&
        thing->kind != "tag" &&
        (*thing->members.find("scale") != 99 || !thing->members.find("tag-of-another")))
      laboratory.find("law 9: what is another's was touched");
  return laboratory.findings();
}

// 9: what was destroyed by hand is made anew, and what used it uses the new one.
Findings vanished(uint64_t seed, const Fault* fault) {
  Laboratory laboratory(seed, fault);
  RandomNumbers& random = laboratory.random;
  Config config = random_config(random, 1 + below(random, 30));
  laboratory.converge(config);
  for (const World::Thing* thing : laboratory.world.things())
    if (below(random, 4) == 0) laboratory.world.find(thing->id)->gone_at = laboratory.clock.now();
  settle(laboratory, config);
  settle(laboratory, {});
  return laboratory.findings();
}

// 10, of a run from nothing and of one to nothing.
Findings forecast(uint64_t seed, const Fault* fault) {
  Laboratory laboratory(seed, fault);
  Config config = random_config(laboratory.random, some_size(laboratory.random));
  for (const Config& desired : {config, Config{}}) {
    laboratory.clock.advance(base::Milliseconds(300'000));
    Trial run(laboratory, desired);
    if (!run.open()) return laboratory.findings();
    base::Time start = laboratory.clock.now();
    if (!run.begin()) return laboratory.findings();
    double expected = static_cast<double>((run.scheduler().expected_end(start) - start).count());
    run.finish();
    double taken = static_cast<double>((laboratory.clock.now() - start).count());
    run.close();
    if (std::abs(taken - expected) > 0.02 * expected)
      laboratory.find(
          fmt::format("law 10: it took {} s, and {} s were expected", taken / 1000, expected / 1000));
  }
  return laboratory.findings();
}

// Stopped by the user, once or twice: it ends, and the next run goes on.
Findings stopped(uint64_t seed, const Fault* fault) {
  Laboratory laboratory(seed, fault);
  RandomNumbers& random = laboratory.random;
  Config config = random_config(random, 2 + below(random, 30));
  Trial run(laboratory, config);
  if (!run.open() || !run.begin()) return laboratory.findings();
  for (size_t steps = 1 + below(random, 3 * config.size()); steps > 0 && goes_on(run); --steps)
    run.driver().step();
  for (size_t stops = 1 + below(random, 2); stops > 0; --stops) run.driver().stop();
  // Answers that come at the same moment are delivered before.
  base::Time then = laboratory.clock.now();
  while (goes_on(run) && run.driver().next() <= then) run.driver().step();
  bool was_done = run.scheduler().report().ending == Ending::done && run.driver().finished();
  int64_t calls = laboratory.world.calls();
  run.finish();
  if (laboratory.world.calls() != calls) laboratory.find("a run that was stopped begins calls");
  if (!was_done && run.scheduler().report().ending != Ending::stopped)
    laboratory.find(
        fmt::format("a run that was stopped ends as {}", ending_name(run.scheduler().report().ending)));
  run.close();
  settle(laboratory, config);
  return laboratory.findings();
}

const std::vector<Law> kLaws = {
    {"Life", 5, life},         {"TheNaivePlan", 8, naive}, {"KilledEverywhere", 3, killed_everywhere},
    {"Killed", 10, killed},    {"Troubled", 5, troubled},  {"Independent", 8, independent},
    {"TwoRuns", 10, two_runs}, {"Stale", 6, stale},        {"Drifting", 8, drifting},
    {"Vanished", 6, vanished}, {"Forecast", 4, forecast},  {"Stopped", 8, stopped}};

}  // namespace

const std::vector<Law>& laws() {
  return kLaws;
}

}  // namespace engine
