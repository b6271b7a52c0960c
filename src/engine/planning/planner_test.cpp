#include "engine/planning/planner.h"

#include <gtest/gtest.h>

#include "engine/planning/drift.h"
#include "engine/testing/laboratory.h"

namespace engine {
namespace {

Resource thing(std::string address, std::string kind, std::string_view zone,
               const std::vector<std::string>& uses = {}) {
  json::Array ids;
  for (const std::string& used : uses) ids.push_back(after({used, "Id"}));
  json::Object desired{{"zone", zone}, {"size", 1}, {"uses", std::move(ids)}};
  if (kind == "name") desired.set("name", "name-" + address);
  return {std::move(address),
          std::move(kind),
          {"prod", "eu-west-3", nullptr},
          std::move(desired),
          {},
          "",
          false,
          {}};
}

// One line for each step: its action and id, and what it needs.
std::string text(const Plan& plan) {
  std::string out;
  for (const Step& step : plan.steps) {
    out += fmt::format("{} {}", action_name(step.action), step.id);
    for (const std::string& need : step.needs) out += " <" + need;
    out += "\n";
  }
  return out;
}

class PlannerTest : public testing::Test {
 protected:
  Planned planned(const std::vector<Resource>& desired, const PlanOptions& options = {}) {
    state_ = laboratory_.kept_state();
    observed_ = laboratory_.observe(state_, desired, laboratory_.world);
    diagnostics_ = base::Diagnostics();
    return make_plan({desired, state_, observed_, laboratory_.kinds}, options, diagnostics_);
  }
  std::string refusals(const Planned& planned) {
    std::string out;
    for (const Refusal& refusal : planned.refusals) out += refusal.message + "; " + refusal.hint + "\n";
    return out;
  }

