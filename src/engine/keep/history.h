// What is kept, as a state.
#pragma once

#include "engine/journal/entry.h"
#include "engine/keep/keep.h"

namespace engine {

struct History {
  State state;          // with no lineage: nothing was written yet
  std::string warning;  // what was found and left out; empty: nothing
};

// The hint of an error that has none of its own.
inline constexpr std::string_view kIfUnreadable =
    "see what is kept of it, and what to do: slipway state list";

// What is kept and cannot be read (damaged, of a later version) is a conflict, though its reader calls the text
// invalid: it is no input of the user's, and the command line is not to blame.
base::Error unreadable(base::Error error);

// The last snapshot and the entries behind it. conflict: they cannot be read, they do not follow on each other, or the
// state is kept elsewhere by now, and the error says where.
base::Result<History> load(Keep& keep);
// The same also of a state that is kept elsewhere (State::departed_to).
base::Result<History> load_departed(Keep& keep);

// Appends an entry to what is kept and to the state: its serial, fence and time are set here.
base::Status append(Keep& keep, const Lease& lease, State& state, base::Time now, Entry entry);
// The same of several, in one write.
base::Status append(Keep& keep, const Lease& lease, State& state, base::Time now, std::vector<Entry> entries);
// The first entry of a new history.
base::Status begin(Keep& keep, const Lease& lease, State& state, base::Time now, std::string lineage);

base::Status write_snapshot(Keep& keep, const Lease& lease, const State& state);

}  // namespace engine
