// What users do to a state by hand: tables of what is done or refused, on a state that was made by a run.
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/file.h"
#include "base/manual_clock.h"
#include "base/testing/golden.h"
#include "engine/journal/state_json.h"
#include "engine/keep/entry_line.h"
#include "engine/keep/file_keep.h"
#include "engine/keep/memory_keep.h"
#include "engine/show/state_text.h"
#include "engine/state/backup.h"
#include "engine/state/changes.h"
#include "engine/state/lock.h"
#include "engine/testing/world.h"

namespace engine {
namespace {

using base::ErrorKind;
using base::Status;
using Type = Entry::Type;

Resource thing(std::string address, std::string kind = "token") {
  return {std::move(address),
          std::move(kind),
          {"prod", "eu-west-3", nullptr},
          json::Object{{"size", 1}},
          {},
          "",
          false,
          json::Object{{"Id", "id-9"}}};
}

Reading there(Reading::Condition condition = Reading::Condition::ready) {
  Reading reading;
  reading.is_there = true;
  reading.condition = condition;
  reading.note = "it is being made";
  reading.identity = json::Object{{"Id", "id-9"}};
  reading.members = {{"size", 3}};
  reading.outputs = {{"Arn", "arn:9"}};
  return reading;
}

class StateTest : public testing::Test {
 protected:
  // `vpc`, which `subnet` uses; `role`, of which a former one stays; `half`, at which an earlier run ended.
  void SetUp() override {
    Status made = change_any_state(keep_, clock_, who_, [&](Session& session) -> Status {
      TRY(begin(session.keep, session.lease, session.state, session.now, "lineage"));
      TRY(make(session, {"network/vpc", 1}));
      TRY(make(session, {"network/subnet", 1}, {{"network/vpc", 1}}));
      TRY(make(session, {"role", 1}));
      TRY(make(session, {"role", 2}));
      return session.append({intent({"half", 1}, {})});
    });
    ASSERT_TRUE(made) << made.error().message;
  }

  static Entry intent(const Key& key, std::vector<Key> needs) {
    Entry intent;
    intent.type = Type::intend;
    intent.action = Action::create;
    intent.key = key;
    intent.kind = "token";
    intent.connection = {"prod", "eu-west-3", nullptr};
    intent.token = token_of("lineage", key);
    intent.desired = json::Object{{"size", 7}, {"password", secret({"secrets/db", "0a"})}};
    intent.needs = std::move(needs);
    return intent;
  }

  static Status make(Session& session, const Key& key, std::vector<Key> needs = {}) {
    Entry made, applied;
    made.type = Type::made;
    made.key = applied.key = key;
    made.identity = json::Object{{"Id", "id-" + key.text()}};
    applied.type = Type::applied;
    applied.outputs = json::Object{{"Arn", "arn:" + key.address}};
    return session.append({intent(key, std::move(needs)), std::move(made), std::move(applied)});
  }

