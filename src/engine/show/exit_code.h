// What the program's exit code says of a run, for scripts and pipelines. The table stands in docs/engine.md, too; a
// test holds one against the other.
#pragma once

#include <array>
#include <string_view>

#include "engine/apply/report.h"
#include "engine/planning/drift.h"
#include "engine/planning/planner.h"

namespace engine {

enum class Outcome { done, failed, differs, refused, resumable, locked };

struct ExitCode {
  Outcome outcome;
  int code;
  std::string_view name, says;
};
inline constexpr std::array kExitCodes = {
    ExitCode{Outcome::done, 0, "done", "it is as desired, or what was asked for is done"},
    ExitCode{Outcome::failed, 1, "failed", "some of it could not be done; what does not need that is done"},
    ExitCode{Outcome::differs, 2, "differs",
             "there is something to do, or drift, and the command was told to say so by its exit code"},
    ExitCode{Outcome::refused, 3, "refused",
             "something that is protected would be destroyed: nothing was done"},
    ExitCode{
        Outcome::resumable, 4, "resumable",
        "it ended before its time (stopped, credentials expired, lock lost, journal not written): the same "
        "command goes on where it ended"},
    ExitCode{Outcome::locked, 5, "locked", "somebody else holds the lock: nothing was done"},
};
constexpr int exit_code(Outcome outcome) {
  return kExitCodes[static_cast<size_t>(outcome)].code;
}

Outcome outcome_of(const Report& report);
// Of what ended a command. Which error has a code of its own is known by its hint, the same everywhere: what a person
// is to do about it and what a pipeline is to do are one thing.
Outcome outcome_of(const base::Error& error);
// Whether what is found is told by the exit code is the user's choice (`--detailed-exitcode`, `--exit-code`).
Outcome outcome_of(const Planned& planned, bool tells_difference);
Outcome outcome_of(const std::vector<Drift>& drift, bool tells_difference);

}  // namespace engine
