// What every driver of store::Store must do. A driver's suite is one line at the end of this file.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <functional>
#include <map>
#include <thread>

#include "base/file.h"
#include "base/seeded_random.h"
#include "store/copies.h"
#include "store/store.h"

namespace store {
namespace {

constexpr Scope kRoles{"111122223333", "", "iam.role"};

struct Driver {
  std::string name;
  std::function<base::Result<std::unique_ptr<Store>>(const std::string& folder)> open;
};

class Conformance : public testing::TestWithParam<Driver> {
 protected:
  Conformance() {
    char name[] = "/tmp/slipway-store-XXXXXX";
    folder_ = mkdtemp(name);
    open();
  }
  ~Conformance() override { EXPECT_TRUE(base::remove_all(folder_)); }

  void open() {
    store_.reset();
    auto store = GetParam().open(folder_);
    ASSERT_TRUE(store) << store.error().message;
    store_ = std::move(*store);
  }
  std::unique_ptr<Transaction> begin() { return std::move(store_->begin().value()); }
  void put(const Scope& scope, std::string_view id, std::string_view value) {
    auto transaction = begin();
    transaction->put(scope, id, value);
    ASSERT_TRUE(transaction->commit());
  }
  std::vector<std::string> ids(const Range& range) {
    std::vector<std::string> result;
    for (auto& record : begin()->list(kRoles, range)) result.push_back(record.id);
    return result;
  }

