#include "account/call/service_event.h"

#include "account/call/facilities.h"

namespace account {

void tell(const Origin& origin, const ServiceEvent& event) {
  if (origin.state.ids(kEventRule, {.limit = 1}).empty()) return;
  json::Array resources(event.resources.begin(), event.resources.end());
  Object entry{{"Source", event.source},
               {"DetailType", event.type},
               {"Resources", std::move(resources)},
               {"Time", base::to_ms(origin.now)},
               {"Detail", json::dump(event.detail)}};
  // What the bus does not take is lost, as on AWS.
  (void)invoke(origin, {event.principal, Access::service, "events", "PutEvents",
                        Object{{"Entries", json::Array{std::move(entry)}}}});
}

}  // namespace account
