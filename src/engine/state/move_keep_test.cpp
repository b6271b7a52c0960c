#include "engine/state/move_keep.h"

#include <gtest/gtest.h>

#include "base/manual_clock.h"
#include "engine/journal/state_json.h"
#include "engine/keep/memory_keep.h"
#include "engine/state/backup.h"

namespace engine {
namespace {

using base::Result;
using base::Status;

// Calls until the process dies: from then on all fail, before or after their effect at that one.
struct Life {
  int left = 1'000;
  bool after_effect = false;

  template <typename Call>
  auto lives(const Call& call) -> decltype(call()) {
    if (left-- > 0) return call();
    if (left == -1 && after_effect) (void)call();
    return tl::unexpected(base::Error{base::ErrorKind::io, "the process is dead", ""});
  }
};

class MortalKeep final : public Keep {
 public:
  MortalKeep(Keep& keep, Life& life) : keep_(keep), life_(life) {}

  Result<Kept> load() override {
    return life_.lives([&] { return keep_.load(); });
  }
  Status append(const Lease& lease, const std::vector<std::string>& entries) override {
    return life_.lives([&] { return keep_.append(lease, entries); });
  }
  Status write_snapshot(const Lease& lease, const std::string& snapshot) override {
    return life_.lives([&] { return keep_.write_snapshot(lease, snapshot); });
  }
  Result<std::string> read_key() override { return keep_.read_key(); }
  Status write_key(const Lease& lease, const std::string& key) override {
    return life_.lives([&] { return keep_.write_key(lease, key); });
  }
  Result<std::vector<Version>> versions() override { return keep_.versions(); }
  Result<std::string> read_version(const std::string& id) override { return keep_.read_version(id); }
  Result<Lease> acquire(const std::string& owner, const std::string& purpose,
                        base::Milliseconds duration) override {
    return life_.lives([&] { return keep_.acquire(owner, purpose, duration); });
  }
  Result<Lease> renew(const Lease& lease, base::Milliseconds duration) override {
    return life_.lives([&] { return keep_.renew(lease, duration); });
  }
  Status release(const Lease& lease) override {
    return life_.lives([&] { return keep_.release(lease); });
  }
  Result<std::optional<Lease>> holder() override { return keep_.holder(); }

 private:
  Keep& keep_;
  Life& life_;
};

class MoveKeep : public testing::Test {
 protected:
  MoveKeep() { make(old_, "lineage", "role"); }

