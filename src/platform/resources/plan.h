// What `up` or `down` is going to do, in order: computed first by reading alone, shown, then carried out step by step.
// What the engine does (run.h) stands there as steps that do nothing.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "platform/target/connections.h"

namespace platform {

enum class Change { make, change, keep, remove };

struct Step {
  Change change = Change::keep;
  std::string what;    // kind and name: `role slipway-z1234abcd-production-debian`
  std::string detail;  // what it will be like, or what differs
  std::function<base::Status(const Progress&)> apply = {};  // empty for what is kept
  size_t stage = 0;                                         // of an environment
  int side_by_side = 1;  // how many such steps of its stage, one after another in the plan, run at a time
};

// The steps of one cluster or one environment.
struct Section {
  std::string title;
  std::vector<Step> steps;
  std::vector<std::string> warnings;         // what does not fit, though nothing stops because of it
  std::function<base::Status()> first = {};  // before its steps: what the engine makes
  std::function<base::Status()> last = {};   // behind them: what it removes then
};

struct Plan {
  std::vector<Section> sections;

  int count(Change change) const;
  bool is_empty() const;  // nothing to make, change or remove
};

// The plan as it is shown, line by line; `change` only where the line is a step.
struct PlanLine {
  std::optional<Change> change;
  std::string text;
};
std::vector<PlanLine> lines(const Plan& plan);
std::string render(const Plan& plan);   // the same as one text
std::string summary(const Plan& plan);  // 3 to make, 1 to change, 5 as they are

// Stops at the first step that fails, after those that were begun beside it have ended; `up` or `down` again
// goes on from there.
base::Status apply(std::span<const Section> sections, const Progress& progress);

}  // namespace platform
