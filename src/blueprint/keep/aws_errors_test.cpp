// What people read when AWS refuses. What the embedded account answers by itself is in s3_keep_test.cpp.
#include "blueprint/keep/aws_errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "blueprint/keep/dynamodb_table.h"
#include "blueprint/keep/s3_bucket.h"

namespace blueprint {
namespace {

using base::ErrorKind;
using ::testing::HasSubstr;

struct Row {
  std::string_view code;
  int status;
  ErrorKind kind;
  std::string_view message, hint;
};

aws::Error answer(const Row& row) {
  return {std::string(row.code), row.status, "AWS's words"};
}

void expect(const Row& row, const base::Error& told) {
  EXPECT_EQ(told.kind, row.kind) << row.code;
  EXPECT_THAT(told.message, HasSubstr(row.message));
  EXPECT_THAT(told.hint, HasSubstr(row.hint)) << row.code;
}

TEST(AwsErrors, OfABucket) {
  for (const Row& row :
       {Row{"NoSuchBucket", 404, ErrorKind::not_found, "there is no bucket `b`", "restore a backup"},
        Row{"BucketAlreadyExists", 409, ErrorKind::invalid, "the bucket `b` is another account's",
            "another name"},
        Row{"PermanentRedirect", 301, ErrorKind::invalid, "`b` is in another region: AWS's words",
            "AWS_REGION"},
        Row{"AuthorizationHeaderMalformed", 400, ErrorKind::invalid, "`b` is in another region",
            "AWS_REGION"},
        Row{"OperationAborted", 409, ErrorKind::unavailable, "`b` is just being made or deleted",
            "in a while"},
        Row{"AccessDenied", 403, ErrorKind::denied, "s3://b/lease: s3:GetObject is denied: AWS's words",
            "allow s3:GetObject there"},
        Row{"KMS.DisabledException", 400, ErrorKind::invalid, "KMS.DisabledException: AWS's words", ""},
        Row{"ExpiredToken", 400, ErrorKind::denied, "ExpiredToken", "log in again"},
        Row{"NoCredentials", 0, ErrorKind::denied, "NoCredentials", "aws sts get-caller-identity"},
        Row{"SignatureDoesNotMatch", 403, ErrorKind::denied, "SignatureDoesNotMatch", "log in again"},
        Row{"Unreachable", 0, ErrorKind::unavailable, "s3://b/lease: s3:GetObject: Unreachable",
            "run it again"},
        Row{"OutcomeUnknown", 500, ErrorKind::unavailable, "OutcomeUnknown", "run it again"},
        Row{"SlowDown", 503, ErrorKind::unavailable, "SlowDown", "run it again"},
        Row{"InternalError", 500, ErrorKind::unavailable, "InternalError", "run it again"}}) {
    expect(row, bucket_error(answer(row), "s3:GetObject", "b", "s3://b/lease"));
  }
}

TEST(AwsErrors, OfATable) {
  for (const Row& row :
       {Row{"ResourceNotFoundException", 400, ErrorKind::not_found, "there is no table `t`",
            "restore a backup"},
        Row{"ValidationException", 400, ErrorKind::invalid, "the table `t` cannot hold a state: AWS's words",
            "another name"},
        Row{"AccessDeniedException", 400, ErrorKind::denied, "dynamodb:GetItem is denied",
            "allow dynamodb:GetItem"},
        Row{"UnrecognizedClientException", 400, ErrorKind::denied, "UnrecognizedClientException", "log in"},
        Row{"ProvisionedThroughputExceededException", 400, ErrorKind::unavailable, "Throughput",
            "run it again"},
        Row{"InternalServerError", 500, ErrorKind::unavailable, "InternalServerError", "run it again"}}) {
    expect(row, table_error(answer(row), "dynamodb:GetItem", "t", "dynamodb://t/s/lease"));
  }
}

}  // namespace
}  // namespace blueprint
