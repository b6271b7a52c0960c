#include "engine/state/held_lease.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/manual_clock.h"
#include "base/random.h"
#include "engine/keep/file_keep.h"
#include "engine/state/changes.h"
#include "engine/state/lock.h"

namespace engine {
namespace {

using base::Milliseconds;
using base::Status;

// A keep that nobody can see the end of, as those of clouds: what is not given back there stays held.
class Counted final : public Keep {
 public:
  Counted(std::unique_ptr<Keep> keep, int& releases) : keep_(std::move(keep)), releases_(releases) {}
  base::Result<Kept> load() override { return keep_->load(); }
  Status append(const Lease& lease, const std::vector<std::string>& entries) override {
    return keep_->append(lease, entries);
  }
  Status write_snapshot(const Lease& lease, const std::string& snapshot) override {
    return keep_->write_snapshot(lease, snapshot);
  }
  base::Result<std::string> read_key() override { return keep_->read_key(); }
  Status write_key(const Lease& lease, const std::string& key) override {
    return keep_->write_key(lease, key);
  }
  base::Result<std::vector<Version>> versions() override { return keep_->versions(); }
  base::Result<std::string> read_version(const std::string& id) override { return keep_->read_version(id); }
  base::Result<Lease> acquire(const std::string& owner, const std::string& purpose,
                              Milliseconds duration) override {
    return keep_->acquire(owner, purpose, duration);
  }
  base::Result<Lease> renew(const Lease& lease, Milliseconds duration) override {
    return keep_->renew(lease, duration);
  }
  Status release(const Lease& lease) override {
    ++releases_;
    return keep_->release(lease);
  }
  base::Result<std::optional<Lease>> holder() override { return keep_->holder(); }

 private:
  std::unique_ptr<Keep> keep_;
  int& releases_;
};

class HeldLeaseTest : public testing::Test {
 protected:
  ~HeldLeaseTest() override { std::filesystem::remove_all(folder_); }

  base::Result<std::unique_ptr<HeldLease>> take(HeldLease::Renewal renewal) {
    return HeldLease::take(std::make_unique<FileKeep>(folder_, clock_), clock_, {"ann@desk", "slipway up"},
                           renewal);
  }
  std::unique_ptr<HeldLease> held(HeldLease::Renewal renewal = HeldLease::Renewal::when_used) {
    auto taken = take(renewal);
    EXPECT_TRUE(taken) << taken.error().message;
    return std::move(*taken);
  }

  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  std::string folder_ = testing::TempDir() + "/held-lease-" + base::SystemRandom().uuid();
  FileKeep other_{folder_, clock_};
};

TEST_F(HeldLeaseTest, KeepsOthersOutUntilItEnds) {
  {
    auto lease = held();
    auto second = take(HeldLease::Renewal::when_used);
    ASSERT_FALSE(second);
    EXPECT_TRUE(is_held(second.error()));
    EXPECT_NE(
        second.error().message.find("`ann@desk` holds the lock since 2027-01-15T08:00:00Z to slipway up"),
        std::string::npos)
        << second.error().message;
  }
  EXPECT_EQ(other_.holder()->has_value(), false);
  EXPECT_TRUE(take(HeldLease::Renewal::when_used));
}

TEST_F(HeldLeaseTest, DoesOnceWhatComesBeforeAnyWriting) {
  auto lease = held();
  int done = 0;
  bool may = false;
  lease->before_writing([&]() -> Status {
    ++done;
    if (may) return {};
    return base::fail(base::ErrorKind::conflict, "not now");
  });
  bool is_used = false;
  auto use = [&] {
    return lease->use([&](Keep&, Lease&) {
      is_used = true;
      return Status();
    });
  };
  EXPECT_FALSE(use());
  EXPECT_FALSE(is_used);
  may = true;
  EXPECT_TRUE(use());
  EXPECT_TRUE(use());
  EXPECT_TRUE(lease->begin_writing());
  EXPECT_EQ(done, 2) << "once it was refused, and once done";
}

TEST_F(HeldLeaseTest, IsGivenBackOnce) {
  int releases = 0;
  auto keep = std::make_unique<Counted>(std::make_unique<FileKeep>(folder_, clock_), releases);
  auto lease =
      HeldLease::take(std::move(keep), clock_, {"ann@desk", "slipway up"}, HeldLease::Renewal::by_thread);
  ASSERT_TRUE(lease);
  EXPECT_EQ(releases, 0);
  lease->reset();
  EXPECT_EQ(releases, 1);
}

TEST_F(HeldLeaseTest, IsRenewedWhileNobodyUsesIt) {
  auto lease = held(HeldLease::Renewal::by_thread);
  base::Time first = other_.holder()->value().expires;
  base::Deadline patience = base::Deadline::in(std::chrono::seconds(30));
  while (!patience.passed() && other_.holder()->value().expires == first) {
    // Never so far that it would have expired, however late its thread comes.
    if (first - clock_.now() > Milliseconds(10'000)) clock_.advance(Milliseconds(100));
    std::this_thread::yield();
  }
  EXPECT_GT(other_.holder()->value().expires, first);
}

TEST_F(HeldLeaseTest, IsRenewedForWhoeverUsesItLate) {
  auto lease = held();
  clock_.advance(HeldLease::kDuration * 2);  // the machine slept, and nobody else came
  ASSERT_TRUE(lease->use([&](Keep& keep, Lease& now) -> Status {
    EXPECT_EQ(now.expires, clock_.now() + HeldLease::kDuration);
    return keep.append(now, {"entry"});
  }));
  EXPECT_TRUE(other_.holder()->has_value());
}

TEST_F(HeldLeaseTest, ThatWasBrokenIsUsedNoMore) {
  auto lease = held();
  ASSERT_TRUE(unlock(other_, clock_, "bob@home", other_.holder()->value().fence));
  clock_.advance(HeldLease::kDuration);
  Status used = lease->use([](Keep&, Lease&) -> Status {
    ADD_FAILURE() << "it is another's";
    return {};
  });
  ASSERT_FALSE(used);
  EXPECT_TRUE(is_lost(used.error())) << used.error().message;
}

// What has become of a lease in its use is what the next use has.
TEST_F(HeldLeaseTest, ChangesAStateUnderIt) {
  auto lease = held();
  ASSERT_TRUE(lease->change([](Session& session) -> Status {
    Entry entry;
    entry.type = Entry::Type::begin;
    entry.lineage = "l";
    return session.append({entry});
  }));
  EXPECT_EQ(load(other_)->state.lineage, "l");
  EXPECT_TRUE(other_.holder()->has_value()) << "it is held as before";
}

TEST_F(HeldLeaseTest, ThatWasAbandonedLeavesNothingBehind) {
  auto lease = held();
  lease->abandon();
  ASSERT_TRUE(base::remove_all(folder_));
  lease.reset();
  EXPECT_FALSE(base::exists(folder_));
}

}  // namespace
}  // namespace engine
