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

}  // namespace engine
