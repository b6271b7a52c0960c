#include "engine/command/take.h"

#include <algorithm>
#include <map>

#include "engine/keep/history.h"
#include "engine/model/resource_graph.h"
#include "engine/state/changes.h"

namespace engine {

using base::ErrorKind;

namespace {

tl::unexpected<base::Error> refuse(ErrorKind kind, std::string message, std::string hint) {
  return tl::unexpected(base::Error{kind, std::move(message), std::move(hint)});
}

bool is_ready(const Takeable& thing) {
  return thing.reading.condition == Reading::Condition::ready;
}

std::vector<Takeable> in_order(std::vector<Takeable> things, const PlannedState& state) {
  base::Diagnostics ignored;  // whoever looked at it has made a plan of it
  ResourceGraph graph = make_graph(state.desired, state.kinds, ignored);
  std::map<std::string_view, size_t> places;
  for (Graph::Node node : graph.order) places.emplace(state.desired[node].address, places.size());
  std::stable_sort(things.begin(), things.end(), [&](const Takeable& a, const Takeable& b) {
    return places[a.resource.address] < places[b.resource.address];
  });
  return things;
}

std::string lines_under(std::string_view title, const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& each : lines) out += fmt::format("  {}\n", each);
  return lines.empty() ? "" : fmt::format("{}:\n{}", title, out);
}

}  // namespace

std::vector<Takeable> takeable(const PlannedState& state) {
  std::vector<Takeable> things;
  for (const Resource& resource : state.desired) {
    if (state.state.newest(resource.address)) continue;
    auto seen = state.observed.find({resource.address, state.state.next_generation(resource.address)});
    things.push_back({&state, resource, seen == state.observed.end() ? Reading() : seen->second});
    things.back().resource.adopt = things.back().reading.identity;
  }
  return things;
}

base::Result<Takeable> find_takeable(const std::string& address, Plans& plans) {
  PlannedAt found = TRY(find_planned(address, plans));
  for (Takeable& each : takeable(*found.state))
    if (each.resource.address == found.address) return std::move(each);
  if (found.state->state.newest(found.address))
    return refuse(ErrorKind::conflict, fmt::format("`{}` is known already", address),
                  fmt::format("see what is known of it: slipway state show {}", found.address));
  return refuse(ErrorKind::not_found, fmt::format("the file does not ask for `{}`", address),
                "only what it asks for becomes Slipway's");
}

base::Status take(const Takeable& thing, HeldLease& lock, base::Random& random) {
  return lock.change([&](Session& session) -> base::Status {
    TRY(begin_if_new(session, random));
    TRY(import_thing(session, thing.state->kinds, thing.resource, thing.reading));
    return renew_needs(session, thing.state->desired);
  });
}

base::Status take_again(const std::vector<Takeable>& things, HeldLease& lock, base::Random& random) {
  if (things.empty()) return {};
  return lock.change([&](Session& session) -> base::Status {
    TRY(begin_if_new(session, random));
    for (const Takeable& thing : things)
      TRY(know_again(session, thing.state->kinds, thing.resource, thing.reading));
    return renew_needs(session, things.front().state->desired);
  });
}

std::vector<Takeable> lost_of(const PlannedState& state, Rebuilt& rebuilt) {
  std::vector<Takeable> found;
  for (Takeable& thing : in_order(takeable(state), state)) {
    if (!thing.reading.is_there)
      rebuilt.missing.push_back(thing.text());
    else if (!thing.reading.is_ours)
      rebuilt.others.push_back(fmt::format("{} ({})", thing.text(), thing.reading.note));
    else
      found.push_back(std::move(thing));
  }
  for (const Takeable& thing : found)
    rebuilt.found.push_back(thing.text() + (is_ready(thing) ? "" : fmt::format(" ({})", thing.reading.note)));
  return found;
}

std::string rebuilt_text(const Rebuilt& rebuilt) {
  std::string out = lines_under("known again", rebuilt.found);
  out += lines_under("not there: the next `slipway up` makes it", rebuilt.missing);
  out += lines_under("another's has its name: rename it, or `slipway state adopt`", rebuilt.others);
  out += lines_under("carries Slipway's marks, and the file does not ask for it", rebuilt.beyond);
  return out.empty() ? "nothing was lost\n" : out;
}

}  // namespace engine
