// A keep in a store that knows conditional writes and nothing more.
//
//   lease                    whose turn it is, and its fence; each write names the one that it has seen
//   journal/000000000012     one write each, at the number after the last one, where nothing is yet
//   snapshots/000000000012   the state behind that number, whose place in the journal is the mark of it
//   digest-key               of digests (engine/keep/keep.h)
//
// Why a former holder can write nothing. A lease begins with an object in the journal, its opening, at the first free
// number. A holder's writes follow on its opening, one after the other; so the number that it would write next is free
// until somebody else has taken it, and the first one who does is the next lease's opening. From then on the former
// holder finds that number taken, by an object of a higher fence, however long it stood still. For that the journal's
// objects stay for ever: nobody removes one. They are small, and the newest snapshot is all that is read of what came
// before it.
//
// An opening is written only behind objects of lower fences. So fences never sink along the journal, and whoever has
// waited too long between its lease and its opening finds a higher one there.
//
// A snapshot is written when its mark stands in the journal: so it is its holder's. One that is missing or was removed
// costs nothing, since the journal has all that was in it.
//
// Where an answer is lost, a write may find that it is there already: each has a `writer` of its own by which it is
// known again.
#pragma once

#include <functional>
#include <memory>

#include "base/random.h"
#include "blueprint/keep/objects.h"
#include "blueprint/keep/record.h"
#include "engine/keep/keep.h"

namespace blueprint {

class ObjectKeep final : public engine::Keep {
 public:
  // `clock` and `random` outlive it.
  ObjectKeep(std::unique_ptr<Objects> objects, const base::Clock& clock, base::Random& random)
      : objects_(std::move(objects)), clock_(&clock), random_(&random) {}

  base::Result<engine::Kept> load() override;
  base::Status append(const engine::Lease& lease, const std::vector<std::string>& entries) override;
  base::Status write_snapshot(const engine::Lease& lease, const std::string& snapshot) override;
  base::Result<std::string> read_key() override;
  base::Status write_key(const engine::Lease& lease, const std::string& key) override;
  base::Result<std::vector<engine::Version>> versions() override;
  base::Result<std::string> read_version(const std::string& id) override;
  base::Result<engine::Lease> acquire(const std::string& owner, const std::string& purpose,
                                      base::Milliseconds duration) override;
  base::Result<engine::Lease> renew(const engine::Lease& lease, base::Milliseconds duration) override;
  base::Status release(const engine::Lease& lease) override;
  base::Result<std::optional<engine::Lease>> holder() override;

 private:
  // The last object of the journal.
  struct End {
    int64_t number = 0;
    int64_t fence = 0;
  };
  // What the lease shall be, from what it is; none: it stays.
  using NextLease =
      std::function<base::Result<std::optional<engine::Lease>>(const std::optional<engine::Lease>&)>;

  base::Result<std::optional<LeaseRecord>> read_lease(std::string& tag);
  base::Result<std::optional<engine::Lease>> change_lease(const NextLease& next);
  base::Result<End> find_end();
  base::Result<std::optional<Record>> read_record(int64_t number);
  base::Status open_journal(const engine::Lease& lease);
  base::Result<int64_t> write_next(const engine::Lease& lease, Record record);
  base::Status write_at_end(const engine::Lease& lease, Record record);
  base::Result<std::vector<Listed>> list_if_made(const std::string& folder, const std::string& after);
  void remove_old_snapshots();

  std::unique_ptr<Objects> objects_;
  const base::Clock* clock_;
  base::Random* random_;
  End end_;  // where this holder writes next; fence 0: it does not hold a lease
};

}  // namespace blueprint