  Laboratory laboratory_{1};
  State state_;
  Observed observed_;
  base::Diagnostics diagnostics_;
  std::vector<Resource> chain_ = {thing("a", "token", "x"), thing("b", "tag", "x", {"a"}),
                                  thing("c", "token", "x", {"b"})};
};

// How a kind is besides, what becomes of its thing, and what that does to what runs on it.
struct ImpactRow {
  std::string_view says;
  void (*kind)(ResourceKind&);
  std::string_view member;  // that is changed; empty: the thing goes
  Impact impact;
};
constexpr ImpactRow kImpacts[] = {
    {"nothing", [](ResourceKind&) {}, "size", Impact::none},
    {"a change restarts", [](ResourceKind& kind) { kind.restarting = {"size"}; }, "size", Impact::restarts},
    {"another would", [](ResourceKind& kind) { kind.restarting = {"label"}; }, "size", Impact::none},
    {"it cuts off", [](ResourceKind& kind) { kind.interrupting = {"size"}; }, "size", Impact::interrupts},
    {"nothing goes", [](ResourceKind&) {}, "", Impact::none},
    {"traffic goes", [](ResourceKind& kind) { kind.carries_traffic = true; }, "", Impact::interrupts},
    {"workloads go", [](ResourceKind& kind) { kind.runs_workloads = true; }, "", Impact::interrupts},
    {"it is made anew beside", [](ResourceKind& kind) { kind.carries_traffic = true; }, "zone", Impact::none},
    {"they move", [](ResourceKind& kind) { kind.runs_workloads = true; }, "zone", Impact::restarts},
};

TEST_F(PlannerTest, SaysWhatAStepDoesToWhatRuns) {
  for (const ImpactRow& row : kImpacts) {
    Laboratory laboratory(1);
    std::vector<Resource> desired = {thing("a", "token", "x")};
    laboratory.converge(desired);
    auto kind = std::make_shared<ResourceKind>(*find_kind(laboratory.kinds, "token"));
    row.kind(*kind);
    laboratory.kinds["token"] = kind;
    if (row.member.empty())
      desired.clear();
    else
      desired[0].desired.as_object().set(row.member, "another");
    Planned planned = laboratory.plan_for(desired);
    ASSERT_FALSE(planned.plan.steps.empty());
    EXPECT_EQ(planned.plan.steps.back().impact, row.impact) << row.says;
    bool is_forced = row.member == "zone";
    EXPECT_EQ(planned.plan.steps.front().forced_by, std::vector<std::string>(is_forced, "zone")) << row.says;
    EXPECT_EQ(planned.refusals.empty(), !kind->runs_workloads) << row.says << ": what runs is protected";
  }
}

TEST_F(PlannerTest, MakesWhatIsNeededFirst) {
  EXPECT_EQ(text(planned(chain_).plan), "create a\ncreate b <a\ncreate c <b\n");
  laboratory_.converge(chain_);
  EXPECT_EQ(text(planned(chain_).plan), "");
  EXPECT_EQ(text(planned({}).plan), "destroy c\ndestroy b <c\ndestroy a <b\n") << "from the state alone";
}

// It was moved, and the configuration names the former address, at which it is found by its name.
TEST_F(PlannerTest, DestroysNothingThatStandsAtAnotherAddressToo) {
  std::vector<Resource> config = {thing("a", "name", "x")};
  laboratory_.converge(config);
  state_ = laboratory_.kept_state();
  auto moved = state_.records.extract(state_.records.begin());
  moved.key() = {"mine", 0};
  state_.records.insert(std::move(moved));
  observed_ = laboratory_.observe(state_, config, laboratory_.world);
  Planned planned = make_plan({config, state_, observed_, laboratory_.kinds}, {}, diagnostics_);
  EXPECT_EQ(text(planned.plan), "create a\nforget mine\n");
}

TEST_F(PlannerTest, MakesASuccessorFirstWhereBothCanBeThere) {
  laboratory_.converge(chain_);
  chain_[0] = thing("a", "token", "y");
  EXPECT_EQ(text(planned(chain_).plan),
            "replace a#1\nreplace b#1 <a#1\nchange c <b#1\nreplace b#2 <b#1 <c\nreplace a#2 <a#1 <b#2\n");
}

TEST_F(PlannerTest, TakesAFormerAndItsUsersAwayFirstWhereBothCannot) {
  std::vector<Resource> config = {thing("a", "name", "x"), thing("b", "token", "x", {"a"})};
  laboratory_.converge(config);
  config[0] = thing("a", "name", "y");
  EXPECT_EQ(text(planned(config).plan),
            "replace b#1\nreplace a#1 <b#1\nreplace a#2 <a#1\nreplace b#2 <a#2 <b#1\n");
}

// A run was killed before its users had moved to the successor, or after; then the former is desired again.
TEST_F(PlannerTest, KeepsAFormerThatIsDesiredAgain) {
  const std::vector<Resource> before = {thing("a", "token", "x"), thing("b", "token", "x", {"a"})};
  const std::vector<Resource> other = {thing("a", "token", "y"), thing("b", "token", "x", {"a"})};
  const std::pair<int64_t, const char*> rows[] = {{1, "destroy a\n"}, {6, "change b\ndestroy a <b\n"}};
  for (const auto& [effects, expected] : rows) {
    laboratory_.converge(before);
    size_t former = laboratory_.world.things().size();
    laboratory_.run_once(other, {effects, false});
    EXPECT_EQ(text(planned(before).plan), expected) << effects;
    EXPECT_TRUE(laboratory_.run_once(before)) << effects;
    laboratory_.check_settled(before);
    EXPECT_EQ(laboratory_.world.things().size(), former);
  }
  EXPECT_TRUE(laboratory_.findings().empty());
}

// The former was being destroyed already, and its name is that of the new one.
TEST_F(PlannerTest, MakesANewOneBehindThatOfItsName) {
  auto called = [](const char* name) {
    Resource resource = thing("a", "name", "x");
    resource.desired.as_object().set("name", name);
    return std::vector<Resource>{resource};
  };
  laboratory_.converge(called("one"));
  laboratory_.run_once(called("two"), {6, true});
  EXPECT_EQ(text(planned(called("one")).plan), "destroy a#1\nreplace a#2 <a#1\nreplace a#3 <a#2\n");
  EXPECT_TRUE(laboratory_.run_once(called("one")));
  laboratory_.check_settled(called("one"));
  EXPECT_TRUE(laboratory_.findings().empty());
}

// `a` in three steps, and its users with it; what is not there yet is made when all have come to the end.
TEST_F(PlannerTest, GoesThroughStagesTogether) {
  auto sized = [](Resource of, const std::vector<int>& sizes) {
    for (int size : sizes) {
      json::Value stage = of.desired;
      stage.as_object().set("size", size);
      of.stages.push_back(std::move(stage));
    }
    std::swap(of.desired, of.stages.back());
    of.stages.pop_back();
    return of;
  };
  laboratory_.converge(chain_);
  std::vector<Resource> config = {sized(chain_[0], {1, 2, 3}), sized(chain_[1], {1, 1, 3}),
                                  sized(chain_[2], {2, 2, 3}),
                                  sized(thing("d", "token", "x", {"a"}), {1, 2, 3})};
  EXPECT_EQ(text(planned(config).plan),
            "change c#1\nchange a#1 <c#1\nchange a#2 <a#1 <c#1\nchange b <a#2 <c#1\n"
            "create d <a#2\nchange c#2 <b <c#1\n");
  std::string sizes;
  for (const Step& step : planned(config).plan.steps)
    sizes += fmt::format("{} {} {} ", step.id, step.before.int_or("size", 0), step.after.int_or("size", 0));
  EXPECT_EQ(sizes, "c#1 1 2 a#1 1 2 a#2 2 3 b 1 3 d 0 3 c#2 2 3 ");
  laboratory_.converge({sized(chain_[0], {2}), sized(chain_[1], {1}), sized(chain_[2], {2})});
  EXPECT_EQ(text(planned(config).plan), "change a\nchange b <a\ncreate d <a\nchange c <b\n") << "it goes on";
  laboratory_.converge(config);
  EXPECT_EQ(text(planned(config).plan), "");
}

// What is made anew stands beside its former until then, and with which it goes.
TEST_F(PlannerTest, MakesAtTheStageFromWhichNothingChanges) {
  std::vector<Resource> config = {thing("a", "token", "x"), thing("b", "token", "x", {"a"})};
  laboratory_.converge(config);
  config[0].stages = {config[0].desired};
  config[0].desired.as_object().set("size", 2);
  config[1] = thing("b", "token", "y", {"a"});
  config[1].stages = {config[1].desired};
  EXPECT_EQ(text(planned(config).plan), "replace b#1\nreplace b#2 <b#1\nchange a <b#1 <b#2\n");
  laboratory_.converge({chain_[0], thing("b", "token", "x", {"a"}), thing("c", "token", "x", {"b"})});
  config.push_back(thing("c", "token", "x", {"b"}));
  EXPECT_EQ(text(planned(config).plan),
            "replace b#1\nchange c <b#1\nreplace b#2 <b#1 <c\nchange a <b#1 <c <b#2\n");
  config[1].stages[0].as_object().set("size", 2);
  EXPECT_EQ(text(planned(config).plan), "change a\nreplace b#1 <a\nchange c <b#1\nreplace b#2 <b#1 <c\n");
}

TEST_F(PlannerTest, KeepsToItsScope) {
  EXPECT_EQ(text(planned(chain_, {{"b"}, {}, {}, {}}).plan), "create a\ncreate b <a\n");
  EXPECT_EQ(text(planned(chain_, {{}, {"b"}, {}, {}}).plan), "create a\n");
  planned(chain_, {{"stranger"}, {}, {}, {}});
  EXPECT_NE(diagnostics_.render().find("`stranger` is neither desired nor there"), std::string::npos);
  laboratory_.converge(chain_);
  EXPECT_EQ(text(planned({}, {{"b"}, {}, {}, {}}).plan), "destroy c\ndestroy b <c\n") << "its users with it";
}

TEST_F(PlannerTest, RefusesToDestroyWhatIsProtected) {
  chain_[0].is_protected = true;
  laboratory_.converge(chain_);
  EXPECT_EQ(
      refusals(planned({})),
      "`a` is protected, and would be destroyed: nothing desires it; if that is meant: --allow-destroy a\n");
  EXPECT_EQ(refusals(planned({}, {{}, {}, {"a"}, {}})), "");
  EXPECT_EQ(refusals(planned({}, {{}, {}, {"a"}, 2})),
            "3 things would be destroyed, and 2 are allowed; if that is meant: --max-destroy 3\n");
  std::vector<Resource> other = chain_;
  other[0] = thing("a", "token", "y");
  other[0].is_protected = true;
  EXPECT_NE(refusals(planned(other)).find("`zone` cannot be changed in place"), std::string::npos);
}

// What others have hung on it goes with it, or keeps it there: before anything is destroyed that stands around it.
TEST_F(PlannerTest, RefusesToDestroyWhatOthersKeepFromGoing) {
  auto kind = std::make_shared<ResourceKind>(*laboratory_.kinds.at("token"));
  kind->hanging.resize(1);
  kind->hanging[0].member = "files";
  kind->hanging[0].our_kind = "tag";
  kind->hanging[0].our_member = "size";
  kind->hanging[0].remedy = "take them off";
  laboratory_.converge({chain_[0]});
  laboratory_.kinds["token"] = kind;
  for (bool goes_with_it : {true, false}) {
    kind->hanging[0].take_off = nullptr;
    if (goes_with_it)
      kind->hanging[0].take_off = [](const json::Value&, const Subject&) { return std::vector<Request>(); };
    planned({});
    observed_.begin()->second.hung.set("files", json::Array{"theirs"});
    Planned refused = make_plan({{}, state_, observed_, laboratory_.kinds}, {}, diagnostics_);
    EXPECT_EQ(refusals(refused),
              goes_with_it
                  ? ""
                  : "`a` cannot go: it has files that Slipway did not put there: theirs; take them off\n");
  }
  EXPECT_TRUE(
      make_plan({{chain_[0]}, state_, observed_, laboratory_.kinds}, {}, diagnostics_).refusals.empty());
}

TEST_F(PlannerTest, IsRefusedWhenStaleOrAnothers) {
  laboratory_.converge(chain_);
  Plan plan = planned(chain_).plan;
  EXPECT_TRUE(check_fresh(plan, state_));
  State moved = state_;
  ++moved.serial;
  EXPECT_NE(check_fresh(plan, moved).error().message.find("has moved on"), std::string::npos);
  moved.lineage = "another";
  EXPECT_NE(check_fresh(plan, moved).error().message.find("another state"), std::string::npos);
  Plan now = planned({}).plan;
  EXPECT_EQ(check_same(plan, now).error().message, "`c` was changed since the plan was made");
  EXPECT_TRUE(check_same(now, now));
}

TEST_F(PlannerTest, FindsDriftByItsSort) {
  chain_[0].desired.as_object().set("scale", 1);
  laboratory_.converge(chain_);
  for (const World::Thing* each : laboratory_.world.things()) {
    json::Object& members = laboratory_.world.find(each->id)->members;
    if (each->address == "a") members.set("scale", 7);
    if (each->address == "b") members.set("size", 7);
    if (each->address == "c") laboratory_.world.find(each->id)->gone_at = laboratory_.clock.now();
  }
  std::string found;
  planned(chain_);
  for (const Drift& drift : find_drift({chain_, state_, observed_, laboratory_.kinds}))
    found += fmt::format("{} {} {}\n", drift.address, sort_name(drift.sort), drift.member);
  EXPECT_EQ(found, "a foreign scale\nb changed size\nc gone \n");
  chain_[1].desired.as_object().set("size", 7);
  EXPECT_EQ(find_drift({chain_, state_, observed_, laboratory_.kinds})[1].sort, Drift::Sort::accepted);
}

}  // namespace
}  // namespace engine
