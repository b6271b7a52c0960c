// Every way in which clients write a header, and what is read of it.
#include "aws/protocol/one_spelling.h"

#include <gtest/gtest.h>

#include "aws/testing/wire.h"

namespace aws {
namespace {

// `name: value` of the header after it was settled, or the error's code. `line` is routed as S3 would.
std::string settled(std::string_view line, std::string_view name, net::Headers headers = {},
                    int version = 4) {
  size_t space = line.find(' ');
  headers.add("Host", "127.0.0.1:4566");
  net::Request request = request_of(line.substr(0, space), line.substr(space + 1), std::move(headers));
  auto found = route(request, {}, "s3", {});
  EXPECT_TRUE(found) << found.error().code;
  VerifiedSignature signature;
  signature.claim.version = version;
  auto done = settle_headers(*found, &signature, request);
  if (!done) return done.error().code;
  return std::string(request.headers.get(name));
}

TEST(OneSpelling, HeadersWithAnEnumTakeTheModelsLetters) {
  struct Row {
    std::string_view line, name, sent, read;
  };
  for (auto [line, name, sent, read] : {
           Row{"GET /b/k", "x-amz-checksum-mode", "enabled", "ENABLED"},
           Row{"GET /b/k", "X-Amz-Checksum-Mode", "Enabled", "ENABLED"},
           Row{"PUT /b/k", "x-amz-sdk-checksum-algorithm", "crc32", "CRC32"},
           Row{"PUT /b/k", "x-amz-sdk-checksum-algorithm", "crc64nvme", "CRC64NVME"},
           Row{"POST /b/k?uploads", "x-amz-checksum-algorithm", "sha256", "SHA256"},
           Row{"POST /b/k?uploads", "x-amz-checksum-type", "full_object", "FULL_OBJECT"},
           Row{"PUT /b/k", "x-amz-storage-class", "standard_ia", "STANDARD_IA"},
           Row{"PUT /b/k", "x-amz-acl", "Public-Read", "public-read"},
           Row{"PUT /b/k", "x-amz-server-side-encryption", "aes256", "AES256"},
           Row{"PUT /b/k", "x-amz-server-side-encryption", "AWS:KMS", "aws:kms"},
           Row{"PUT /b/k", "x-amz-object-lock-mode", "governance", "GOVERNANCE"},
           Row{"PUT /b/k", "x-amz-object-lock-legal-hold", "on", "ON"},
           Row{"PUT /b/k", "x-amz-request-payer", "Requester", "requester"},
           Row{"PUT /b", "x-amz-object-ownership", "bucketownerenforced", "BucketOwnerEnforced"},
           Row{"GET /b/k?attributes", "x-amz-object-attributes", "etag, objectsize", "ETag,ObjectSize"},
           Row{"PUT /b/k", "x-amz-storage-class", "no such", "no such"},   // for the checks to refuse
           Row{"PUT /b/k", "x-amz-meta-storage", "standard", "standard"},  // no enum
           Row{"PUT /b/k", "Content-Type", "TEXT/plain", "TEXT/plain"},
       }) {
    EXPECT_EQ(settled(line, name, {{std::string(name), std::string(sent)}}), read) << line << " " << name;
  }
}

TEST(OneSpelling, HeadersInTheQueryAreHeaders) {
  struct Row {
    std::string_view line, name, read;
  };
  for (auto [line, name, read] : {
           Row{"PUT /b/k?x-amz-meta-a=b%20c", "x-amz-meta-a", "b c"},
           Row{"PUT /b/k?X-Amz-Meta-A=b", "x-amz-meta-a", "b"},
           Row{"PUT /b/k?x%2Damz-meta-a=b", "x-amz-meta-a", "b"},
           Row{"PUT /b/k?x-amz-tagging=a%3Db%26c%3Dd", "x-amz-tagging", "a=b&c=d"},
           Row{"PUT /b/k?x-amz-storage-class=glacier", "x-amz-storage-class", "GLACIER"},
           Row{"PUT /b/k?x-amz-acl=public-read", "x-amz-acl", "public-read"},
           Row{"PUT /b/k?x-amz-server-side-encryption=aws%3Akms", "x-amz-server-side-encryption", "aws:kms"},
           Row{"PUT /b/k?x-amz-website-redirect-location=%2Fa", "x-amz-website-redirect-location", "/a"},
           Row{"PUT /b/k?x-amz-copy-source=b%2Fk", "x-amz-copy-source", "b/k"},
           Row{"GET /b/k?x-amz-checksum-mode=enabled", "x-amz-checksum-mode", "ENABLED"},
           Row{"GET /b/k?x-amz-request-payer=requester", "x-amz-request-payer", "requester"},
           Row{"GET /b/k?x-amz-expected-bucket-owner=111122223333", "x-amz-expected-bucket-owner",
               "111122223333"},
           // A signature's own, and checksums of a body that whoever signed did not have.
           Row{"PUT /b/k?x-amz-checksum-crc32=AAAAAA%3D%3D", "x-amz-checksum-crc32", ""},
           Row{"PUT /b/k?x-amz-sdk-checksum-algorithm=CRC32", "x-amz-sdk-checksum-algorithm", ""},
           Row{"PUT /b/k?X-Amz-Content-Sha256=UNSIGNED-PAYLOAD", "x-amz-content-sha256", ""},
           Row{"PUT /b/k?X-Amz-Security-Token=t", "x-amz-security-token", ""},
           Row{"PUT /b/k?X-Amz-Date=20261121T120000Z", "x-amz-date", ""},
           Row{"PUT /b/k?content-type=text%2Fplain", "content-type", ""},
       }) {
    EXPECT_EQ(settled(line, name), read) << line;
  }
  EXPECT_EQ(settled("PUT /b/k?content-type=text%2Fplain", "content-type", {}, 2), "text/plain");
}

TEST(OneSpelling, AHeaderBesideTheQueryMustSayTheSame) {
  EXPECT_EQ(settled("PUT /b/k?x-amz-acl=private", "x-amz-acl", {{"X-Amz-Acl", "private"}}), "private");
  EXPECT_EQ(settled("PUT /b/k?x-amz-acl=private", "x-amz-acl", {{"X-Amz-Acl", "public-read"}}),
            "InvalidArgument");
  EXPECT_EQ(settled("PUT /b/k?x-amz-meta-a=1&x-amz-meta-a=2", "x-amz-meta-a"), "InvalidArgument");
  EXPECT_EQ(settled("PUT /b/k?content-type=a", "content-type", {{"Content-Type", "b"}}, 2), "b");
}

TEST(OneSpelling, CopySources) {
  struct Row {
    std::string_view sent, read;
  };
  for (auto [sent, read] : {
           Row{"b/k", "b/k"},
           Row{"/b/k", "b/k"},
           Row{"b%2Fk", "b/k"},
           Row{"%2Fb%2Fk%2fl", "b/k/l"},
           Row{"b/a+b", "b/a%20b"},
           Row{"b/a%2Bb", "b/a%2Bb"},
           Row{"b/a b", "b/a%20b"},
           Row{"b/a%20b", "b/a%20b"},
           Row{"b/a%2520b", "b/a%2520b"},
           Row{"b/caf%c3%a9", "b/caf%C3%A9"},
           Row{"b/k?versionId=abc", "b/k?versionId=abc"},
           Row{"b%2Fk?versionId=abc", "b/k?versionId=abc"},
           Row{"b/k%3FversionId%3Dabc", "b/k%3FversionId%3Dabc"},  // part of the key
           Row{"b/k%3Fx?versionId=abc", "b/k%3Fx?versionId=abc"},
           Row{"b//k", "b//k"},
           Row{"//b/k", "/b/k"},
           Row{"arn:aws:s3:eu-west-3:111122223333:accesspoint/ap/object/k",
               "arn%3Aaws%3As3%3Aeu-west-3%3A111122223333%3Aaccesspoint/ap/object/k"},
           Row{"arn%3Aaws%3As3%3Aeu-west-3%3A111122223333%3Aaccesspoint%2Fap%2Fobject%2Fk",
               "arn%3Aaws%3As3%3Aeu-west-3%3A111122223333%3Aaccesspoint/ap/object/k"},
           Row{"b/%zz", "b/%zz"},
       }) {
    EXPECT_EQ(settled("PUT /b/k", "x-amz-copy-source", {{"x-amz-copy-source", std::string(sent)}}), read)
        << sent;
  }
}

}  // namespace
}  // namespace aws
