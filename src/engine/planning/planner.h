// Makes a plan of what is desired, what was made and what is there. Pure: no call is made, nothing is written.
//
// Steps are in an order in which each of them could be done:
//   - what is made or changed comes behind all that it needs;
//   - what is destroyed comes behind all that used it: behind their destruction, or behind the change after which they
//     use something else;
//   - a successor comes before its former is destroyed where both can be there at once, else behind it.
#pragma once

#include "base/diagnostics.h"
#include "engine/planning/inputs.h"

namespace engine {

struct PlanOptions {
  // Steps for these addresses only, with all steps that those need; empty: all.
  std::vector<std::string> targets;
  // No steps for these, nor those that need them.
  std::vector<std::string> excludes;
  // What is protected or holds data and may be destroyed nevertheless.
  std::vector<std::string> allow_destroy;
  std::optional<int64_t> max_destroy;
};

// Why a plan is shown but not applied.
struct Refusal {
  std::string address;  // empty: the plan as a whole
  std::string message;
  std::string hint;
};

// Of one in an error of a run; and whether an error is of such a one.
base::Error refused(const Refusal& refusal);
bool is_refusal(const base::Error& error);
// How a refusal's hint begins; behind it, the option that would allow it.
inline constexpr std::string_view kIfMeant = "if that is meant: --";

struct Planned {
  Plan plan;
  std::vector<Refusal> refusals;
};

// What is wrong with the configuration is told in `diagnostics`; then the plan is empty and not to be used.
Planned make_plan(const PlanInputs& inputs, const PlanOptions& options, base::Diagnostics& diagnostics);

// Whether a step makes what stands at its address afterwards, or takes something away.
bool is_making(const Step& step);
bool is_destroying(const Step& step);
Key key_of(const Step& step);

// conflict: the state has moved on since the plan was made, or it is another one's.
base::Status check_fresh(const Plan& plan, const State& state);
// conflict: what is seen now would make another plan.
base::Status check_same(const Plan& saved, const Plan& now);

}  // namespace engine
