#include "engine/keep/file_keep.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "base/json.h"
#include "base/text.h"
#include "engine/keep/entry_line.h"
#include "engine/keep/lease_json.h"

namespace engine {
namespace {

using base::Fd;
using base::Result;
using base::Status;

constexpr base::Milliseconds kLockPatience{10'000};  // it is held for a few writes only

Result<std::string> read_if_there(const std::string& path) {
  auto text = base::read_file(path, size_t{1} << 30);
  if (!text && text.error().kind == base::ErrorKind::not_found) return std::string();
  return text;
}

Status sync_folder(const std::string& folder) {
  Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.is_open() || ::fsync(fd.get()) != 0)
    return tl::unexpected(base::errno_error("sync", folder, errno));
  return {};
}

// In one write, so that what fails for want of space is not half of it more often than it must.
Status write_all(const Fd& fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    ssize_t written = ::write(fd.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return tl::unexpected(base::errno_error("write", path, errno));
    text.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

// Whether it is still the file of that name: who held its lock may have removed it.
bool is_at(const Fd& fd, const std::string& path) {
  struct stat open_one = {}, named = {};
  return ::fstat(fd.get(), &open_one) == 0 && ::stat(path.c_str(), &named) == 0 &&
         open_one.st_ino == named.st_ino && open_one.st_dev == named.st_dev;
}

// The newest first. What has no name of ours is none.
Result<std::vector<Version>> list_versions(const std::string& folder) {
  std::vector<Version> versions;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::string name = entry.path().filename();
    std::vector<std::string_view> parts = base::split(name, '-');
    auto ms = base::parse_int(parts.front());
    if (parts.size() == 2 && parts.front().size() == 15 && ms && base::parse_int(parts.back()))
      versions.push_back({name, base::from_ms(*ms)});
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return tl::unexpected(base::errno_error("read", folder, error.value()));
  std::sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) { return a.id > b.id; });
  return versions;
}

}  // namespace

bool FileKeep::is_written(const std::string& folder) {
  return base::exists(folder + "/journal") || base::exists(folder + "/snapshot");
}

Result<Fd> FileKeep::lock() const {
  TRY(base::make_folder(folder_));
  base::Deadline deadline = base::Deadline::in(kLockPatience);
  while (true) {
    auto locked = base::lock_file(path("lock"));
    if (locked && is_at(*locked, path("lock"))) return locked;
    bool is_held = !locked && locked.error().kind == base::ErrorKind::conflict;
    bool is_removed = locked || locked.error().kind == base::ErrorKind::not_found;
    if ((!is_held && !is_removed) || deadline.passed()) return locked;
    if (is_held)
      TRY(base::wait_until_unlocked(path("lock"), deadline));
    else
      TRY(base::make_folder(folder_));
  }
}

Result<Fd> FileKeep::lock_for(const Lease& lease) const {
  Fd locked = TRY(lock());
  std::optional<Lease> last = TRY(last_lease());
  if (!last || last->fence != lease.fence) return tl::unexpected(lost_to_another(lease));
  return locked;
}

Result<std::optional<Lease>> FileKeep::last_lease() const {
  std::string text = TRY(read_if_there(path("lease")));
  if (text.empty()) return std::optional<Lease>();
  return std::optional(lease_of(TRY(json::parse(text))));
}

Status FileKeep::write_lease(const Lease& lease) const {
  TRY(base::write_file_atomically(path("lease"), json::dump(to_json(lease)) + "\n"));
  return sync_folder(folder_);
}

Result<Kept> FileKeep::load() {
  // A snapshot that is written between these two lines leaves entries away that it holds: so the journal comes first.
  std::string journal = TRY(read_if_there(path("journal")));
  Kept kept;
  kept.snapshot = TRY(read_if_there(path("snapshot")));
  if (base::exists(path("snapshot"))) kept.snapshot_place = path("snapshot");
  EntryLines lines = TRY(read_entry_lines(journal).map_error(
      [&](const base::Error& error) { return error.in(path("journal")); }));
  kept.entries = std::move(lines.entries);
  if (lines.whole_bytes < journal.size())
    kept.warning =
        fmt::format("the last entry of `{}` was written by half, and is left out", path("journal"));
  return kept;
}

// What a former holder wrote by half is cut off first: behind it nothing could be read.
Result<Fd> FileKeep::open_journal() const {
  std::string name = path("journal");
  bool is_new = !base::exists(name);
  Fd fd(::open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!fd.is_open()) return tl::unexpected(base::errno_error("write", name, errno));
  if (is_new) TRY(sync_folder(folder_));
  return fd;
}

Status FileKeep::append(const Lease& lease, const std::vector<std::string>& entries) {
  Fd locked = TRY(lock_for(lease));
  if (damage_) return tl::unexpected(*damage_);
  std::string lines;
  for (const std::string& entry : entries) lines += entry_line(entry);
  Fd journal = TRY(open_journal());
  off_t before = ::lseek(journal.get(), 0, SEEK_END);
  Status written = write_all(journal, lines, path("journal"));
  if (written && ::fdatasync(journal.get()) != 0)
    written = tl::unexpected(base::errno_error("sync", path("journal"), errno));
  // What is not whole must not stay: the next entry would stand behind it. If this fails, too, the next holder cuts it.
  if (!written && ::ftruncate(journal.get(), before) != 0)
    return tl::unexpected(written.error().in("the entry stays there by half"));
  return written;
}

Status FileKeep::write_snapshot(const Lease& lease, const std::string& snapshot) {
  Fd locked = TRY(lock_for(lease));
  TRY(keep_version(lease, snapshot));
  if (damage_) TRY(base::write_file_atomically(path("journal.damaged"), TRY(read_if_there(path("journal")))));
  TRY(base::write_file_atomically(path("snapshot"), snapshot));
  TRY(sync_folder(folder_));
  TRY(base::write_file_atomically(path("journal"), ""));
  damage_.reset();
  return sync_folder(folder_);
}

// Named by when it was written and under which fence; two of the same moment are told apart by a later one.
Status FileKeep::keep_version(const Lease& lease, const std::string& snapshot) const {
  std::vector<Version> kept = TRY(list_versions(path("versions")));
  base::Time at = clock_->now();
  if (!kept.empty()) at = std::max(at, kept.front().at + base::Milliseconds(1));
  TRY(base::make_folder(path("versions")));
  TRY(base::write_file_atomically(path(fmt::format("versions/{:015}-{}", base::to_ms(at), lease.fence)),
                                  snapshot));
  for (size_t at_most = kKeptVersions - 1; at_most < kept.size(); ++at_most)
    TRY(base::remove_all(path("versions/" + kept[at_most].id)));
  return sync_folder(path("versions"));
}

Result<std::string> FileKeep::read_key() {
  return read_if_there(path("key"));
}

Status FileKeep::write_key(const Lease& lease, const std::string& key) {
  Fd locked = TRY(lock_for(lease));
  TRY(base::write_file_atomically(path("key"), key));
  return sync_folder(folder_);
}

Result<std::vector<Version>> FileKeep::versions() {
  return list_versions(path("versions"));
}

Result<std::string> FileKeep::read_version(const std::string& id) {
  std::vector<Version> kept = TRY(versions());
  bool is_kept = std::any_of(kept.begin(), kept.end(), [&](const Version& each) { return each.id == id; });
  if (!is_kept) return tl::unexpected(no_such_version(id));
  return base::read_file(path("versions/" + id), size_t{1} << 30);
}

Result<Lease> FileKeep::acquire(const std::string& owner, const std::string& purpose,
                                base::Milliseconds duration) {
  Fd locked = TRY(lock());
  std::optional<Lease> last = TRY(last_lease());
  std::optional<Lease> held = TRY(held_lease());
  if (held) return tl::unexpected(held_by(*held));
  std::string journal = TRY(read_if_there(path("journal")));
  auto lines = read_entry_lines(journal);
  damage_ = lines ? std::nullopt : std::optional(lines.error().in(path("journal")));
  if (lines && lines->whole_bytes < journal.size())
    TRY(base::write_file_atomically(path("journal"),
                                    std::string_view(journal).substr(0, lines->whole_bytes)));
  int64_t fence = last ? last->fence + 1 : 1;
  // Who was killed before it wrote anything writes nothing any more.
  bool was_killed = last && base::exists(running(*last)) && !base::is_locked(running(*last));
  if (leaves_nothing_ && was_killed && !is_written(folder_)) fence = last->fence;
  if (last) TRY(base::remove_all(running(*last)));
  base::Time now = clock_->now();
  Lease lease{owner, purpose, fence, now, now + duration};
  running_ = TRY(base::lock_file(running(lease)));
  TRY(write_lease(lease));
  return lease;
}

Result<Lease> FileKeep::renew(const Lease& lease, base::Milliseconds duration) {
  Fd locked = TRY(lock_for(lease));
  Lease renewed = lease;
  renewed.expires = clock_->now() + duration;
  TRY(write_lease(renewed));
  return renewed;
}

Status FileKeep::release(const Lease& lease) {
  Fd locked = TRY(lock());
  std::optional<Lease> last = TRY(last_lease());
  running_.reset();
  if (!last || last->fence != lease.fence) return {};
  TRY(base::remove_all(running(lease)));
  // As if it had never been: nobody who could still write has its fence.
  if (leaves_nothing_ && lease.fence == 1 && !is_written(folder_)) return base::remove_all(folder_);
  last->expires = last->since;
  return write_lease(*last);
}

Result<std::optional<Lease>> FileKeep::held_lease() const {
  std::optional<Lease> last = TRY(last_lease());
  if (!last || last->expires <= clock_->now() || !base::is_locked(running(*last)))
    return std::optional<Lease>();
  return last;
}

Result<std::optional<Lease>> FileKeep::holder() {
  return held_lease();
}

}  // namespace engine
