#include "services/events/events.h"

#include "services/events/bus.h"
#include "services/events/rule.h"

namespace account::events {

Service service() {
  Service events{"events",
                 "events",
                 {bus_operations(), permission_operations(), rule_operations(), target_operations(),
                  tag_operations(), put_operations()},
                 {.denied = "AccessDeniedException"}};
  events.effects = {kDeliver, kFire};
  events.kinds = {&kBuses, &kRules};
  return events;
}

}  // namespace account::events
