// What is particular to a state in DynamoDB.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/manual_clock.h"
#include "blueprint/testing/ground.h"

namespace blueprint {
namespace {

using engine::Keep;
using engine::Lease;
using json::Array;
using json::Object;
using json::Value;
using testing::Ground;
using ::testing::HasSubstr;

constexpr base::Milliseconds kMinute{60'000};

class DynamoKeep : public ::testing::TestWithParam<Ground::Kind> {
 protected:
  Value ask(std::string_view operation, Object input = {}) {
    input.set("TableName", table_);
    return ground_.must("dynamodb", operation, input);
  }
  Array items(const std::string& state) {
    Object input{{"TableName", table_},
                 {"KeyConditionExpression", "#s = :s"},
                 {"ExpressionAttributeNames", Object{{"#s", "state"}}},
                 {"ExpressionAttributeValues", Object{{":s", Object{{"S", state}}}}}};
    return *ground_.client()->call_all("dynamodb", "Query", input, "Items", base::Deadline::never());
  }

  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  Ground ground_{GetParam(), clock_};
  std::string address_ = ground_.new_address();
  std::string table_ = address_.substr(11, address_.find('/', 11) - 11);
  std::unique_ptr<Keep> keep_ = ground_.keep(address_);
};

TEST_P(DynamoKeep, MakesItsTableSafe) {
  ASSERT_TRUE(keep_->acquire("me", "apply", kMinute));
  Value described = ask("DescribeTable");
  const Value* table = described.find("Table");
  EXPECT_THAT(json::dump(*table), HasSubstr(R"("BillingMode":"PAY_PER_REQUEST")"));
  EXPECT_TRUE(table->bool_or("DeletionProtectionEnabled", false));
  EXPECT_THAT(json::dump(ask("DescribeContinuousBackups")),
              HasSubstr(R"("PointInTimeRecoveryStatus":"ENABLED")"));
}

TEST_P(DynamoKeep, TellsThatThereIsNoTableYet) {
  auto kept = keep_->load();
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_THAT(kept->warning, HasSubstr(fmt::format("there is no table `{}`", table_)));
}

// Above 400 KB, of characters that a part may end in the middle of.
TEST_P(DynamoKeep, HoldsASnapshotThatNoItemHolds) {
  std::string large = "a";
  while (large.size() < 1'000'000) large += "\u00e9\u20ac";
  Lease lease = *keep_->acquire("me", "apply", kMinute);
  ASSERT_TRUE(keep_->append(lease, {large}));
  ASSERT_TRUE(keep_->write_snapshot(lease, large + "2"));
  EXPECT_EQ(keep_->load()->snapshot, large + "2");
  EXPECT_EQ(items("prod/api#parts").size(), 8u);
}

TEST_P(DynamoKeep, RemovesThePartsOfOldSnapshotsToo) {
  std::string large(40'000, 'x');
  Lease lease = *keep_->acquire("me", "apply", kMinute);
  for (size_t i = 0; i < engine::kKeptVersions + 5; ++i) ASSERT_TRUE(keep_->write_snapshot(lease, large));
  EXPECT_EQ(keep_->versions()->size(), engine::kKeptVersions);
  EXPECT_EQ(items("prod/api#parts").size(), engine::kKeptVersions);
}

TEST_P(DynamoKeep, RefusesASnapshotOfWhichAPartIsMissing) {
  Lease lease = *keep_->acquire("me", "apply", kMinute);
  ASSERT_TRUE(keep_->write_snapshot(lease, std::string(600'000, 'x')));
  Value second = items("prod/api#parts").at(1);
  Object key{{"state", *second.find("state")}, {"name", *second.find("name")}};
  ground_.must("dynamodb", "BatchWriteItem",
               Object{{"RequestItems",
                       Object{{table_, Array{Object{{"DeleteRequest", Object{{"Key", std::move(key)}}}}}}}}});
  auto kept = keep_->load();
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().message, address_ + "/snapshots/000000000002: part 2 of 3 is missing");
}

TEST_P(DynamoKeep, RefusesATableOfAnotherKind) {
  ask("CreateTable",
      {{"AttributeDefinitions", Array{Object{{"AttributeName", "id"}, {"AttributeType", "S"}}}},
       {"KeySchema", Array{Object{{"AttributeName", "id"}, {"KeyType", "HASH"}}}},
       {"BillingMode", "PAY_PER_REQUEST"}});
  auto lease = keep_->acquire("me", "apply", kMinute);
  ASSERT_FALSE(lease);
  EXPECT_EQ(lease.error().kind, base::ErrorKind::invalid);
  EXPECT_THAT(lease.error().message, HasSubstr(fmt::format("the table `{}` cannot hold a state", table_)));
}

TEST_P(DynamoKeep, HoldsManyStatesInOneTable) {
  auto other = ground_.keep("dynamodb://" + table_ + "/stage");
  Lease lease = *keep_->acquire("me", "apply", kMinute), others = *other->acquire("you", "apply", kMinute);
  ASSERT_TRUE(keep_->append(lease, {"mine"}));
  ASSERT_TRUE(other->append(others, {"theirs"}));
  EXPECT_EQ(keep_->load()->entries, std::vector<std::string>{"mine"});
  EXPECT_EQ(other->load()->entries, std::vector<std::string>{"theirs"});
}

std::vector<Ground::Kind> kinds() {
  std::vector<Ground::Kind> kinds = testing::grounds();
  std::erase_if(kinds, testing::is_s3);
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(On, DynamoKeep, ::testing::ValuesIn(kinds()),
                         [](const auto& test) { return testing::name_of(test.param); });

}  // namespace
}  // namespace blueprint