  Status change(const std::function<Status(Session&)>& what) {
    return change_state(keep_, clock_, who_, what);
  }
  State state() { return load(keep_)->state; }

  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  MemoryKeep keep_{clock_};
  Kinds kinds_ = world_kinds();
  Who who_{"me@here", "state test"};
};

struct ChangeRow {
  std::string_view what;
  std::function<Status(Session&, const Kinds&)> change;
  std::string_view message, hint;  // of its error; empty: it is done
};

const ChangeRow kChanges[] = {
    {"forget", [](Session& s, const Kinds&) { return forget(s, "network/subnet"); }, "", ""},
    {"forget all generations", [](Session& s, const Kinds&) { return forget(s, "role"); }, "", ""},
    {"forget what is not known", [](Session& s, const Kinds&) { return forget(s, "network/vcp"); },
     "the state knows no `network/vcp`", "did you mean `network/vpc`?"},
    {"forget something else", [](Session& s, const Kinds&) { return forget(s, "zzzzzzzzzz"); },
     "the state knows no `zzzzzzzzzz`", "slipway state list"},
    {"move", [](Session& s, const Kinds&) { return move(s, "network/vpc", "main/vpc"); }, "", ""},
    {"move what is not known", [](Session& s, const Kinds&) { return move(s, "vcp", "x"); },
     "the state knows no `vcp`", ""},
    {"move onto another", [](Session& s, const Kinds&) { return move(s, "network/vpc", "role"); },
     "`network/vpc` cannot become `role`: that is there already", "move that one first"},
    {"move what is half made", [](Session& s, const Kinds&) { return move(s, "half", "x"); },
     "an earlier run has not ended with `half`", "let an apply end it first"},
    {"move to no address", [](Session& s, const Kinds&) { return move(s, "network/vpc", ""); },
     "`` is no address", "one word"},
    {"move to a generation", [](Session& s, const Kinds&) { return move(s, "network/vpc", "a#1"); },
     "`a#1` is no address", "one word"},
    {"move to two lines", [](Session& s, const Kinds&) { return move(s, "network/vpc", "a\nb"); },
     "is no address", "one word"},
    {"protect", [](Session& s, const Kinds&) { return protect(s, "network/vpc", true); }, "", ""},
    {"protect what is not known", [](Session& s, const Kinds&) { return protect(s, "vcp", true); },
     "the state knows no `vcp`", ""},
    {"import", [](Session& s, const Kinds& k) { return import_thing(s, k, thing("new"), there()); }, "", ""},
    {"import at an address that is taken",
     [](Session& s, const Kinds& k) { return import_thing(s, k, thing("role"), there()); },
     "`role` is there already", "slipway state forget role"},
    {"import of no kind",
     [](Session& s, const Kinds& k) { return import_thing(s, k, thing("new", "vcp"), there()); },
     "`vcp` is no kind of resource", "correct the kind"},
    {"import what is not there",
     [](Session& s, const Kinds& k) { return import_thing(s, k, thing("new"), {}); },
     "what is to be `new` is not there", "correct its identity"},
    {"import what is not ready",
     [](Session& s, const Kinds& k) {
       return import_thing(s, k, thing("new"), there(Reading::Condition::pending));
     },
     "what is to be `new` is not ready: it is being made", "wait until it is"},
    {"import the same thing twice",
     [](Session& s, const Kinds& k) -> Status {
       Resource again = thing("again");
       again.adopt = json::Object{{"Id", "id-network/vpc#1"}};
       return import_thing(s, k, again, there());
     },
     "that thing is known already, as `network/vpc`", "slipway state move network/vpc again"},
};

TEST_F(StateTest, IsChangedOrRefusedInWords) {
  for (const ChangeRow& row : kChanges) {
    keep_ = MemoryKeep(clock_);
    SetUp();
    State before = state();
    Status done = change([&](Session& session) { return row.change(session, kinds_); });
    EXPECT_EQ(done.has_value(), row.message.empty()) << row.what << (done ? "" : ": " + done.error().message);
    EXPECT_EQ(*keep_.holder(), std::nullopt) << row.what << ": the lock is given back";
    if (done) {
      EXPECT_GT(state().serial, before.serial) << row.what;
      continue;
    }
    EXPECT_NE(done.error().message.find(row.message), std::string::npos)
        << row.what << ": " << done.error().message;
    EXPECT_NE(done.error().hint.find(row.hint), std::string::npos) << row.what << ": " << done.error().hint;
    EXPECT_EQ(state(), before) << row.what << ": nothing is written";
  }
}

TEST_F(StateTest, IsNotChangedUnderTheLeaseOfAnother) {
  Lease theirs = *keep_.acquire("alice@ci", "apply", base::Milliseconds(60'000));
  std::string copy = *backup(keep_);
  State before = state();
  for (const ChangeRow& row : kChanges) {
    Status done = change([&](Session& session) { return row.change(session, kinds_); });
    ASSERT_FALSE(done) << row.what;
    EXPECT_NE(done.error().message.find("`alice@ci` holds the lock since"), std::string::npos) << row.what;
  }
  auto restored = restore(keep_, clock_, "me", copy, true);
  ASSERT_FALSE(restored);
  EXPECT_NE(restored.error().message.find("`alice@ci` holds the lock since"), std::string::npos);
  EXPECT_EQ(state(), before);
  EXPECT_EQ(*keep_.holder(), theirs);
}

TEST_F(StateTest, TakesWhatWasImportedForWhatItIs) {
  ASSERT_TRUE(change([&](Session& session) { return import_thing(session, kinds_, thing("new"), there()); }));
  State now = state();
  const Record& record = *now.find({"new", 1});
  EXPECT_EQ(record.origin, Origin::adopted);
  EXPECT_EQ(record.applied, (json::Object{{"size", 3}})) << "as it is; the next plan says what differs";
  EXPECT_EQ(record.outputs, (json::Object{{"Arn", "arn:9"}}));
  EXPECT_FALSE(record.open);
}

TEST_F(StateTest, IsMovedWithWhatUsesIt) {
  ASSERT_TRUE(change([](Session& session) { return move(session, "network/vpc", "main"); }));
  EXPECT_EQ(state().find({"network/subnet", 1})->needs, (std::vector<Key>{{"main", 1}}));
}

TEST_F(StateTest, IsListedAndShown) {
  golden::expect("src/engine/state/testdata/list.txt", list_text(state_rows(state())) + "\n" +
                                                           list_text(state_rows(state(), "network")) + "\n" +
                                                           list_text(state_rows(state(), "net")));
  std::string shown;
  for (const char* address : {"network/vpc", "network/subnet", "role", "half"})
    shown += *record_text(state(), address);
  golden::expect("src/engine/state/testdata/show.txt", shown);
  golden::expect("src/engine/state/testdata/show.json",
                 json::dump_pretty(list_json(state_rows(state()))) +
                     json::dump_pretty(*record_json(state(), "network/vpc")));
  EXPECT_FALSE(record_text(state(), "network"));
  EXPECT_FALSE(record_json(state(), "stranger"));
}

TEST_F(StateTest, OfNobodyIsNotThere) {
  MemoryKeep empty(clock_);
  Status done = change_state(empty, clock_, who_, [](Session& session) { return forget(session, "a"); });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "there is no state here yet");
  EXPECT_FALSE(backup(empty));
  EXPECT_EQ(versions_text(*state_versions(empty)), "no version is kept yet\n");
}

// --- Backups

TEST_F(StateTest, IsPutBackWhereItWasLost) {
  std::string copy = *backup(keep_);
  MemoryKeep empty(clock_);
  auto restored = restore(empty, clock_, "me", copy, false);
  ASSERT_TRUE(restored) << restored.error().message;
  State now = load(empty)->state;
  EXPECT_EQ(now.records, state().records);
  EXPECT_EQ(now.lineage, "lineage");
  EXPECT_GT(now.serial, state().serial) << "a plan of before is stale";
  EXPECT_EQ(restored->known_again.size(), 4U);
}

TEST_F(StateTest, IsNotPutBackToWhatItWasUnlessForced) {
  std::string copy = *backup(keep_);
  State before = state();
  ASSERT_TRUE(change([&](Session& session) { return import_thing(session, kinds_, thing("new"), there()); }));
  ASSERT_TRUE(change([&](Session& session) { return forget(session, "role"); }));
  auto refused = restore(keep_, clock_, "me", copy, false);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("older than what is here"), std::string::npos)
      << refused.error().message;
  EXPECT_NE(refused.error().message.find("forgotten, as `new`"), std::string::npos)
      << refused.error().message;
  EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
  int64_t serial = state().serial;
  auto forced = restore(keep_, clock_, "me", copy, true);
  ASSERT_TRUE(forced) << forced.error().message;
  EXPECT_EQ(forced->forgotten, std::vector<std::string>{"new"});
  EXPECT_EQ(forced->known_again, std::vector<std::string>{"role"});
  EXPECT_EQ(state().records, before.records);
  EXPECT_GT(state().serial, serial) << "serials only grow";
  EXPECT_EQ(state().next_generation("new"), 2) << "no generation is given twice";
}

TEST_F(StateTest, OfAnotherHistoryIsNotPutHereUnlessForced) {
  MemoryKeep other(clock_);
  ASSERT_TRUE(change_any_state(other, clock_, who_, [](Session& session) {
    return begin(session.keep, session.lease, session.state, session.now, "another");
  }));
  std::string copy = *backup(other);
  auto refused = restore(keep_, clock_, "me", copy, false);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("of another history: `another`"), std::string::npos);
  EXPECT_TRUE(restore(keep_, clock_, "me", copy, true));
  EXPECT_EQ(state().lineage, "another");
  EXPECT_TRUE(state().records.empty());
}

TEST_F(StateTest, IsNotPutBackFromWhatIsNone) {
  for (auto [text, error] : {std::pair{"", "that is no backup"},
                             {"{}", "that is no backup"},
                             {"[]", "that is no backup"},
                             {R"({"version": 2})", "the state is of version 2; this Slipway reads version 1"},
                             {R"({"version": 1, "lineage": "x", "records": 7})", "that is no state"}}) {
    State before = state();
    auto refused = restore(keep_, clock_, "me", text, true);
    ASSERT_FALSE(refused) << text;
    EXPECT_NE(refused.error().message.find(error), std::string::npos) << refused.error().message;
    EXPECT_EQ(state(), before);
  }
  std::string copy = *backup(keep_);
  for (size_t bytes = 0; bytes + 2 < copy.size(); bytes += 7)
    EXPECT_FALSE(restore(keep_, clock_, "me", std::string_view(copy).substr(0, bytes), true)) << bytes;
}

TEST_F(StateTest, CanBePutBackToAVersion) {
  State before = state();
  ASSERT_TRUE(change([](Session& session) { return forget(session, "role"); }));
  auto versions = state_versions(keep_);
  ASSERT_TRUE(versions);
  ASSERT_EQ(versions->size(), 2U);
  EXPECT_EQ(versions->back().things, 5U);
  EXPECT_EQ(versions->front().things, 3U);
  EXPECT_NE(versions_text(*versions).find("2027-01-15T08:00:00Z"), std::string::npos);
  std::string earlier = *keep_.read_version(versions->back().version.id);
  ASSERT_TRUE(restore(keep_, clock_, "me", earlier, true));
  EXPECT_EQ(state().records, before.records);
  std::string undone = *keep_.read_version((*state_versions(keep_))[1].version.id);
  EXPECT_EQ(parse_state(undone)->records.size(), 3U) << "what was there before stays among the versions";
}

// --- The lock

// As docs/state.md says of a state that cannot be read: by force, from a copy or a version, and the next run goes on.
TEST_F(StateTest, IsPutBackInThePlaceOfWhatIsDamaged) {
  std::string copy = *backup(keep_);
  std::string folder = testing::TempDir() + "slipway-state-test-" + std::to_string(::getpid());
  for (const auto& [file, text] :
       std::vector<std::pair<std::string, std::string>>{{"snapshot", "{ \"version\": 1,"},
                                                        {"snapshot", ""},
                                                        {"journal", "deadbeef {}\n" + entry_line("{}")}}) {
    ASSERT_TRUE(base::remove_all(folder));
    FileKeep keep(folder, clock_);
    int64_t before = restore(keep, clock_, "me", copy, false)->serial;
    ASSERT_TRUE(base::write_file_atomically(folder + "/" + file, text));
    ASSERT_TRUE(base::write_file_atomically(folder + "/versions/000000000000001-1", "damaged, too"));
    ASSERT_FALSE(load(keep)) << file;
    auto refused = restore(keep, clock_, "me", copy, false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
    EXPECT_NE(refused.error().hint.find("--force"), std::string::npos);
    std::string id = state_versions(keep)->front().version.id;
    auto forced = restore(keep, clock_, "me", *keep.read_version(id), true);
    ASSERT_TRUE(forced) << forced.error().message;
    EXPECT_GT(forced->serial, before) << "no plan of before fits";
    EXPECT_EQ(load(keep)->state.records, load(keep_)->state.records);
    EXPECT_TRUE(change_state(keep, clock_, who_, [](Session& session) {
      return protect(session, "network/vpc", true);
    })) << "it goes on from there";
    EXPECT_TRUE(load(keep));
    EXPECT_TRUE(state_versions(keep)->back().is_damaged);
  }
  ASSERT_TRUE(base::remove_all(folder));
}

TEST_F(StateTest, TellsWhoHoldsTheLock) {
  Lease lease{"alice@ci\x1b[2J", "apply", 7, clock_.now(), clock_.now() + base::Milliseconds(90'000)};
  std::string text = lock_text(lease, clock_.now() + base::Milliseconds(30'000));
  for (std::string_view part : {"`alice@ci\\u001b[2J` holds the lock 7 since 2027-01-15T08:00:00Z, to apply",
                                "is free in 60 s", "still take effect"})
    EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST_F(StateTest, IsUnlockedByWhoHasSeenTheHolder) {
  Lease theirs = *keep_.acquire("alice@ci", "apply", base::Milliseconds(60'000));
  auto other = unlock(keep_, clock_, "me", theirs.fence - 1);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().message.find("`alice@ci` holds it since"), std::string::npos)
      << other.error().message;
  auto broken = unlock(keep_, clock_, "me@here", theirs.fence);
  ASSERT_TRUE(broken) << broken.error().message;
  EXPECT_EQ(*broken, theirs);
  for (const Status& late : {keep_.append(theirs, {"late"}), keep_.write_snapshot(theirs, "late"),
                             keep_.renew(theirs, base::Milliseconds(60'000)).map([](const Lease&) {})})
    EXPECT_FALSE(late) << "the former holder writes nothing more";
  auto again = unlock(keep_, clock_, "me", theirs.fence);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message, "nobody holds the lock");
}

TEST_F(StateTest, SaysInTheJournalWhoBrokeALock) {
  Lease theirs = *keep_.acquire("alice@ci", "apply", base::Milliseconds(60'000));
  class Watched final : public Keep {
   public:
    explicit Watched(Keep& keep) : keep_(keep) {}
    base::Result<Kept> load() override { return keep_.load(); }
    Status append(const Lease& lease, const std::vector<std::string>& entries) override {
      lines.insert(lines.end(), entries.begin(), entries.end());
      return keep_.append(lease, entries);
    }
    Status write_snapshot(const Lease& lease, const std::string& text) override {
      return keep_.write_snapshot(lease, text);
    }
    base::Result<std::string> read_key() override { return keep_.read_key(); }
    Status write_key(const Lease& lease, const std::string& key) override {
      return keep_.write_key(lease, key);
    }
    base::Result<std::vector<Version>> versions() override { return keep_.versions(); }
    base::Result<std::string> read_version(const std::string& id) override { return keep_.read_version(id); }
    base::Result<Lease> acquire(const std::string& owner, const std::string& purpose,
                                base::Milliseconds duration) override {
      return keep_.acquire(owner, purpose, duration);
    }
    base::Result<Lease> renew(const Lease& lease, base::Milliseconds duration) override {
      return keep_.renew(lease, duration);
    }
    Status release(const Lease& lease) override { return keep_.release(lease); }
    base::Result<std::optional<Lease>> holder() override { return keep_.holder(); }
    std::vector<std::string> lines;

   private:
    Keep& keep_;
  } watched(keep_);
  ASSERT_TRUE(unlock(watched, clock_, "me@here", theirs.fence));
  ASSERT_EQ(watched.lines.size(), 1U);
  Entry entry = *parse_entry(watched.lines.front());
  EXPECT_EQ(entry.type, Type::unlock);
  EXPECT_NE(entry.note.find("`me@here` broke the lock of fence"), std::string::npos) << entry.note;
}

}  // namespace
}  // namespace engine
