// Where a journal, the snapshots of its state, and its lease are kept. One contract; the file driver is here
// (keep/file_keep.h), those of clouds are elsewhere. All of them pass testing/keep_conformance.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace engine {

// Who writes, and until when nobody else does. Each lease has a fence, a number higher than any lease before: what a
// former holder still writes is refused by it, however late it comes.
struct Lease {
  std::string owner;    // who and where, for people
  std::string purpose;  // what it is doing, for people
  int64_t fence = 0;
  base::Time since;
  base::Time expires;

  bool operator==(const Lease&) const = default;
};

struct Kept {
  std::string snapshot;              // empty: there is none
  std::string snapshot_place;        // for people; empty: there is none, or nowhere to point to
  std::vector<std::string> entries;  // those that may follow on it, and some that it holds already
  std::string warning;               // what was found and left out; empty: nothing
};

// A snapshot that was written.
struct Version {
  std::string id;
  base::Time at;

  bool operator==(const Version&) const = default;
};
inline constexpr size_t kKeptVersions = 20;  // at least, where so many were written

// Safe from one thread. A lease is used with the keep that gave it, and may be released with any. Calls block; what one
// of them returned as done is done though the machine stops the moment after.
class Keep {
 public:
  virtual ~Keep() = default;

  // Needs no lease. unavailable or io: it cannot be read; invalid: it was cut in the middle, and nothing of it is to be
  // believed.
  virtual base::Result<Kept> load() = 0;

  // All of them or, if the machine stops, the first ones of them. conflict: the lease is not the last one that was
  // given, and nothing was written.
  virtual base::Status append(const Lease& lease, const std::vector<std::string>& entries) = 0;

  // Takes the place of all entries until now. The reader sees the old or the new one. conflict: as append().
  virtual base::Status write_snapshot(const Lease& lease, const std::string& snapshot) = 0;

  // A key that belongs to the state and stands beside it: whoever has a copy of the state has none of the key. Empty:
  // there is none. It needs no lease.
  virtual base::Result<std::string> read_key() = 0;
  // conflict: as append().
  virtual base::Status write_key(const Lease& lease, const std::string& key) = 0;

  // The snapshots that are still kept, the newest first. They need no lease.
  virtual base::Result<std::vector<Version>> versions() = 0;
  // not_found: it is none of them.
  virtual base::Result<std::string> read_version(const std::string& id) = 0;

  // conflict: somebody holds it, and the message says who, what for and since when. Once it has expired, or its holder
  // has certainly ended, it is given to the next.
  virtual base::Result<Lease> acquire(const std::string& owner, const std::string& purpose,
                                      base::Milliseconds duration) = 0;
  // conflict: it was given to somebody else meanwhile. One that has expired and was not is still its holder's.
  virtual base::Result<Lease> renew(const Lease& lease, base::Milliseconds duration) = 0;
  // Of one that was given to somebody else: nothing happens.
  virtual base::Status release(const Lease& lease) = 0;
  // Who holds it; nobody, or one that has expired: none.
  virtual base::Result<std::optional<Lease>> holder() = 0;
};

// Errors that people and exit codes tell from others (show/exit_code.h); by their hints, which stay what they are in
// any context.
base::Error held_by(const Lease& lease);
bool is_held(const base::Error& error);
base::Error lost_to_another(const Lease& lease);
bool is_lost(const base::Error& error);

base::Error no_such_version(const std::string& id);

}  // namespace engine
