#include "aws/client/endpoint.h"

#include <gtest/gtest.h>

namespace aws {
namespace {

TEST(Endpoint, OfAwsItself) {
  struct Row {
    std::string_view service, region, host, signing_region;
  };
  for (const Row& row : {
           Row{"sts", "eu-west-3", "sts.eu-west-3.amazonaws.com", "eu-west-3"},
           Row{"eks", "us-east-1", "eks.us-east-1.amazonaws.com", "us-east-1"},
           Row{"eks", "cn-north-1", "eks.cn-north-1.amazonaws.com.cn", "cn-north-1"},
           Row{"s3", "eu-west-3", "s3.eu-west-3.amazonaws.com", "eu-west-3"},
           Row{"iam", "eu-west-3", "iam.amazonaws.com", "us-east-1"},
           Row{"iam", "", "iam.amazonaws.com", "us-east-1"},
           Row{"iam", "cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"},
           Row{"iam", "us-gov-east-1", "iam.us-gov.amazonaws.com", "us-gov-west-1"},
       }) {
    auto endpoint = resolve_endpoint(*Service::find(row.service), row.region, "");
    ASSERT_TRUE(endpoint) << endpoint.error().message;
    EXPECT_EQ(endpoint->url.host, row.host);
    EXPECT_EQ(endpoint->url.port, 443);
    EXPECT_TRUE(endpoint->url.tls);
    EXPECT_EQ(endpoint->signing_region, row.signing_region);
  }
}

TEST(Endpoint, PartitionsHaveNames) {
  struct Row {
    std::string_view region, name;
  };
  for (const Row& row :
       {Row{"eu-west-3", "aws"}, Row{"cn-north-1", "aws-cn"}, Row{"us-gov-west-1", "aws-us-gov"},
        Row{"us-iso-east-1", "aws-iso"}, Row{"us-isob-east-1", "aws-iso-b"},
        Row{"eusc-de-east-1", "aws-eusc"}, Row{"", "aws"}})
    EXPECT_EQ(partition_name(row.region), row.name) << row.region;
}

TEST(Endpoint, RegionsThatAreNone) {
  for (std::string_view region : {"", "evil.example/", "EU", "a b"}) {
    EXPECT_FALSE(resolve_endpoint(*Service::find("eks"), region, "")) << region;
  }
}

TEST(Endpoint, Custom) {
  auto endpoint = resolve_endpoint(*Service::find("s3"), "eu-west-3", "http://127.0.0.1:4566");
  ASSERT_TRUE(endpoint);
  EXPECT_EQ(endpoint->url.host_header(), "127.0.0.1:4566");
  EXPECT_EQ(endpoint->signing_region, "eu-west-3");
  std::string path = "/bucket/key";
  place_bucket(*endpoint, path);
  EXPECT_EQ(path, "/bucket/key");
  EXPECT_FALSE(resolve_endpoint(*Service::find("s3"), "eu-west-3", "ftp://x"));
}

TEST(Endpoint, BucketInTheHostName) {
  struct Row {
    std::string before, host, after;
  };
  for (const Row& row : {Row{"/bucket/a/b", "bucket.s3.eu-west-3.amazonaws.com", "/a/b"},
                         Row{"/bucket", "bucket.s3.eu-west-3.amazonaws.com", "/"},
                         Row{"/bucket/", "bucket.s3.eu-west-3.amazonaws.com", "/"},
                         Row{"/", "s3.eu-west-3.amazonaws.com", "/"},
                         Row{"/with.dots/a", "s3.eu-west-3.amazonaws.com", "/with.dots/a"},
                         Row{"/With%20odd/a", "s3.eu-west-3.amazonaws.com", "/With%20odd/a"}}) {
    auto endpoint = resolve_endpoint(*Service::find("s3"), "eu-west-3", "");
    std::string path = row.before;
    place_bucket(*endpoint, path);
    EXPECT_EQ(endpoint->url.host, row.host);
    EXPECT_EQ(path, row.after);
  }
}

}  // namespace
}  // namespace aws
