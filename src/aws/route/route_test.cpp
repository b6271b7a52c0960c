#include "aws/route/route.h"

#include <gtest/gtest.h>

#include "aws/testing/wire.h"

namespace aws {
namespace {

const std::vector<std::string> kSuffixes = {"localhost", "s3.localhost"};

// "S3 Operation label=value ..." or the error's code.
std::string routed(const net::Request& request, std::string_view form = {},
                   std::string_view signing_name = {}) {
  auto result = route(request, form, signing_name, kSuffixes);
  if (!result) return result.error().code;
  std::string text = fmt::format("{} {}", result->service.id(), result->operation.name());
  for (const auto& [label, value] : result->labels) text += fmt::format(" {}={}", label, value);
  return text;
}

std::string s3(std::string_view line, net::Headers headers = {}) {
  size_t space = line.find(' ');
  if (!headers.find("Host")) headers.add("Host", "127.0.0.1:4566");
  return routed(request_of(line.substr(0, space), line.substr(space + 1), std::move(headers)), {}, "s3");
}

TEST(Route, TellsS3OperationsOnOnePathApart) {
  EXPECT_EQ(s3("GET /"), "s3 ListBuckets");
  EXPECT_EQ(s3("GET /?x-id=ListBuckets"), "s3 ListBuckets");
  EXPECT_EQ(s3("GET /?x-id=ListDirectoryBuckets"), "s3 ListDirectoryBuckets");
  EXPECT_EQ(s3("GET /b"), "s3 ListObjects Bucket=b");
  EXPECT_EQ(s3("GET /b/?prefix=a"), "s3 ListObjects Bucket=b");
  EXPECT_EQ(s3("GET /b?list-type=2&prefix="), "s3 ListObjectsV2 Bucket=b");
  EXPECT_EQ(s3("GET /b?versions"), "s3 ListObjectVersions Bucket=b");
  EXPECT_EQ(s3("GET /b?uploads="), "s3 ListMultipartUploads Bucket=b");
  EXPECT_EQ(s3("GET /b?lifecycle"), "s3 GetBucketLifecycleConfiguration Bucket=b");
  EXPECT_EQ(s3("PUT /b?notification"), "s3 PutBucketNotificationConfiguration Bucket=b");
  EXPECT_EQ(s3("GET /b?analytics"), "s3 ListBucketAnalyticsConfigurations Bucket=b");
  EXPECT_EQ(s3("GET /b?analytics&id=x"), "s3 GetBucketAnalyticsConfiguration Bucket=b");
  EXPECT_EQ(s3("HEAD /b"), "s3 HeadBucket Bucket=b");
  EXPECT_EQ(s3("POST /b?delete="), "s3 DeleteObjects Bucket=b");
  EXPECT_EQ(s3("PUT /b/k"), "s3 PutObject Bucket=b Key=k");
  EXPECT_EQ(s3("PUT /b/k?x-id=PutObject"), "s3 PutObject Bucket=b Key=k");
  EXPECT_EQ(s3("PUT /b/k", {{"x-amz-copy-source", "/a/b"}}), "s3 CopyObject Bucket=b Key=k");
  EXPECT_EQ(s3("PUT /b/k?partNumber=1&uploadId=u"), "s3 UploadPart Bucket=b Key=k");
  EXPECT_EQ(s3("PUT /b/k?partNumber=1&uploadId=u&x-id=UploadPart"), "s3 UploadPart Bucket=b Key=k");
  EXPECT_EQ(s3("PUT /b/k?partNumber=1&uploadId=u", {{"X-Amz-Copy-Source", "/a/b"}}),
            "s3 UploadPartCopy Bucket=b Key=k");
  EXPECT_EQ(s3("GET /b/k?uploadId=u"), "s3 ListParts Bucket=b Key=k");
  EXPECT_EQ(s3("GET /b/k?versionId=v"), "s3 GetObject Bucket=b Key=k");
  EXPECT_EQ(s3("GET /b/k?attributes", {{"x-amz-object-attributes", "ETag"}}),
            "s3 GetObjectAttributes Bucket=b Key=k");
  EXPECT_EQ(s3("DELETE /b/k?uploadId=u"), "s3 AbortMultipartUpload Bucket=b Key=k");
  EXPECT_EQ(s3("DELETE /b/k"), "s3 DeleteObject Bucket=b Key=k");
  EXPECT_EQ(s3("POST /b/k?uploads"), "s3 CreateMultipartUpload Bucket=b Key=k");
  EXPECT_EQ(s3("POST /b/k?uploadId=u"), "s3 CompleteMultipartUpload Bucket=b Key=k");
}

TEST(Route, NeverTakesAnotherS3OperationForOneThatItDoesNotKnow) {
  EXPECT_EQ(s3("DELETE /b?acl"), "MethodNotAllowed");
  EXPECT_EQ(s3("DELETE /b?analytics"),
            "s3 DeleteBucketAnalyticsConfiguration Bucket=b");  // its id is missing
  EXPECT_EQ(s3("PUT /b/k?uploads"), "MethodNotAllowed");
  EXPECT_EQ(s3("POST /b/k"), "MethodNotAllowed");
  EXPECT_EQ(s3("PATCH /b/k"), "MethodNotAllowed");
  EXPECT_EQ(s3("DELETE /"), "MethodNotAllowed");
  EXPECT_EQ(s3("GET /b?x-mine=1"), "s3 ListObjects Bucket=b");
}

TEST(Route, ReadsKeysAsTheyWereMeant) {
  EXPECT_EQ(s3("GET /b/a%20b/%C3%BC%2Bc+d"), "s3 GetObject Bucket=b Key=a b/\xC3\xBC+c+d");
  EXPECT_EQ(s3("GET /b//a/../b/"), "s3 GetObject Bucket=b Key=/a/../b/");
  EXPECT_EQ(s3("GET /b/%2Fx"), "s3 GetObject Bucket=b Key=/x");
  EXPECT_EQ(s3("GET /b/%zz"), "InvalidURI");
  EXPECT_EQ(s3("GET /b/%ff"), "InvalidURI");
  EXPECT_EQ(s3("GET /b/a%00b"), "InvalidURI");
  EXPECT_EQ(s3("GET //k"), "InvalidURI");
  EXPECT_EQ(s3("GET /b?prefix=%zz"), "MalformedQueryString");
}

TEST(Route, FindsTheBucketInTheHost) {
  auto at = [](std::string host, std::string line) { return s3(line, {{"Host", std::move(host)}}); };
  EXPECT_EQ(at("b.localhost:4566", "GET /k"), "s3 GetObject Bucket=b Key=k");
  EXPECT_EQ(at("b.s3.localhost:4566", "GET /k"), "s3 GetObject Bucket=b Key=k");
  EXPECT_EQ(at("my.b.localhost", "GET /"), "s3 ListObjects Bucket=my.b");
  EXPECT_EQ(at("localhost:4566", "GET /k"), "s3 ListObjects Bucket=k");
  EXPECT_EQ(at("B.LocalHost", "PUT /a/b"), "s3 PutObject Bucket=b Key=a/b");
  EXPECT_EQ(at("b.s3.amazonaws.com", "GET /"), "s3 ListObjects Bucket=b");
  EXPECT_EQ(at("my.b.s3.eu-west-3.amazonaws.com", "GET /k"), "s3 GetObject Bucket=my.b Key=k");
  EXPECT_EQ(at("b.s3-eu-west-3.amazonaws.com", "GET /k"), "s3 GetObject Bucket=b Key=k");
  EXPECT_EQ(at("b.s3.dualstack.eu-west-3.amazonaws.com", "GET /k"), "s3 GetObject Bucket=b Key=k");
  EXPECT_EQ(at("s3.eu-west-3.amazonaws.com", "GET /k"), "s3 ListObjects Bucket=k");
  EXPECT_EQ(at("[::1]:4566", "GET /k"), "s3 ListObjects Bucket=k");
}

TEST(Route, FindsQueryOperationsByActionAndVersion) {
  std::string_view identity = "Action=GetCallerIdentity&Version=2011-06-15";
  net::Headers host = {{"Host", "127.0.0.1"}};
  EXPECT_EQ(routed(request_of("POST", "/", host), identity, "sts"), "sts GetCallerIdentity");
  EXPECT_EQ(routed(request_of("POST", "/", host), identity), "sts GetCallerIdentity");
  EXPECT_EQ(routed(request_of("GET", fmt::format("/?{}&X-Amz-Expires=60", identity), host)),
            "sts GetCallerIdentity");
  EXPECT_EQ(routed(request_of("POST", "/", host), "Action=GetCallerIdentity", "sts"), "InvalidAction");
  EXPECT_EQ(routed(request_of("POST", "/", host), "Action=Nope&Version=2011-06-15", "sts"), "InvalidAction");
  EXPECT_EQ(routed(request_of("POST", "/", host), "Version=2011-06-15", "sts"), "MissingAction");
  EXPECT_EQ(routed(request_of("DELETE", "/", host), identity, "sts"), "InvalidAction");
  EXPECT_EQ(routed(request_of("POST", "/", host), "Action=%zz", "sts"), "MalformedQueryString");
  EXPECT_EQ(routed(request_of("POST", "/", host), identity, "glacier"), "InvalidAction");
}

TEST(Route, FindsRestOperationsByPath) {
  auto eks = [](std::string_view method, std::string_view target) {
    return routed(request_of(method, target, {{"Host", "127.0.0.1"}}), {}, "eks");
  };
  EXPECT_EQ(eks("POST", "/clusters"), "eks CreateCluster");
  EXPECT_EQ(eks("GET", "/clusters"), "eks ListClusters");
  EXPECT_EQ(eks("GET", "/clusters/"), "eks ListClusters");
  EXPECT_EQ(eks("GET", "/clusters/dev"), "eks DescribeCluster name=dev");
  EXPECT_EQ(eks("POST", "/clusters/dev/updates"), "eks UpdateClusterVersion name=dev");
  EXPECT_EQ(eks("GET", "/tags/arn%3Aaws%3Aeks%3Aeu-west-3%3A1%3Acluster%2Fdev"),
            "eks ListTagsForResource resourceArn=arn:aws:eks:eu-west-3:1:cluster/dev");
  EXPECT_EQ(eks("GET", "/clusters/dev/access-entries/arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fr"),
            "eks DescribeAccessEntry clusterName=dev principalArn=arn:aws:iam::1:role/r");
  EXPECT_EQ(eks("PATCH", "/clusters/dev"), "UnknownOperationException");
  EXPECT_EQ(eks("GET", "/nope"), "UnknownOperationException");
  EXPECT_EQ(eks("GET", "/clusters/.."), "UnknownOperationException");
  EXPECT_EQ(eks("GET", "/./clusters/dev"), "UnknownOperationException");
  EXPECT_EQ(routed(request_of("GET", "/clusters", {{"Host", "eks.eu-west-3.amazonaws.com"}})),
            "eks ListClusters");
}

TEST(Route, ChoosesTheFormOfErrorsBeforeARouteIsKnown) {
  auto form = [](const net::Request& request, std::string_view name) { return error_form(request, name); };
  EXPECT_EQ(form(request_of("POST", "/"), "iam").protocol, Protocol::query);
  EXPECT_EQ(form(request_of("POST", "/"), "iam").xml_namespace, "https://iam.amazonaws.com/doc/2010-05-08/");
  EXPECT_TRUE(form(request_of("GET", "/b"), "").s3);
  EXPECT_TRUE(form(request_of("HEAD", "/b"), "s3").head);
  EXPECT_EQ(form(request_of("GET", "/clusters"), "eks").protocol, Protocol::rest_json);
  EXPECT_EQ(
      form(request_of("POST", "/", {{"X-Amz-Target", "DynamoDB_20120810.ListTables"}}), "dynamodb").protocol,
      Protocol::json);
  EXPECT_EQ(
      form(request_of("POST", "/", {{"Content-Type", "application/x-www-form-urlencoded"}}), "").protocol,
      Protocol::query);
}

}  // namespace
}  // namespace aws
