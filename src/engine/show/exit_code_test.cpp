#include "engine/show/exit_code.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/manual_clock.h"
#include "engine/keep/memory_keep.h"
#include "tests/source_dir.h"

namespace engine {
namespace {

Report report(Ending ending) {
  Report out;
  out.ending = ending;
  return out;
}

TEST(ExitCodes, AreWhatPipelinesCountOn) {
  Planned empty, changes, refused;
  changes.plan.steps.resize(1);
  refused.refusals.resize(1);
  std::vector<Drift> none, found(1), foreign(1);
  foreign[0].sort = Drift::Sort::foreign;
  const std::pair<Outcome, int> kRows[] = {
      {outcome_of(report(Ending::done)), 0},
      {outcome_of(report(Ending::failed)), 1},
      {outcome_of(report(Ending::stopped)), 4},
      {outcome_of(report(Ending::expired)), 4},
      {outcome_of(report(Ending::lease_lost)), 4},
      {outcome_of(report(Ending::unwritten)), 4},
      {outcome_of(empty, true), 0},
      {outcome_of(changes, true), 2},
      {outcome_of(changes, false), 0},
      {outcome_of(refused, false), 3},
      {outcome_of(none, true), 0},
      {outcome_of(found, true), 2},
      {outcome_of(found, false), 0},
      {outcome_of(foreign, true), 0},
  };
  for (size_t row = 0; row < std::size(kRows); ++row)
    EXPECT_EQ(exit_code(kRows[row].first), kRows[row].second) << "row " << row;
}

TEST(ExitCodes, TellALockFromAFailure) {
  base::ManualClock clock(base::from_seconds(1'800'000'000));
  MemoryKeep keep(clock);
  ASSERT_TRUE(keep.acquire("me", "apply", base::Milliseconds(60'000)));
  auto second = keep.acquire("you", "apply", base::Milliseconds(60'000));
  ASSERT_FALSE(second);
  EXPECT_EQ(exit_code(outcome_of(second.error())), 5);
  EXPECT_EQ(exit_code(outcome_of(base::Error{base::ErrorKind::io, "disk full", ""})), 1);
}

// Whatever it is told in, and whatever the kind is that the error has.
TEST(ExitCodes, OfErrorsAreKnownInAnyContext) {
  const std::pair<base::Error, int> kRows[] = {
      {held_by({"ann@desk", "slipway up", 7, {}, {}}), 5},
      {lost_to_another({"ann@desk", "slipway up", 7, {}, {}}), 4},
      {unfinished("stopped"), 4},
      {refused({"a", "`a` is protected", std::string(kIfMeant) + "allow-destroy a"}), 3},
      {{base::ErrorKind::conflict, "something else is there", "rename it"}, 1},
  };
  for (const auto& [error, code] : kRows) {
    EXPECT_EQ(exit_code(outcome_of(error)), code) << error.message;
    EXPECT_EQ(exit_code(outcome_of(error.in("dev@eu-west-3"))), code) << error.message;
  }
}

TEST(ExitCodes, StandInTheOrderOfTheirNames) {
  for (size_t at = 0; at < kExitCodes.size(); ++at)
    EXPECT_EQ(static_cast<size_t>(kExitCodes[at].outcome), at) << kExitCodes[at].name;
}

TEST(ExitCodes, AreThoseOfTheDocument) {
  std::string table = "| Code | Outcome | Says |\n| --- | --- | --- |\n";
  for (const ExitCode& each : kExitCodes)
    table += fmt::format("| {} | {} | {} |\n", each.code, each.name, each.says);
  std::string document = *base::read_file(SLIPWAY_SOURCE_DIR "/docs/engine.md");
  EXPECT_NE(document.find(table), std::string::npos) << "docs/engine.md lacks this table:\n" << table;
}

}  // namespace
}  // namespace engine
