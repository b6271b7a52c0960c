#include "engine/drive/write_entries.h"

namespace engine {

base::Status write_entries(Keep* keep, const Lease& lease, const std::vector<Entry>& entries) {
  if (entries.empty()) return {};
  if (!keep) return base::fail(base::ErrorKind::internal, "there is nothing to write entries to");
  std::vector<std::string> lines;
  for (const Entry& entry : entries) lines.push_back(json::dump(to_json(entry)));
  return keep->append(lease, lines);
}

Event renewed(Keep& keep, Lease& lease, base::Milliseconds duration) {
  Event event;
  auto renewed = keep.renew(lease, duration);
  if (renewed) {
    lease = *renewed;
    event.type = Event::Type::renewed;
    event.expires = lease.expires;
    return event;
  }
  bool is_lost = renewed.error().kind == base::ErrorKind::conflict;
  event.type = is_lost ? Event::Type::lease_lost : Event::Type::renewal_failed;
  event.error = renewed.error();
  return event;
}

}  // namespace engine
