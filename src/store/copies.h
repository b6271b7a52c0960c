// A store's records at one moment, in a file of their own: to put them back, or to see what has changed since.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "store/store.h"

namespace store {

// Into a new file. `beside`: what must be done while no record changes; it fails the whole.
base::Status save_copy(Store& store, const std::string& path, const std::function<base::Status()>& beside);

// The records become those of the file, all at once or not at all. Conflict: it is of another version of Slipway.
base::Status load_copy(Store& store, const std::string& path);

enum class Change { added, changed, removed };
struct Difference {
  std::string account, region, kind, id;
  Change change = Change::changed;
};
// From the copy to what the store holds now, in the order of account, region, kind and id.
base::Result<std::vector<Difference>> compare_with_copy(Store& store, const std::string& path);

}  // namespace store
