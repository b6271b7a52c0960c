#include "engine/command/state_listing.h"

#include <fmt/core.h>

#include <algorithm>

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

base::Status read(const Places& places, const base::Clock& clock, ListedState& listed) {
  const NamedState& known = listed.known;
  std::string place = known.place ? *known.place : TRY(place_of(places, known.folder, clock));
  listed.address = keep_address(places, known.folder, place);
  auto keep = TRY(open_keep_at(places, known.folder, place, clock));
  History history = TRY(load(*keep));
  listed.lock = TRY(keep->holder());
  listed.state = std::move(history.state);
  listed.warning = std::move(history.warning);
  return {};
}

std::string hint_of(const ListedState& listed) {
  if (!listed.error->hint.empty() && listed.error->hint != kIfUnreadable) return listed.error->hint;
  return fmt::format(
      "see what is kept of it: slipway state versions {0}; put one back: slipway state restore {0} "
      "--version VERSION --force; or move it away, and slipway state rebuild",
      listed.known.name);
}

std::string error_lines(const ListedState& listed) {
  return fmt::format("  ! cannot be read: {}\n    {}\n", base::visible_line(listed.error->message),
                     base::visible_line(hint_of(listed)));
}

}  // namespace

std::vector<ListedState> list_states(const std::vector<NamedState>& states, const Places& places,
                                     const base::Clock& clock) {
  std::vector<ListedState> all;
  for (const NamedState& known : states) {
    ListedState listed{known, known.folder, {}, "", std::nullopt, std::nullopt};
    base::Status done = read(places, clock, listed);
    if (!done) listed.error = done.error();
    all.push_back(std::move(listed));
  }
  return all;
}

bool has_unreadable(const std::vector<ListedState>& states) {
  return std::any_of(states.begin(), states.end(), [](const ListedState& each) { return each.error; });
}

std::string render(const std::vector<ListedState>& states) {
  if (states.empty()) return "nothing was deployed from this machine\n";
  std::string out;
  for (const ListedState& each : states) {
    out += fmt::format("{}{}", out.empty() ? "" : "\n", base::visible_line(each.known.name));
    out += each.error ? "\n" : fmt::format(", serial {}\n", each.state.serial);
    if (each.address != each.known.folder) out += fmt::format("  in {}\n", base::visible_line(each.address));
    if (each.lock) out += lock_line(*each.lock);
    if (!each.warning.empty()) out += fmt::format("  ! {}\n", each.warning);
    out += each.error ? error_lines(each) : list_text(state_rows(each.state));
  }
  return out;
}

json::Value to_json(const std::vector<ListedState>& states) {
  json::Array out;
  for (const ListedState& each : states) {
    if (each.error) {
      out.push_back(json::Object{{"state", each.known.name},
                                 {"organization", each.known.organization},
                                 {"of", each.known.sort},
                                 {"folder", each.known.folder},
                                 {"address", each.address},
                                 {"error", each.error->message},
                                 {"hint", hint_of(each)}});
      continue;
    }
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
