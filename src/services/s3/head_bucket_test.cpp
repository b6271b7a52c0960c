// What HeadBucket tells of a bucket to those who may not ask about it.
#include <gtest/gtest.h>

#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using json::Object;

struct Row {
  const char* what;
  const char* operation;
  const char* bucket;
  bool is_signed;
  int status;
  const char* region;  // of the header x-amz-bucket-region
};

const Row kRows[] = {
    {"a stranger", "HeadBucket", "private-of-another", true, 403, "eu-central-1"},
    {"nobody at all", "HeadBucket", "private-of-another", false, 403, "eu-central-1"},
    {"a bucket that is not there", "HeadBucket", "nobodys-bucket", true, 404, ""},
    {"another question", "ListObjectsV2", "private-of-another", true, 403, ""},
};

TEST(HeadBucket, TellsTheRegionOfABucketThatItRefuses) {
  EmbeddedAccount account;
  account.must(account.other_root(), "s3", "CreateBucket",
               Object{{"Bucket", "private-of-another"},
                      {"CreateBucketConfiguration", Object{{"LocationConstraint", "eu-central-1"}}}},
               {.region = "us-east-1"});
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.what);
    auto output = account.call(row.is_signed ? &account.root() : nullptr, "s3", row.operation,
                               Object{{"Bucket", row.bucket}});
    EXPECT_FALSE(output);
    EXPECT_EQ(account.status(), row.status);
    EXPECT_EQ(account.headers().get("x-amz-bucket-region"), row.region);
  }
}

}  // namespace
}  // namespace account::testing
