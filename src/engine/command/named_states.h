// States by the names that people type, and what stands in them.
//
//   dev@eu-west-3              a state
//   tutorial/production        one whose name has parts; also `production`
//   tutorial/production:role/x what stands there at the address `role/x`; also `role/x` where one state has it
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/keep/places.h"

namespace engine {

struct NamedState {
  std::string name;          // as above
  std::string organization;  // whose it is, which stands before the name where several have that
  std::vector<std::string> also_called = {};  // whole names besides
  std::string sort = {};                      // `cluster`, `environment`: what it is a state of
  std::string folder = {};                    // of its places (keep/places.h)
  std::optional<std::string> place = {};      // where it is read; nullopt: where its places say

  std::string whole_name() const { return organization + "/" + name; }
  base::Result<std::unique_ptr<Keep>> keep(const Places& places, const base::Clock& clock) const {
    return place ? open_keep_at(places, folder, *place, clock) : open_keep(places, folder, clock);
  }
};

// Whether `typed` is the whole name, or a part of it behind a slash, without regard to case.
bool is_called(std::string_view whole, std::string_view typed);
// `say which:`, and a line for each.
std::string choices(const std::vector<std::string>& names);

// Without whatever else is known of them.
template <typename State>
std::vector<NamedState> names_of(const std::vector<State>& states) {
  return {states.begin(), states.end()};
}

// Empty: the only one. not_found, with the nearest names; invalid: several are meant, and the error says which.
base::Result<size_t> index_of_state(const std::vector<NamedState>& states, const std::string& name);
// The same, of whatever else is known of each.
template <typename State>
base::Result<State> find_state(const std::vector<State>& states, const std::string& name) {
  return states[TRY(index_of_state(names_of(states), name))];
}

struct Place {
  NamedState state;
  std::string address;

  std::string text() const { return state.name + ":" + address; }
};
// not_found: no state knows the address; the error has the nearest ones.
base::Result<Place> find_place(const std::vector<NamedState>& states, const std::string& text,
                               const Places& places, const base::Clock& clock);
// Of an address that need not be known: it stands in this state, which the text names or `like` is.
base::Result<Place> new_place(const std::vector<NamedState>& states, const std::string& text,
                              const NamedState& like);

}  // namespace engine
