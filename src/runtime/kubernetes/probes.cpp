#include "runtime/kubernetes/probes.h"

#include <fmt/core.h>

#include "base/text.h"
#include "kube/object.h"

namespace runtime {
namespace {

using json::Value;
using kube::text_at;

// An event that repeats is counted in place; kubelet sets the one or the other.
std::string last_seen(const Value& event) {
  std::string last = text_at(event, {"lastTimestamp"});
  return last.empty() ? text_at(event, {"eventTime"}) : last;
}

std::string remedy_for(std::string_view kind) {
  if (kind == "Liveness")
    return "does it answer what `liveness` asks? if it is slow, give it time with `initial_delay`, `timeout` "
           "or `failure_threshold`";
  return "does it answer what `readiness` asks? `slipway logs` shows what it prints";
}

}  // namespace

std::optional<Trouble> probe_trouble(const json::Array& events, std::string_view kind) {
  const Value* last = nullptr;
  for (const Value& event : events) {
    bool fits = text_at(event, {"reason"}) == "Unhealthy" && text_at(event, {"message"}).starts_with(kind);
    if (fits && (last == nullptr || last_seen(event) >= last_seen(*last))) last = &event;
  }
  if (last == nullptr) return std::nullopt;
  // "Readiness probe failed: HTTP probe failed with statuscode: 500"
  std::string all = text_at(*last, {"message"});
  std::string_view message = base::trim(all);
  return Trouble{base::lower(message.substr(0, 1)) + std::string(message.substr(1)), remedy_for(kind),
                 Trouble::Heals::perhaps, true};
}

std::optional<Trouble> probe_trouble(kube::Client& client, const Value& pod, std::string_view kind,
                                     const base::Deadline& deadline) {
  std::string fields =
      fmt::format("involvedObject.uid={},reason=Unhealthy", text_at(pod, {"metadata", "uid"}));
  auto events = client.list({"v1", "Event", kube::namespace_of(pod)}, {"", fields}, deadline);
  return events ? probe_trouble(events->items, kind) : std::nullopt;
}

}  // namespace runtime
