// The keep in DynamoDB on the simulated account's DynamoDB: the same suite as at moto (keep_conformance_test.cpp), and what an
// item cannot hold.
#include <gmock/gmock.h>

#include "blueprint/testing/ground.h"
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

}  // namespace
}  // namespace blueprint
