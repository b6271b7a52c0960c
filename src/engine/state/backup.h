// Copies of a state, and the way back. A copy holds what a state holds, and so no secret.
#pragma once

#include "engine/state/session.h"

namespace engine {

// A snapshot with all entries folded in, as JSON (journal/state_json.h). Needs no lease. not_found: there is no state.
base::Result<std::string> backup(Keep& keep);

// What is different after a state was put back.
struct Restored {
  int64_t serial = 0;  // from now on
  std::vector<std::string>
      forgotten;  // addresses that were known before, and are not now: they stay where they are
  std::vector<std::string> known_again;  // the other way round
};

// Puts a backup in the place of the state, which is one entry of the journal; a snapshot of what was there stays among
// the versions. Plans that were made before are stale.
//
// invalid: not a state, or one of a later version. conflict, and nothing is done unless forced: it is one of another
// lineage, or older than what is there, so that what was made since would be forgotten; or that cannot be read.
base::Result<Restored> restore(Keep& keep, const base::Clock& clock, const std::string& owner,
                               std::string_view backup, bool is_forced);

struct StateVersion {
  Version version;
  int64_t serial = 0;
  size_t things = 0;
  bool is_damaged = false;  // and the others are none the less
};
// The newest first. Each that is not damaged can be restored: Keep::read_version().
base::Result<std::vector<StateVersion>> state_versions(Keep& keep);

}  // namespace engine
