// Keeps in a folder of this machine:
//
//   journal    entries as keep/entry_line.h writes them, appended and synced
//   snapshot   the state at some entry; replaced as a whole
//   key        of digests (keep/keep.h), for its owner only
//   versions/  the last snapshots, each as it was written
//   lease      whose turn it is and its fence; replaced as a whole
//   lock       locked while one of these is written, so that nobody writes between the look at the fence and the write
//   running-7  locked as long as the process lives that has the lease of fence 7: when it has ended, nobody waits for
//              the lease to expire
//
// A network's file system will do only if its locks and renames are those of POSIX.
#pragma once

#include "base/file.h"
#include "engine/keep/keep.h"

namespace engine {

class FileKeep final : public Keep {
 public:
  // The folder is made on the first write.
  FileKeep(std::string folder, const base::Clock& clock) : folder_(std::move(folder)), clock_(&clock) {}

  // For who uses a lease no more once it is given back (state/held_lease.h). The first lease of all, if nothing was
  // written under it, leaves nothing behind then, and the next one is the first again; so is the one behind a holder
  // that was killed before it wrote anything.
  void leave_nothing_unwritten() { leaves_nothing_ = true; }

  // Whether anything of a state was ever written there, and not a lease alone.
  static bool is_written(const std::string& folder);

  base::Result<Kept> load() override;
  base::Status append(const Lease& lease, const std::vector<std::string>& entries) override;
  base::Status write_snapshot(const Lease& lease, const std::string& snapshot) override;
  base::Result<std::string> read_key() override;
  base::Status write_key(const Lease& lease, const std::string& key) override;
  base::Result<std::vector<Version>> versions() override;
  base::Result<std::string> read_version(const std::string& id) override;
  base::Result<Lease> acquire(const std::string& owner, const std::string& purpose,
                              base::Milliseconds duration) override;
  base::Result<Lease> renew(const Lease& lease, base::Milliseconds duration) override;
  base::Status release(const Lease& lease) override;
  base::Result<std::optional<Lease>> holder() override;

 private:
  std::string path(std::string_view name) const { return fmt::format("{}/{}", folder_, name); }
  base::Result<base::Fd> lock() const;
  base::Result<base::Fd> lock_for(const Lease& lease) const;
  base::Result<std::optional<Lease>> last_lease() const;
  base::Result<std::optional<Lease>> held_lease() const;
  std::string running(const Lease& lease) const { return path(fmt::format("running-{}", lease.fence)); }
  base::Status write_lease(const Lease& lease) const;
  base::Result<base::Fd> open_journal() const;
  base::Status keep_version(const Lease& lease, const std::string& snapshot) const;

  std::string folder_;
  const base::Clock* clock_;
  bool leaves_nothing_ = false;
  std::optional<base::Error>
      damage_;  // of the journal that the lease was taken over: nothing is written behind it
  base::Fd running_;
};

}  // namespace engine
