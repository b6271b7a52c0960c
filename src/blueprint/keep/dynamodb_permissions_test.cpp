// What docs/engine.md says of the permissions that a state in DynamoDB needs.
#include <gmock/gmock.h>

#include "base/manual_clock.h"
#include "blueprint/testing/ground.h"
#include "engine/keep/history.h"

namespace blueprint {
namespace {

using testing::Ground;

constexpr base::Milliseconds kMinute{60'000};

class DynamoPermissions : public ::testing::Test {
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
      if (in_new_tables) address_ = ground_.new_address();
      clock_.advance(kMinute);
      lived = live(user(actions, i));
      ASSERT_FALSE(lived) << actions[i];
      EXPECT_EQ(lived.error().kind, base::ErrorKind::denied) << lived.error().message;
      EXPECT_THAT(lived.error().message, ::testing::HasSubstr("dynamodb:" + actions[i] + " is denied"));
    }
  }

  int users_ = 0;
  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  Ground ground_{Ground::Kind::account_dynamodb, clock_};
  std::string address_ = ground_.new_address();
  std::unique_ptr<engine::Keep> keep_ = ground_.keep(address_);
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
