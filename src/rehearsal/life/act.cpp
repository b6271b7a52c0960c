#include "rehearsal/life/act.h"

namespace rehearsal {

std::string_view phase_name(Phase phase) {
  switch (phase) {
    case Phase::plan:
      return "plan";
    case Phase::create:
      return "create";
    case Phase::run:
      return "run";
    case Phase::upgrade:
      return "upgrade";
    case Phase::destroy:
      break;
  }
  return "destroy";
}

}  // namespace rehearsal
