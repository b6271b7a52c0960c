// Keys, log groups, buckets, tables, queues, rules, and roles with documents: their life without a cluster, killed at
// each call that writes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "blueprint/eks/resource_list.h"
#include "blueprint/events/kinds.h"
#include "blueprint/kinds/kinds.h"
#include "blueprint/storage/bucket_policy.h"
#include "blueprint/storage/kinds.h"
#include "blueprint/testing/whole.h"
#include "blueprint/trust/policy.h"

namespace blueprint {
namespace {

using blueprint::testing::kAccount;
using blueprint::testing::Stage;
using blueprint::testing::steps;
using engine::Resource;
using json::Object;
using json::Value;
using ::testing::HasSubstr;

constexpr std::chrono::hours kKeysHaveEnded{24 * 31};
const std::string kBucketName = "slipway-prod-logs-123456789012-eu-west-3";

Value key_policy() {
  return Object{
      {"Version", "2012-10-17"},
      {"Statement", json::Array{Object{{"Effect", "Allow"},
                                       {"Principal", Object{{"AWS", "arn:aws:iam::123456789012:root"}}},
                                       {"Action", "kms:*"},
                                       {"Resource", "*"}}}}};
}

Value only_tls(const std::string& action, const std::string& arn) {
  return Object{{"Version", "2012-10-17"}, {"Statement", json::Array{tls_only(action, {arn})}}};
}

std::vector<Resource> things() {
  ResourceList list({"prod",
                     kAccount,
                     kAccount,
                     "eu-west-3",
                     "aws",
                     Owner{"acme", "", "", "", "eu-west-3/prod"}.tags(),
                     {}});
  list.add_tagged("key", kKey, "it encrypts",
                  {{"description", "a key"},
                   {"policy", key_policy()},
                   {"enabled", true},
                   {"rotation", true},
                   {"deletion_days", 7}});
  list.add("alias", kKeyAlias, "its name",
           {{"name", "alias/slipway-prod"}, {"key", engine::after({"key", "KeyId"})}});
  list.add_tagged("logs", kLogGroup, "lines", {{"name", "/slipway/prod"}, {"days", 30}});
  list.add_tagged(
      "bucket", kBucket, "objects",
      desired_bucket(kBucketName, "aws", "eu-west-3", only_tls("s3:*", "arn:aws:s3:::" + kBucketName), 30));
  list.add_tagged("table", kTable, "locks", {{"name", "slipway-prod-locks"}, {"key", "LockID"}});
  std::string queue = list.arn("sqs", "slipway-prod-queue");
  list.add_tagged("queue", kQueue, "messages",
                  {{"name", "slipway-prod-queue"},
                   {"policy", only_tls("sqs:*", queue)},
                   {"seconds", 300},
                   {"encryption", "sqs"}});
  list.add_tagged("rule", kRule, "events",
                  {{"name", "slipway-prod-rule"},
                   {"description", "all"},
                   {"pattern", Object{{"source", json::Array{"aws.ec2"}}}},
                   {"state", "ENABLED"}});
  list.add("rule/target", kTarget, "they go there",
           {{"rule", engine::after({"rule", "Name"})}, {"id", "queue"}, {"arn", queue}})
      .needs = {"queue"};
  Value document =
      Object{{"Version", "2012-10-17"},
             {"Statement",
              json::Array{Object{{"Effect", "Allow"}, {"Action", "s3:ListBucket"}, {"Resource", "*"}}}}};
  ResourceList::Used used = list.role(
      "role", {"nodes", "for nodes", engine::literal(node_trust_policy("eu-west-3")), {}, document});
  list.add("profile", kInstanceProfile, "hands it on",
           {{"name", "slipway-nodes-prod"},
            {"path", "/slipway/"},
            {"role", "slipway-nodes-prod"},
            {"tags", to_object(list.settings().tags)}})
      .needs = used.needs;
  return list.take();
}

// A run that is killed leaves what the next one finds: nothing doubled, nothing left.
TEST(StoresKilled, AtEachCall) {
  std::string before, after;
  {
    Stage stage(kinds_of_clusters(kAccount, testing::kWindow));
    before = stage.counts();
    auto made = stage.run(things());
    ASSERT_TRUE(made.is_done()) << made.failure();
    after = stage.counts();
  }
  for (bool is_done : {true, false}) {
    bool survives = false;
    for (int64_t write = 1; !survives; write += testing::next_death()) {
      SCOPED_TRACE(fmt::format("killed {} write {}", is_done ? "behind" : "before", write));
      Stage stage(kinds_of_clusters(kAccount, testing::kWindow));
      survives = !stage.run(things(), {write, is_done}).is_dead;
      auto resumed = stage.run(things());
      ASSERT_TRUE(resumed.is_done()) << resumed.failure();
      ASSERT_EQ(stage.counts(), after);
      ASSERT_EQ(steps(stage.plan(things())), "");
      (void)stage.run({}, {write, is_done});
      auto removed = stage.run({});
      ASSERT_TRUE(removed.is_done()) << removed.failure();
      stage.advance(kKeysHaveEnded);
      ASSERT_EQ(stage.counts(), before);
    }
  }
}

// What was half made and is wanted no more goes, too.
TEST(StoresKilled, AndThenNotWanted) {
  std::string before;
  for (int64_t write = 1; write <= 24; write += testing::next_death()) {
    SCOPED_TRACE(fmt::format("killed behind write {}", write));
    Stage stage(kinds_of_clusters(kAccount, testing::kWindow));
    before = stage.counts();
    (void)stage.run(things(), {write, true});
    auto removed = stage.run({});
    ASSERT_TRUE(removed.is_done()) << removed.failure();
    stage.advance(kKeysHaveEnded);
    ASSERT_EQ(stage.counts(), before);
  }
}

// Of each kind one that somebody else has made under the name that ours would have: it is left as it is, and told of.
TEST(Stores, OfOthersAreNotTaken) {
  const struct {
    const char *at, *call;
    Object input;
  } rows[] = {
      {"logs", "logs.CreateLogGroup", {{"logGroupName", "/slipway/prod"}}},
      {"bucket",
       "s3.CreateBucket",
       {{"Bucket", kBucketName}, {"CreateBucketConfiguration", Object{{"LocationConstraint", "eu-west-3"}}}}},
      {"table",
       "dynamodb.CreateTable",
       {{"TableName", "slipway-prod-locks"},
        {"AttributeDefinitions", json::Array{Object{{"AttributeName", "LockID"}, {"AttributeType", "S"}}}},
        {"KeySchema", json::Array{Object{{"AttributeName", "LockID"}, {"KeyType", "HASH"}}}},
        {"BillingMode", "PAY_PER_REQUEST"}}},
      {"queue",
       "sqs.CreateQueue",
       {{"QueueName", "slipway-prod-queue"}, {"Attributes", Object{{"DelaySeconds", "3"}}}}},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.at);
    Stage stage(kinds_of_clusters(kAccount, testing::kWindow));
    stage.must(row.call, row.input);
    stage.advance(std::chrono::minutes(1));
    std::string before = stage.counts();
    auto made = stage.run(things());
    EXPECT_FALSE(made.is_done());
    EXPECT_THAT(made.failure(), HasSubstr(fmt::format("`{}`: there is one of that name already", row.at)));
    auto removed = stage.run({});
    ASSERT_TRUE(removed.is_done()) << removed.failure();
    stage.advance(kKeysHaveEnded);
    EXPECT_EQ(stage.counts(), before);
  }
}

TEST(Stores, KeepTagsOfOthers) {
  Stage stage(kinds_of_clusters(kAccount, testing::kWindow));
  ASSERT_TRUE(stage.run(things()).is_done());
  Value tags = stage.must("s3.GetBucketTagging", Object{{"Bucket", kBucketName}});
  json::Array set = tags.find("TagSet")->as_array();
  std::erase_if(set, [](const Value& tag) { return tag.string_or("Key", "") == "slipway:organization"; });
  set.push_back(Object{{"Key", "theirs"}, {"Value", "yes"}});
  stage.must("s3.PutBucketTagging", Object{{"Bucket", kBucketName}, {"Tagging", Object{{"TagSet", set}}}});
  auto mended = stage.run(things());
  ASSERT_TRUE(mended.is_done()) << mended.failure();
  EXPECT_EQ(steps(mended.plan), "change bucket\n");
  std::string now = json::dump(stage.must("s3.GetBucketTagging", Object{{"Bucket", kBucketName}}));
  EXPECT_THAT(now, AllOf(HasSubstr("theirs"), HasSubstr("slipway:organization")));
}

// Many objects, versions of them, and an upload that nobody has ended.
TEST(Stores, BucketsAreEmptiedBeforeTheyGo) {
  Stage stage(kinds_of_clusters(kAccount, testing::kWindow));
  ASSERT_TRUE(stage.run(things()).is_done());
  stage.must("s3.PutBucketVersioning",
             Object{{"Bucket", kBucketName}, {"VersioningConfiguration", Object{{"Status", "Enabled"}}}});
  for (int object = 0; object < 1010; ++object)
    stage.must("s3.PutObject", Object{{"Bucket", kBucketName}, {"Key", fmt::format("{}", object)}});
  stage.must("s3.PutObject", Object{{"Bucket", kBucketName}, {"Key", "1"}});
  stage.must("s3.DeleteObject", Object{{"Bucket", kBucketName}, {"Key", "2"}});
  stage.must("s3.CreateMultipartUpload", Object{{"Bucket", kBucketName}, {"Key", "open"}});
  auto removed = stage.run({});
  ASSERT_TRUE(removed.is_done()) << removed.failure();
  EXPECT_THAT(json::dump(stage.must("s3.ListBuckets", Object())), ::testing::Not(HasSubstr(kBucketName)));
}

}  // namespace
}  // namespace blueprint
