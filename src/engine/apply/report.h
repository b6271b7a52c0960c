// How an apply went.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace engine {

enum class StepStatus {
  waiting,  // for what it needs; in the end: it was never begun
  running,  // in the end: it is resumed by the next run
  done,
  failed,
  not_tried,  // what it needs has failed
};
std::string_view status_name(StepStatus status);

enum class Ending {
  done,
  failed,      // some steps have; the others that could be done are
  stopped,     // by the user
  expired,     // the credentials have
  lease_lost,  // to another run
  unwritten,   // the journal could not be written
};
std::string_view ending_name(Ending ending);
// Whether the same command goes on where this one ended.
bool is_resumable(Ending ending);

// What a run says that ended before its time, for whatever reason.
base::Error unfinished(std::string why);
bool is_unfinished(const base::Error& error);

struct Report {
  Ending ending = Ending::done;
  std::optional<base::Error> error;  // of the ending, where no step has it
  std::vector<StepStatus> steps;     // of each step of the plan
  struct Failure {
    size_t step;
    base::Error error;
  };
  std::vector<Failure> failures;  // the first one on top
  int64_t calls = 0;
};

}  // namespace engine
