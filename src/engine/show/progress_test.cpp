#include "engine/show/progress.h"

#include <gtest/gtest.h>

#include "base/testing/golden.h"
#include "base/text.h"
#include "engine/show/progress_lines.h"
#include "engine/testing/laboratory.h"

namespace engine {
namespace {

using base::Time;
using Status = StepStatus;

const Time kStart = base::from_seconds(1'800'000'000);

Time at(int64_t seconds) {
  return kStart + base::Milliseconds(seconds * 1000);
}

Step step(std::string id, int64_t seconds, std::vector<std::string> needs = {},
          Action action = Action::create) {
  Step step;
  step.id = id;
  step.address = id;
  step.action = action;
  if (action != Action::destroy) step.after = json::Object{};
  step.needs = std::move(needs);
  step.expected = std::chrono::seconds(seconds);
  return step;
}

// A network, a cluster and its nodes, and a database beside them.
Plan plan() {
  return {"lineage",
          7,
          {step("network", 5), step("cluster", 560, {"network"}), step("database", 440, {"network"}),
           step("nodes", 120, {"cluster"}), step("old", 60, {"nodes", "database"}, Action::destroy)}};
}

struct Told {
  int64_t seconds;
  StepEvent event;
};
const std::vector<Told> kRun = {
    {0, {0, Status::running, {}}},
    {6, {0, Status::done, {}}},
    {6, {1, Status::running, {}}},
    {6, {2, Status::running, {}}},
    {446,
     {2, Status::failed,
      base::Error{base::ErrorKind::conflict, "`database`: quota\n\x1b[2J", "ask for more"}}},
    {446, {4, Status::not_tried, {}}},
    {560, {1, Status::done, {}}},
    {560, {3, Status::running, {}}},
    {690, {3, Status::done, {}}},
};

TEST(Progress, KnowsWhatRunsAndWhatWaitsForWhat) {
  Plan of = plan();
  Progress progress(of, kStart);
  EXPECT_EQ(progress.expected_end(kStart), at(745)) << "network, cluster, nodes, old";
  EXPECT_EQ(progress.waits_on(4), (std::vector<Progress::Step>{2, 3}));
  for (const Told& told : kRun) {
    if (told.seconds == 560) break;
    progress.take(at(told.seconds), told.event);
  }
  EXPECT_EQ(progress.running(), (std::vector<Progress::Step>{1}));
  EXPECT_EQ(progress.waits_on(3), (std::vector<Progress::Step>{1}));
  EXPECT_EQ(progress.waits_on(4), (std::vector<Progress::Step>{2})) << "what has failed";
  EXPECT_EQ(progress.count(Status::waiting), 1U);
  EXPECT_EQ(progress.count(Status::not_tried), 1U);
  EXPECT_EQ(progress.expected_end(at(446)), at(6 + 560 + 120)) << "what is not tried takes no time";
  EXPECT_EQ(progress.expected_end(at(1000)), at(1120)) << "a step that is late may end at any moment";
}

std::string lines(ProgressLines::Form form) {
  Plan of = plan();
  ProgressLines lines(of, kStart, form);
  std::string out = lines.begin();
  for (const Told& told : kRun) {
    out += lines.step(at(told.seconds), told.event);
    if (told.event.status == Status::not_tried) out += lines.still_running(at(500));
  }
  Report report;
  report.ending = Ending::failed;
  report.failures.push_back({2, *kRun[4].event.error});
  report.calls = 99;
  out += lines.end(at(690), report);
  report.ending = Ending::lease_lost;
  report.error = base::Error{base::ErrorKind::conflict, "the lock was given to another", ""};
  return out + lines.end(at(690), report);
}

TEST(ProgressLines, AreOneForEachThingThatHappens) {
  golden::expect("src/engine/show/testdata/progress.txt", lines(ProgressLines::Form::text));
  std::string json = lines(ProgressLines::Form::json);
  golden::expect("src/engine/show/testdata/progress.jsonl", json);
  for (std::string_view line : base::split(base::trim(json), '\n')) EXPECT_TRUE(json::parse(line)) << line;
}

// What a run tells, held against what it reports in the end; and its first forecast against what it takes.
TEST(Progress, IsToldByARunAsItReportsInTheEnd) {
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    Laboratory laboratory(seed);
    std::vector<Resource> config = random_config(laboratory.random, 30);
    std::string refused = config[seed].address;
    laboratory.world.failure = [&](const std::string&, const std::string& address) {
      return address == refused ? World::Failure::refused : World::Failure::none;
    };
    Trial run(laboratory, config);
    ASSERT_TRUE(run.open());
    Plan of = run.plan();
    Progress progress(of, laboratory.clock.now());
    run.listen([&](Time now, const StepEvent& event) { progress.take(now, event); });
    ASSERT_TRUE(run.begin());
    for (size_t step = 0; step < of.steps.size(); ++step)
      EXPECT_EQ(progress.status(static_cast<Progress::Step>(step)), run.scheduler().report().steps[step]);
    EXPECT_EQ(progress.expected_end(laboratory.clock.now()),
              run.scheduler().expected_end(laboratory.clock.now()));
    run.finish();
    for (size_t step = 0; step < of.steps.size(); ++step)
      EXPECT_EQ(progress.status(static_cast<Progress::Step>(step)), run.scheduler().report().steps[step]);
    EXPECT_EQ(progress.count(Status::running) + progress.count(Status::waiting), 0U);
    EXPECT_EQ(progress.count(Status::failed), 1U);
    run.close();
  }
}

}  // namespace
}  // namespace engine
