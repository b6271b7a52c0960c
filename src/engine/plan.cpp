#include "engine/plan.h"

namespace engine {

std::string_view action_name(Action action) {
  switch (action) {
    case Action::nothing:
      return "nothing";
    case Action::create:
      return "create";
    case Action::change:
      return "change";
    case Action::replace:
      return "replace";
    case Action::adopt:
      return "adopt";
    case Action::destroy:
      return "destroy";
    case Action::forget:
      return "forget";
  }
  return "";
}

std::string_view impact_name(Impact impact) {
  switch (impact) {
    case Impact::none:
      return "none";
    case Impact::restarts:
      return "restarts";
    case Impact::interrupts:
      return "interrupts";
  }
  return "";
}

}  // namespace engine
