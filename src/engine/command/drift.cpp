#include "engine/command/drift.h"

#include "engine/apply/observer.h"
#include "engine/drive/thread_driver.h"

namespace engine {

base::Result<std::vector<Drift>> look_for_drift(const State& state, const std::vector<Resource>& desired,
                                                const Kinds& kinds, Caller& caller, const base::Clock& clock,
                                                base::Milliseconds call_limit, size_t calls_at_once) {
  ObserveSettings looking;
  looking.call_limit = call_limit;
  Observer observer(state, desired, kinds, looking);
  ThreadDriver(observer, caller, clock, calls_at_once, nullptr, {}).run();
  if (!observer.errors().empty()) return tl::unexpected(observer.errors().front());
  return find_drift({desired, state, observer.observed(), kinds});
}

std::vector<Resource> last_applied(const State& state) {
  std::vector<Resource> desired;
  for (const auto& [key, record] : state.records) {
    if (record.is_half_made() || state.newest(key.address)->first != key) continue;
    Resource resource;
    resource.address = key.address;
    resource.kind = record.kind;
    resource.connection = record.connection;
    resource.desired = record.applied;
    desired.push_back(std::move(resource));
  }
  return desired;
}

}  // namespace engine
