#include "blueprint/keep/object_keep.h"

#include <algorithm>

#include "base/text.h"

namespace blueprint {

using base::Error;
using base::ErrorKind;
using base::Result;
using base::Status;
using engine::Kept;
using engine::Lease;
using engine::Version;

namespace {

constexpr int kTries = 10;  // of one write, while others write at the same place
constexpr size_t kDigits = 12;
const std::string kLease = "lease", kJournal = "journal", kSnapshots = "snapshots", kKey = "digest-key";

std::string name_of(int64_t number) {
  return fmt::format("{:0{}}", number, kDigits);
}

// None: nothing that has a number.
std::optional<int64_t> number_of(const std::string& name) {
  if (name.size() != kDigits || name.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  return base::parse_int(name);
}

std::vector<Listed> only_numbered(std::vector<Listed> listed) {
  std::erase_if(listed, [](const Listed& each) { return !number_of(each.name); });
  return listed;
}

std::string in_folder(const std::string& folder, int64_t number) {
  return folder + "/" + name_of(number);
}

bool is_conflict(const Status& status) {
  return !status && status.error().kind == ErrorKind::conflict;
}

tl::unexpected<Error> too_busy(const std::string& place) {
  return tl::unexpected(Error{ErrorKind::unavailable, fmt::format("others keep writing `{}`", place),
                              "run it again when they have ended"});
}

}  // namespace

// --- the lease

Result<std::optional<LeaseRecord>> ObjectKeep::read_lease(std::string& tag) {
  tag.clear();
  auto found = objects_->read(kLease);
  if (!found && found.error().kind == ErrorKind::not_found) return std::optional<LeaseRecord>();
  std::optional<Stored> object = TRY(std::move(found));
  if (!object) return std::optional<LeaseRecord>();
  tag = object->tag;
  return std::optional(TRY(parse_lease(object->text).map_error([&](const Error& error) {
    Error in_place = error.in(objects_->place(kLease));
    if (in_place.hint.empty())
      in_place.hint = "remove it if no run is under way: the next lease makes it anew";
    return in_place;
  })));
}

Result<std::optional<Lease>> ObjectKeep::change_lease(const NextLease& next) {
  const std::string writer = random_->uuid();
  for (int tries = 0; tries < kTries; ++tries) {
    std::string tag;
    std::optional<LeaseRecord> last = TRY(read_lease(tag));
    if (last && last->writer == writer) return last->lease;  // done by a try whose answer was lost
    std::optional<Lease> wanted = TRY(next(last ? std::optional(last->lease) : std::nullopt));
    if (!wanted) return std::optional<Lease>();
    Status written = objects_->write(kLease, to_text(LeaseRecord{*wanted, writer}), tag);
    if (written) return wanted;
    if (!is_conflict(written)) return tl::unexpected(std::move(written.error()));
  }
  return too_busy(objects_->place(kLease));
}

Result<Lease> ObjectKeep::acquire(const std::string& owner, const std::string& purpose,
                                  base::Milliseconds duration) {
  auto next = [&](const std::optional<Lease>& last) -> Result<std::optional<Lease>> {
    base::Time now = clock_->now();
    if (last && last->expires > now) return tl::unexpected(engine::held_by(*last));
    int64_t fence = 0;
    if (last) {
      fence = last->fence;
    } else {
      TRY(objects_->make());
      fence = TRY(find_end()).fence;  // more than 0 where somebody has removed the lease
    }
    return std::optional(Lease{owner, purpose, fence + 1, now, now + duration});
  };
  std::optional<Lease> lease = TRY(change_lease(next));
  if (Status opened = open_journal(*lease); !opened) {
    (void)release(*lease);  // else the next run waits until it has expired
    return tl::unexpected(std::move(opened.error()));
  }
  return *lease;
}

Result<Lease> ObjectKeep::renew(const Lease& lease, base::Milliseconds duration) {
  auto next = [&](const std::optional<Lease>& last) -> Result<std::optional<Lease>> {
    if (!last || last->fence != lease.fence) return tl::unexpected(engine::lost_to_another(lease));
    Lease renewed = lease;
    renewed.expires = clock_->now() + duration;
    return std::optional(renewed);
  };
  return *TRY(change_lease(next));
}

Status ObjectKeep::release(const Lease& lease) {
  auto next = [&](const std::optional<Lease>& last) -> Result<std::optional<Lease>> {
    if (!last || last->fence != lease.fence) return std::optional<Lease>();
    Lease ended = *last;
    ended.expires = ended.since;
    return std::optional(ended);
  };
  TRY(change_lease(next));
  return {};
}

Result<std::optional<Lease>> ObjectKeep::holder() {
  std::string tag;
  std::optional<LeaseRecord> last = TRY(read_lease(tag));
  if (!last || last->lease.expires <= clock_->now()) return std::optional<Lease>();
  return last->lease;
}

// --- the journal

Result<std::vector<Listed>> ObjectKeep::list_if_made(const std::string& folder, const std::string& after) {
  auto listed = objects_->list(folder, after);
  if (!listed && listed.error().kind == ErrorKind::not_found) return std::vector<Listed>();
  return only_numbered(TRY(std::move(listed)));
}

Result<std::optional<Record>> ObjectKeep::read_record(int64_t number) {
  const std::string name = in_folder(kJournal, number);
  std::optional<Stored> object = TRY(objects_->read(name));
  if (!object) return std::optional<Record>();
  auto in_place = [&](const Error& error) { return error.in(objects_->place(name)); };
  return std::optional(TRY(parse_record(object->text).map_error(in_place)));
}

// From the newest snapshot on, whose mark is there at least.
Result<ObjectKeep::End> ObjectKeep::find_end() {
  std::vector<Listed> snapshots = TRY(list_if_made(kSnapshots, ""));
  int64_t base = snapshots.empty() ? 0 : *number_of(snapshots.back().name);
  std::vector<Listed> journal = TRY(list_if_made(kJournal, base > 0 ? name_of(base - 1) : ""));
  if (journal.empty() && base == 0) return End{};
  End end{journal.empty() ? base : *number_of(journal.back().name), 0};
  std::optional<Record> last = TRY(read_record(end.number));
  if (!last)
    return base::fail(ErrorKind::invalid, "`{}` is missing",
                      objects_->place(in_folder(kJournal, end.number)));
  end.fence = last->fence;
  return end;
}

Status ObjectKeep::open_journal(const Lease& lease) {
  end_ = TRY(find_end());
  return write_at_end(lease, {0, "", fmt::format("`{}` begins to {}", lease.owner, lease.purpose), {}});
}

Result<int64_t> ObjectKeep::write_next(const Lease& lease, Record record) {
  if (end_.fence != lease.fence) return tl::unexpected(engine::lost_to_another(lease));
  TRY(write_at_end(lease, std::move(record)));
  return end_.number;
}

// At the first free number, unless a higher fence stands before it.
Status ObjectKeep::write_at_end(const Lease& lease, Record record) {
  record.fence = lease.fence;
  record.writer = random_->uuid();
  const std::string text = to_text(record);
  for (int tries = 0; tries < kTries; ++tries) {
    if (end_.fence > lease.fence) return tl::unexpected(engine::lost_to_another(lease));
    Status written = objects_->write(in_folder(kJournal, end_.number + 1), text, "");
    if (!written && !is_conflict(written)) return written;
    std::optional<Record> there = written ? std::optional(record) : TRY(read_record(end_.number + 1));
    if (!there) continue;  // somebody's write was under way there, and came to nothing
    if (there->fence == lease.fence && there->writer != record.writer)
      return tl::unexpected(Error{ErrorKind::unavailable,
                                  "an earlier write of this run was given up, and has taken effect after all",
                                  "run it again: it goes on from what is written"});
    end_ = {end_.number + 1, there->fence};
    if (there->writer == record.writer) return {};
  }
  return too_busy(objects_->place(kJournal));
}

Status ObjectKeep::append(const Lease& lease, const std::vector<std::string>& entries) {
  TRY(write_next(lease, {0, "", "", entries}));
  return {};
}

Result<Kept> ObjectKeep::load() {
  Kept kept;
  auto snapshots = objects_->list(kSnapshots, "");
  if (!snapshots && snapshots.error().kind == ErrorKind::not_found) {
    kept.warning =
        snapshots.error().message + ": the first run that writes makes it; if a state was there, it is lost";
    return kept;
  }
  std::vector<Listed> numbered = only_numbered(TRY(std::move(snapshots)));
  int64_t number = 0;
  if (!numbered.empty()) {
    number = *number_of(numbered.back().name);
    kept.snapshot_place = objects_->place(in_folder(kSnapshots, number));
    kept.snapshot = TRY(read_version(name_of(number)));
  }
  for (const Listed& each : TRY(list_if_made(kJournal, number > 0 ? name_of(number) : ""))) {
    ++number;
    std::optional<Record> record;
    if (number_of(each.name) == number) record = TRY(read_record(number));
    if (!record)
      return base::fail(ErrorKind::invalid, "`{}` is missing, and others come after it",
                        objects_->place(in_folder(kJournal, number)));
    std::move(record->entries.begin(), record->entries.end(), std::back_inserter(kept.entries));
  }
  return kept;
}

// --- the key

Result<std::string> ObjectKeep::read_key() {
  auto found = objects_->read(kKey);
  if (!found && found.error().kind == ErrorKind::not_found) return std::string();
  std::optional<Stored> object = TRY(std::move(found));
  return object ? std::move(object->text) : std::string();
}

// Who has lost the lease is refused here by it alone: a key that comes late does no harm, since it is written before
// anything was digested with another.
Status ObjectKeep::write_key(const Lease& lease, const std::string& key) {
  std::optional<Lease> held = TRY(holder());
  if (!held || held->fence != lease.fence) return tl::unexpected(engine::lost_to_another(lease));
  std::optional<Stored> there = TRY(objects_->read(kKey));
  if (there && there->text == key) return {};
  Status written = objects_->write(kKey, key, there ? there->tag : "");
  if (!is_conflict(written)) return written;
  // By another, or by this very write, whose answer was lost.
  if (TRY(read_key()) == key) return {};
  return tl::unexpected(engine::lost_to_another(lease));
}

// --- snapshots

Status ObjectKeep::write_snapshot(const Lease& lease, const std::string& snapshot) {
  int64_t number = TRY(write_next(lease, {0, "", "a snapshot of the state until here", {}}));
  Status written = objects_->write(in_folder(kSnapshots, number), snapshot, "");
  // Nobody else writes at a number that is ours: what is there already is what we wrote.
  if (!written && !is_conflict(written)) return written;
  remove_old_snapshots();
  return {};
}

// What cannot be removed now, or may not be, is left to the next one.
void ObjectKeep::remove_old_snapshots() {
  auto kept = list_if_made(kSnapshots, "");
  if (!kept || kept->size() <= engine::kKeptVersions) return;
  (void)objects_->remove_before(kSnapshots, (*kept)[kept->size() - engine::kKeptVersions].name);
}

Result<std::vector<Version>> ObjectKeep::versions() {
  std::vector<Listed> kept = TRY(list_if_made(kSnapshots, ""));
  std::vector<Version> versions;
  for (auto each = kept.rbegin(); each != kept.rend(); ++each)
    versions.push_back({each->name, each->written});
  return versions;
}

Result<std::string> ObjectKeep::read_version(const std::string& id) {
  if (!number_of(id)) return tl::unexpected(engine::no_such_version(id));
  std::optional<Stored> found = TRY(objects_->read(kSnapshots + "/" + id));
  if (!found) return tl::unexpected(engine::no_such_version(id));
  return std::move(found->text);
}

}  // namespace blueprint
