#include "blueprint/keep/open_keep.h"

#include <gtest/gtest.h>

#include "aws/testing/scripted_transport.h"
#include "base/manual_clock.h"
#include "base/seeded_random.h"

namespace blueprint {
namespace {

class OpenKeep : public ::testing::Test {
 protected:
  base::Result<std::unique_ptr<engine::Keep>> open(std::string_view address) {
    KeepWorld world{.client =
                        [&] {
                          ++clients_;
                          aws::ClientConfig config;
                          config.endpoint = "http://127.0.0.1:1";
                          config.region = "eu-west-3";
                          return base::Result<std::shared_ptr<aws::Client>>(
                              std::make_shared<aws::Client>(config, transport_, clock_, random_));
                        },
                    .clock = clock_,
                    .random = random_};
    return open_keep(address, world);
  }

  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  base::SeededRandom random_{1};
  std::shared_ptr<aws::ScriptedTransport> transport_ = std::make_shared<aws::ScriptedTransport>();
  int clients_ = 0;
};

// Where the lease is looked for.
TEST_F(OpenKeep, FindsThePlaceInTheAddress) {
  struct Row {
    std::string_view address, asked;
  };
  for (const Row& row :
       {Row{"s3://states/prod/api", "/states/prod/api/lease?x-id=GetObject"},
        Row{"s3://states/prod/api/", "/states/prod/api/lease?x-id=GetObject"},
        Row{"s3://states", "/states/lease?x-id=GetObject"},
        Row{"dynamodb://states/prod", R"("Key":{"state":{"S":"prod"},"name":{"S":"lease"}})"},
        Row{"dynamodb://states", R"("Key":{"state":{"S":"slipway"},"name":{"S":"lease"}})"}}) {
    transport_->answers(403, "");
    auto keep = open(row.address);
    ASSERT_TRUE(keep) << row.address;
    EXPECT_FALSE((*keep)->holder());
    aws::ScriptedTransport::Sent sent = transport_->sent().back();
    std::string all = sent.target + sent.body;
    EXPECT_NE((sent.target + "?x-id=GetObject" + sent.body).find(row.asked), std::string::npos) << all;
  }
}

TEST_F(OpenKeep, TakesAFolderForAFolder) {
  std::string folder = ::testing::TempDir() + "/open-keep";
  auto keep = open(folder);
  ASSERT_TRUE(keep);
  EXPECT_TRUE((*keep)->load()->entries.empty());
  EXPECT_EQ(clients_, 0);
}

TEST_F(OpenKeep, RefusesWhatIsNoPlace) {
  for (std::string_view address : {"s3://", "s3:///prod", "dynamodb://", "dynamodb://t/a#parts", "s3://b/a b",
                                   "gs://bucket/prefix", "file:///tmp/x"}) {
    auto keep = open(address);
    ASSERT_FALSE(keep) << address;
    EXPECT_EQ(keep.error().kind, base::ErrorKind::invalid);
    EXPECT_EQ(keep.error().message, fmt::format("`{}` is no place for a state", address));
  }
}

}  // namespace
}  // namespace blueprint
