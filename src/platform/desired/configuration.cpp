#include "platform/desired/configuration.h"

#include <algorithm>

namespace platform {

std::string_view event_name(JobEvent event) {
  switch (event) {
    case JobEvent::start:
      return "start";
    case JobEvent::stop:
      return "stop";
    case JobEvent::remove:
      break;
  }
  return "delete";
}

std::optional<JobEvent> parse_event(std::string_view name) {
  for (JobEvent event : {JobEvent::start, JobEvent::stop, JobEvent::remove}) {
    if (event_name(event) == name) return event;
  }
  return std::nullopt;
}

const Service* Environment::find_service(std::string_view slug) const {
  auto found =
      std::find_if(services.begin(), services.end(), [&](const Service& each) { return each.slug == slug; });
  return found == services.end() ? nullptr : &*found;
}

}  // namespace platform