  // A state that knows one thing.
  void make(Keep& keep, const std::string& lineage, const std::string& address) {
    Entry begin, intend;
    begin.type = Entry::Type::begin;
    begin.lineage = lineage;
    intend.type = Entry::Type::intend;
    intend.action = Action::create;
    intend.key = {address, 1};
    intend.kind = "role";
    intend.desired = json::Object{{"name", address}};
    ASSERT_TRUE(change_any_state(keep, clock_, who_, [&](Session& session) {
      return session.append({begin, intend});
    }));
  }
  void forget(Keep& keep, const std::string& address) {
    Entry entry;
    entry.type = Entry::Type::forget;
    entry.key = {address, 1};
    ASSERT_TRUE(change_state(keep, clock_, who_, [&](Session& session) { return session.append({entry}); }));
  }
  Result<bool> move(Keep& from, Keep& to, const std::string& address = "s3://there") {
    return move_keep(from, to, address, clock_, who_);
  }

  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  Who who_{"ann@desk", "state migrate"};
  MemoryKeep old_{clock_}, new_{clock_};
};

// Else what was digested with it would be another thing at the new place.
TEST_F(MoveKeep, TakesTheKeyAlong) {
  ASSERT_TRUE(move_keep(old_, new_, "s3://there", clock_, who_, "of the home"));
  EXPECT_EQ(*new_.read_key(), "of the home");
  MemoryKeep back(clock_);
  ASSERT_TRUE(move_keep(new_, back, "s3://back", clock_, who_, "of another home"));
  EXPECT_EQ(*back.read_key(), "of the home");
}

TEST_F(MoveKeep, LeavesTheKeyOfAnotherHistoryAlone) {
  make(new_, "another lineage", "role");
  Lease lease = *new_.acquire("you", "apply", base::Milliseconds(60'000));
  ASSERT_TRUE(new_.write_key(lease, "theirs"));
  ASSERT_TRUE(new_.release(lease));
  EXPECT_FALSE(move_keep(old_, new_, "s3://there", clock_, who_, "ours"));
  EXPECT_EQ(*new_.read_key(), "theirs");
}

TEST_F(MoveKeep, AllOfItIsAtTheNewPlaceAndTheOldOneSaysWhere) {
  State before = load(old_)->state;
  ASSERT_TRUE(*move(old_, new_));
  State after = load(new_)->state;
  EXPECT_EQ(after.records, before.records);
  EXPECT_EQ(after.lineage, before.lineage) << "so its tokens are the same";
  EXPECT_EQ(after.generations, before.generations);
  EXPECT_GT(after.serial, before.serial) << "plans that were made before are stale";
  auto late = load(old_);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().message, "the state that was here is kept at s3://there by now");
  EXPECT_FALSE(*move(old_, new_)) << "it is there already";
  for (MemoryKeep* keep : {&old_, &new_}) EXPECT_FALSE(keep->holder()->has_value());
}

// Not by one who has read it before, either.
TEST_F(MoveKeep, NothingIsWrittenAtTheOldPlaceAnyMore) {
  State stale = load(old_)->state;
  ASSERT_TRUE(move(old_, new_));
  auto changed = change_state(old_, clock_, who_, [](Session&) { return Status(); });
  ASSERT_FALSE(changed);
  State departed = load_departed(old_)->state;
  Lease lease = *old_.acquire("me", "test", base::Milliseconds(60'000));
  Entry entry;
  entry.type = Entry::Type::forget;
  entry.key = {"role", 1};
  EXPECT_FALSE(append(old_, lease, departed, clock_.now(), entry));
}

TEST_F(MoveKeep, ItCanComeBack) {
  ASSERT_TRUE(move(old_, new_));
  forget(new_, "role");
  ASSERT_TRUE(*move(new_, old_, "home"));
  EXPECT_TRUE(load(old_)->state.records.empty());
  EXPECT_FALSE(load(new_));
  ASSERT_TRUE(*move(old_, new_));
  EXPECT_TRUE(load(new_));
}

TEST_F(MoveKeep, AnothersStateIsLeftAlone) {
  make(new_, "another", "bucket");
  auto moved = move(old_, new_);
  ASSERT_FALSE(moved);
  EXPECT_NE(moved.error().message.find("a state of another history is there, which knows 1 things"),
            std::string::npos);
  EXPECT_TRUE(load(old_)) << "nothing was done";
  forget(new_, "bucket");
  ASSERT_TRUE(move(old_, new_)) << "that knows nothing more";
  EXPECT_EQ(load(new_)->state.lineage, "lineage");
}

TEST_F(MoveKeep, NobodyMovesWhatIsBeingWorkedOn) {
  for (MemoryKeep* keep : {&old_, &new_}) {
    Lease lease = *keep->acquire("bob@home", "slipway up", base::Milliseconds(60'000));
    auto moved = move(old_, new_);
    ASSERT_FALSE(moved);
    EXPECT_TRUE(is_held(moved.error()));
    ASSERT_TRUE(keep->release(lease));
  }
  EXPECT_TRUE(load(old_));
}

// There is one truth at each moment, and it has all of it.
TEST_F(MoveKeep, KilledAnywhereItGoesOn) {
  for (bool after_effect : {false, true}) {
    for (int calls = 0;; ++calls) {
      MemoryKeep from(clock_), to(clock_);
      make(from, "lineage", "role");
      Life life{calls, after_effect};
      MortalKeep dying_from(from, life), dying_to(to, life);
      bool is_done = move(dying_from, dying_to).has_value();
      auto there = load(to);
      auto here = load(from);
      EXPECT_TRUE(here || there->state.records.size() == 1) << calls;
      clock_.advance(base::Milliseconds(120'000));  // its leases have ended
      auto again = move(from, to);
      ASSERT_TRUE(again) << again.error().message;
      EXPECT_EQ(load(to)->state.records.size(), 1U) << calls;
      EXPECT_FALSE(load(from)) << calls;
      if (is_done && life.left > 0) break;
      ASSERT_LT(calls, 100);
    }
  }
}

TEST_F(MoveKeep, WhereNothingIsThereIsNothingToMove) {
  MemoryKeep empty(clock_);
  auto moved = move(empty, new_);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().kind, base::ErrorKind::not_found);
}

}  // namespace
}  // namespace engine
