// The keep in DynamoDB on the simulated account's DynamoDB: the same suite as at moto (keep_conformance_test.cpp),
// and what an item cannot hold.
#include <gmock/gmock.h>

#include "base/manual_clock.h"
#include "blueprint/testing/ground.h"
#include "engine/keep/history.h"
#include "engine/testing/keep_conformance.h"

namespace blueprint {
namespace {

using testing::Ground;

constexpr base::Milliseconds kMinute{60'000};

// In a table that nobody has used yet.
std::string new_address(Ground& ground) {
  std::string address = ground.new_address();
  return "dynamodb" + address.substr(address.find(':'));
}

engine::KeepMaker in_the_account() {
  return engine::conforming([](const base::Clock& clock) {
    auto ground = std::make_shared<Ground>(Ground::Kind::account_s3, clock);
    std::string address = new_address(*ground);
    auto keep = [&] {
      std::shared_ptr<engine::Keep> made = ground->keep(address);
      return std::shared_ptr<engine::Keep>(made.get(), [made, ground](engine::Keep*) {});
    };
    engine::TwoKeeps two{keep(), keep()};
    auto first = two.one->acquire("the first", "make it", base::Milliseconds(1));
    EXPECT_TRUE(first) << first.error().message;
    EXPECT_TRUE(two.one->release(*first));
    return two;
  });
}

using engine::KeepConformance;

INSTANTIATE_TEST_SUITE_P(DynamoDb, KeepConformance, ::testing::Values(in_the_account()),
                         [](const auto&) { return "OfTheAccount"; });

class DynamoKeepOfTheAccount : public ::testing::Test {
 protected:
  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  Ground ground_{Ground::Kind::account_s3, clock_};
  std::string address_ = new_address(ground_);
  std::string table_ = address_.substr(11, address_.find('/', 11) - 11);
  std::unique_ptr<engine::Keep> keep_ = ground_.keep(address_);
};

TEST_F(DynamoKeepOfTheAccount, MakesItsTableSafe) {
  ASSERT_TRUE(keep_->acquire("me", "apply", kMinute));
  json::Object table{{"TableName", table_}};
  std::string described = json::dump(ground_.must("dynamodb", "DescribeTable", table));
  EXPECT_THAT(described, ::testing::HasSubstr(R"("DeletionProtectionEnabled":true)"));
  std::string backups = json::dump(ground_.must("dynamodb", "DescribeContinuousBackups", table));
  EXPECT_THAT(backups, ::testing::HasSubstr(R"("PointInTimeRecoveryStatus":"ENABLED")"));
}

TEST_F(DynamoKeepOfTheAccount, HoldsASnapshotThatNoItemHolds) {
  std::string large = "a";
  while (large.size() < 1'000'000) large += "\u00e9\u20ac";
  engine::Lease lease = *keep_->acquire("me", "apply", kMinute);
  ASSERT_TRUE(keep_->append(lease, {large}));
  ASSERT_TRUE(keep_->write_snapshot(lease, large + "2"));
  EXPECT_EQ(keep_->load()->snapshot, large + "2");
}

TEST_F(DynamoKeepOfTheAccount, HoldsManyStatesInOneTable) {
  auto other = ground_.keep("dynamodb://" + table_ + "/stage");
  engine::Lease lease = *keep_->acquire("me", "apply", kMinute);
  engine::Lease others = *other->acquire("you", "apply", kMinute);
  ASSERT_TRUE(keep_->append(lease, {"mine"}));
  ASSERT_TRUE(other->append(others, {"theirs"}));
  EXPECT_EQ(keep_->load()->entries, std::vector<std::string>{"mine"});
  EXPECT_EQ(other->load()->entries, std::vector<std::string>{"theirs"});
}

// --- what docs/engine.md says of permissions

class DynamoPermissions : public DynamoKeepOfTheAccount {
 protected:
  aws::Credentials user(const std::vector<std::string>& actions, size_t without) {
    std::string name = fmt::format("user-{}", ++users_);
    json::Array allowed;
    for (size_t i = 0; i < actions.size(); ++i)
      if (i != without) allowed.push_back("dynamodb:" + actions[i]);
    json::Object statement{
        {"Effect", "Allow"},
        {"Action", std::move(allowed)},
        {"Resource", fmt::format("arn:aws:dynamodb:{}:*:table/state-*", testing::kRegion)}};
    json::Object policy{{"Version", "2012-10-17"}, {"Statement", json::Array{std::move(statement)}}};
    ground_.must("iam", "CreateUser", json::Object{{"UserName", name}});
    ground_.must(
        "iam", "PutUserPolicy",
        json::Object{{"UserName", name}, {"PolicyName", "state"}, {"PolicyDocument", json::dump(policy)}});
    json::Value made = ground_.must("iam", "CreateAccessKey", json::Object{{"UserName", name}});
    const json::Value* key = made.find("AccessKey");
    return {std::string(key->string_or("AccessKeyId", "")),
            base::Secret(std::string(key->string_or("SecretAccessKey", ""))),
            {}};
  }

  base::Status live(const aws::Credentials& who) {
    auto keep = ground_.keep(address_, ground_.client(nullptr, &who));
    engine::Lease lease = TRY(keep->acquire("me", "apply", kMinute));
    TRY(keep->load());
    TRY(keep->append(lease, {"1"}));
    lease = TRY(keep->renew(lease, kMinute));
    for (size_t i = 0; i < engine::kKeptVersions + 1; ++i) TRY(keep->write_snapshot(lease, "1"));
    TRY(keep->read_version(TRY(keep->versions()).front().id));
    return keep->release(lease);
  }

  // With all of them a whole life works, without any one it is refused, and says which.
  void each_is_needed(const std::vector<std::string>& actions, size_t needed, bool in_new_tables) {
    base::Status lived = live(user(actions, actions.size()));
    ASSERT_TRUE(lived) << lived.error().message;
    for (size_t i = 0; i < needed; ++i) {
      if (in_new_tables) address_ = new_address(ground_);
      clock_.advance(kMinute);
      lived = live(user(actions, i));
      ASSERT_FALSE(lived) << actions[i];
      EXPECT_EQ(lived.error().kind, base::ErrorKind::denied) << lived.error().message;
      EXPECT_THAT(lived.error().message, ::testing::HasSubstr("dynamodb:" + actions[i] + " is denied"));
    }
  }

  int users_ = 0;
};

TEST_F(DynamoPermissions, OfEachRun) {
  ASSERT_TRUE(keep_->release(*keep_->acquire("me", "apply", kMinute)));
  each_is_needed({"GetItem", "PutItem", "Query", "BatchWriteItem"}, 3, false);
  // Without this one the snapshots stay.
  clock_.advance(kMinute);
  base::Status lived = live(user({"GetItem", "PutItem", "Query"}, 3));
  EXPECT_TRUE(lived) << lived.error().message;
}

TEST_F(DynamoPermissions, OfTheFirstRun) {
  each_is_needed({"DescribeTable", "CreateTable", "DescribeContinuousBackups", "UpdateContinuousBackups",
                  "GetItem", "PutItem", "Query", "BatchWriteItem"},
                 4, true);
}

}  // namespace
}  // namespace blueprint
