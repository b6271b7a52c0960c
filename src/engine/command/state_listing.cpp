#include "engine/command/state_listing.h"

#include <fmt/core.h>

#include "base/visible.h"
#include "engine/keep/history.h"
#include "engine/keep/lease_json.h"
#include "engine/show/state_text.h"

namespace engine {
namespace {

std::string lock_line(const Lease& lock) {
  return fmt::format("  locked: `{}` holds it since {}, to {}\n", base::visible_line(lock.owner),
                     base::iso8601(lock.since), base::visible_line(lock.purpose));
}

}  // namespace

base::Result<std::vector<ListedState>> list_states(const std::vector<NamedState>& states,
                                                   const Places& places, const base::Clock& clock) {
  std::vector<ListedState> all;
  for (const NamedState& known : states) {
    std::string place = TRY(place_of(places, known.folder, clock));
    auto keep = TRY(open_keep_at(places, known.folder, place, clock));
    auto history = load(*keep);
    if (!history) return tl::unexpected(history.error().in(known.name));
    auto lock = TRY(keep->holder());
    all.push_back({known, keep_address(places, known.folder, place), std::move(history->state),
                   std::move(history->warning), std::move(lock)});
  }
  return all;
}

std::string render(const std::vector<ListedState>& states) {
  if (states.empty()) return "nothing was deployed from this machine\n";
  std::string out;
  for (const ListedState& each : states) {
    out += fmt::format("{}{}, serial {}\n", out.empty() ? "" : "\n", base::visible_line(each.known.name),
                       each.state.serial);
    if (each.address != each.known.folder) out += fmt::format("  in {}\n", base::visible_line(each.address));
    if (each.lock) out += lock_line(*each.lock);
    if (!each.warning.empty()) out += fmt::format("  ! {}\n", each.warning);
    out += list_text(state_rows(each.state));
  }
  return out;
}

json::Value to_json(const std::vector<ListedState>& states) {
  json::Array out;
  for (const ListedState& each : states) {
    json::Value things = list_json(state_rows(each.state));
    json::Object state{{"state", each.known.name},    {"organization", each.known.organization},
                       {"of", each.known.sort},       {"folder", each.known.folder},
                       {"address", each.address},     {"lineage", each.state.lineage},
                       {"serial", each.state.serial}, {"things", *things.find("things")}};
    if (each.lock) state.set("lock", to_json(*each.lock));
    if (!each.warning.empty()) state.set("warning", each.warning);
    out.push_back(std::move(state));
  }
  return json::Object{{"version", 1}, {"states", std::move(out)}};
}

}  // namespace engine
