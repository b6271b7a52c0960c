#include "engine/command/named_states.h"

#include <algorithm>

#include "base/text.h"
#include "engine/command/plans.h"
#include "engine/keep/history.h"

namespace engine {

using base::ErrorKind;
using base::Result;

namespace {

tl::unexpected<base::Error> refuse(ErrorKind kind, std::string message, std::string hint) {
  return tl::unexpected(base::Error{kind, std::move(message), std::move(hint)});
}

bool is_called(const NamedState& state, std::string_view name) {
  return engine::is_called(state.whole_name(), name) ||
         std::any_of(state.also_called.begin(), state.also_called.end(),
                     [&](const std::string& whole) { return engine::is_called(whole, name); });
}

Result<std::vector<std::string>> addresses_of(const NamedState& state, const Places& places,
                                              const base::Clock& clock) {
  auto keep = TRY(state.keep(places, clock));
  std::vector<std::string> addresses;
  for (const auto& [key, record] : TRY(load(*keep)).state.records)
    if (addresses.empty() || addresses.back() != key.address) addresses.push_back(key.address);
  return addresses;
}

// STATE:ADDRESS; neither has a colon in its address.
std::pair<std::string, std::string> parts_of(const std::string& text) {
  size_t colon = text.rfind(':');
  if (colon == std::string::npos) return {"", text};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

}  // namespace

bool is_called(std::string_view whole, std::string_view typed) {
  for (size_t at = 0; at != std::string::npos;) {
    if (base::equal_ignoring_case(whole.substr(at), typed)) return true;
    size_t slash = whole.find('/', at);
    at = slash == std::string::npos ? slash : slash + 1;
  }
  return false;
}

std::string choices(const std::vector<std::string>& names) {
  std::string text = "say which:";
  for (const std::string& name : names) text += "\n    " + name;
  return text;
}

Result<size_t> index_of_state(const std::vector<NamedState>& states, const std::string& name) {
  std::vector<std::string> names, wholes;
  std::vector<size_t> found;
  for (const NamedState& state : states) {
    names.push_back(state.name);
    if (!name.empty() && !is_called(state, name)) continue;
    found.push_back(names.size() - 1);
    wholes.push_back(name.empty() ? state.name : state.whole_name());
  }
  if (found.size() == 1) return found.front();
  if (states.empty())
    return refuse(ErrorKind::not_found, "nothing was deployed from this machine", "make it: slipway up");
  if (found.size() > 1)
    return refuse(ErrorKind::invalid,
                  name.empty() ? fmt::format("there are {} states here", found.size())
                               : fmt::format("{} states are called `{}`", found.size(), name),
                  choices(wholes));
  std::string meant = nearest(name, names);
  return refuse(
      ErrorKind::not_found, fmt::format("there is no state of a cluster or an environment `{}`", name),
      meant.empty() ? "see which there are: slipway state list" : fmt::format("did you mean {}?", meant));
}

Result<Place> find_place(const std::vector<NamedState>& states, const std::string& text, const Places& places,
                         const base::Clock& clock) {
  auto [name, address] = parts_of(text);
  std::vector<NamedState> among = states;
  if (!name.empty()) among.assign(1, TRY(find_state(states, name)));
  std::vector<Place> found;
  std::vector<std::string> known, names;
  for (const NamedState& state : among)
    for (const std::string& each : TRY(addresses_of(state, places, clock))) {
      known.push_back(each);
      if (each != address) continue;
      found.push_back({state, address});
      names.push_back(found.back().text());
    }
  if (found.size() == 1) return std::move(found.front());
  if (found.size() > 1)
    return refuse(ErrorKind::invalid, fmt::format("{} states know `{}`", found.size(), address),
                  choices(names));
  std::string meant = nearest(address, known);
  return refuse(
      ErrorKind::not_found,
      name.empty() ? fmt::format("no state knows `{}`", address)
                   : fmt::format("the state of {} knows no `{}`", among.front().name, address),
      meant.empty() ? "see what is known: slipway state list" : fmt::format("did you mean {}?", meant));
}

Result<Place> new_place(const std::vector<NamedState>& states, const std::string& text,
                        const NamedState& like) {
  auto [name, address] = parts_of(text);
  if (name.empty()) return Place{like, address};
  NamedState state = TRY(find_state(states, name));
  Place place{std::move(state), address};
  if (place.state.folder == like.folder) return place;
  return refuse(
      ErrorKind::invalid,
      fmt::format("{} and {} are two states: a thing stays in its own", like.name, place.state.name),
      "leave the name of the state away");
}

}  // namespace engine