  std::string folder_;
  std::unique_ptr<Store> store_;
};
class Durability : public Conformance {};

TEST_P(Durability, KeepsWhatWasCommittedAcrossReopening) {
  put(kRoles, "app", "{}");
  open();
  EXPECT_EQ(begin()->get(kRoles, "app"), "{}");
}

// Whatever the driver remembers of former transactions.
TEST_P(Conformance, ReadsWhatWasCommittedLast) {
  base::SeededRandom random(20261130);
  std::map<std::string, std::string> committed;
  for (int turn = 0; turn < 2000; ++turn) {
    auto transaction = begin();
    std::map<std::string, std::string> records = committed;
    for (uint64_t calls = random.below(6); calls > 0; --calls) {
      Scope scope = random.below(2) ? kRoles : Scope{"444455556666", "eu-west-3", "iam.role"};
      std::string id = fmt::format("role-{}", random.below(5));
      std::string name = std::string(scope.account) + id;
      uint64_t what = random.below(8);
      if (what == 0) {
        transaction->erase_account(scope.account);
        std::erase_if(records, [&](auto& record) { return record.first.starts_with(scope.account); });
      } else if (what == 1) {
        EXPECT_EQ(transaction->erase(scope, id), records.erase(name) == 1);
      } else if (what < 4) {
        transaction->put(scope, id,
                         records[name] = std::string(random.below(6000), 'x') + std::to_string(turn));
      }
      auto known = records.find(name);
      EXPECT_EQ(transaction->get(scope, id),
                known == records.end() ? std::nullopt : std::optional(known->second));
    }
    if (random.below(2) == 0) continue;
    ASSERT_TRUE(transaction->commit());
    committed = std::move(records);
  }
}

TEST_P(Conformance, UndoesWhatWasNotCommitted) {
  put(kRoles, "app", "1");
  {
    auto transaction = begin();
    transaction->put(kRoles, "app", "2");
    transaction->put(kRoles, "other", "3");
    EXPECT_EQ(transaction->get(kRoles, "app"), "2");
  }
  EXPECT_EQ(begin()->get(kRoles, "app"), "1");
  EXPECT_EQ(begin()->get(kRoles, "other"), std::nullopt);
}

TEST_P(Conformance, KeepsAccountsRegionsAndKindsApart) {
  put({"a", "r", "k"}, "id", "1");
  auto transaction = begin();
  EXPECT_EQ(transaction->get({"b", "r", "k"}, "id"), std::nullopt);
  EXPECT_EQ(transaction->get({"a", "s", "k"}, "id"), std::nullopt);
  EXPECT_EQ(transaction->get({"a", "r", "l"}, "id"), std::nullopt);
}

TEST_P(Conformance, ErasesOneRecordAndSaysWhetherItWasThere) {
  put(kRoles, "app", "{}");
  auto transaction = begin();
  EXPECT_TRUE(transaction->erase(kRoles, "app"));
  EXPECT_FALSE(transaction->erase(kRoles, "app"));
}

TEST_P(Conformance, ErasesAWholeAccountOnly) {
  put(kRoles, "app", "1");
  put({"444455556666", "", "iam.role"}, "app", "2");
  auto transaction = begin();
  transaction->erase_account(kRoles.account);
  ASSERT_TRUE(transaction->commit());
  transaction.reset();
  EXPECT_EQ(begin()->get(kRoles, "app"), std::nullopt);
  EXPECT_EQ(begin()->get({"444455556666", "", "iam.role"}, "app"), "2");
}

TEST_P(Conformance, ListsInByteOrderByPrefixAndPage) {
  const std::string high = "b\xFF\xFF";
  for (const std::string& id : {std::string("a"), std::string("b"), std::string("b/1"), std::string("b/2"),
                                high, std::string("B"), std::string("c\0d", 3)}) {
    put(kRoles, id, "x");
  }
  EXPECT_EQ(ids({}), (std::vector<std::string>{"B", "a", "b", "b/1", "b/2", high, std::string("c\0d", 3)}));
  EXPECT_EQ(ids({.prefix = "b"}), (std::vector<std::string>{"b", "b/1", "b/2", high}));
  EXPECT_EQ(ids({.prefix = "b\xFF"}), (std::vector<std::string>{high}));
  EXPECT_EQ(ids({.prefix = "b", .after = "b/1"}), (std::vector<std::string>{"b/2", high}));
  EXPECT_EQ(ids({.after = "b", .limit = 2}), (std::vector<std::string>{"b/1", "b/2"}));
  EXPECT_EQ(ids({.prefix = "b/", .after = "B"}), (std::vector<std::string>{"b/1", "b/2"}));
  EXPECT_EQ(ids({.prefix = "\xFF"}), (std::vector<std::string>{}));
}

TEST_P(Conformance, KeepsAnyBytes) {
  std::string bytes("\0\xFF' \"\n", 6);
  put(kRoles, bytes, bytes);
  EXPECT_EQ(begin()->get(kRoles, bytes), bytes);
}

TEST_P(Conformance, SerializesThreads) {
  put(kRoles, "counter", "0");
  auto count = [&] {
    for (int i = 0; i < 200; ++i) {
      auto transaction = begin();
      int value = std::stoi(transaction->get(kRoles, "counter").value());
      transaction->put(kRoles, "counter", std::to_string(value + 1));
      ASSERT_TRUE(transaction->commit());
    }
  };
  {
    std::jthread one(count);
    std::jthread two(count);
  }
  EXPECT_EQ(begin()->get(kRoles, "counter"), "400");
}

// ---- copies

class Copies : public Conformance {
 protected:
  std::string copy() const { return folder_ + "/o'copy.db"; }
  void save() {
    auto saved = save_copy(*store_, copy(), [] { return base::Status(); });
    ASSERT_TRUE(saved) << saved.error().message;
  }
};

TEST_P(Copies, PutBackWhatWasThereAndNothingElse) {
  put(kRoles, "old", "1");
  put(kRoles, "changed", "1");
  save();
  put(kRoles, "changed", "2");
  put(kRoles, "new", "1");
  auto transaction = begin();
  EXPECT_EQ(transaction->get(kRoles, "changed"), "2");  // which keeps it in memory
  transaction->erase(kRoles, "old");
  ASSERT_TRUE(transaction->commit());
  transaction.reset();
  auto loaded = load_copy(*store_, copy());
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(ids({}), (std::vector<std::string>{"changed", "old"}));
  EXPECT_EQ(begin()->get(kRoles, "changed"), "1");
}

TEST_P(Copies, TellWhatHasChangedSince) {
  put(kRoles, "old", "1");
  put(kRoles, "changed", "1");
  put(kRoles, "same", "1");
  save();
  EXPECT_TRUE(compare_with_copy(*store_, copy())->empty());
  put(kRoles, "changed", "2");
  put({"444455556666", "eu-west-3", "ec2.vpc"}, "new", "1");
  auto transaction = begin();
  transaction->erase(kRoles, "old");
  ASSERT_TRUE(transaction->commit());
  transaction.reset();
  auto differences = compare_with_copy(*store_, copy());
  ASSERT_TRUE(differences) << differences.error().message;
  std::vector<std::pair<std::string, Change>> told;
  for (const Difference& each : *differences)
    told.emplace_back(fmt::format("{} {} {} {}", each.account, each.region, each.kind, each.id), each.change);
  EXPECT_EQ(told, (std::vector<std::pair<std::string, Change>>{
                      {"111122223333  iam.role changed", Change::changed},
                      {"111122223333  iam.role old", Change::removed},
                      {"444455556666 eu-west-3 ec2.vpc new", Change::added}}));
}

TEST_P(Copies, LeaveAllAsItIsWhenTheyCannotBeRead) {
  put(kRoles, "app", "1");
  ASSERT_TRUE(
      base::write_file_atomically(copy(), "this is no database, and longer than a header of SQLite is"));
  EXPECT_FALSE(load_copy(*store_, copy()));
  EXPECT_FALSE(load_copy(*store_, folder_ + "/absent/copy.db"));
  EXPECT_FALSE(compare_with_copy(*store_, copy()));
  EXPECT_EQ(ids({}), (std::vector<std::string>{"app"}));
  put(kRoles, "another", "1");
}

const Driver kSqlite{"sqlite", [](const std::string& folder) { return open_sqlite(folder + "/test.db"); }};
const Driver kMemory{"memory", [](const std::string&) { return open_in_memory(); }};

INSTANTIATE_TEST_SUITE_P(Stores, Conformance, testing::Values(kSqlite, kMemory));
INSTANTIATE_TEST_SUITE_P(Stores, Copies, testing::Values(kSqlite, kMemory));
INSTANTIATE_TEST_SUITE_P(StoresOnDisk, Durability, testing::Values(kSqlite));

}  // namespace
}  // namespace store
