#include "aws/model/model.h"

#include <gtest/gtest.h>

#include <set>

namespace aws {
namespace {

TEST(Model, KnowsItsServicesAndWhereTheyComeFrom) {
  EXPECT_TRUE(models_source().starts_with("botocore 1."));
  EXPECT_NE(models_notice().find("Apache"), std::string_view::npos);
  Service iam = Service::find("iam").value();
  EXPECT_EQ(iam.protocol(), Protocol::query);
  EXPECT_EQ(iam.api_version(), "2010-05-08");
  EXPECT_TRUE(iam.global());
  EXPECT_FALSE(Service::find("sts")->global());
  EXPECT_EQ(Service::find_by_signing_name("eks"), Service::find("eks"));
  EXPECT_EQ(Service::find("nope"), std::nullopt);
  EXPECT_EQ(iam.find_operation("CreateRoll"), std::nullopt);
}

TEST(Model, ReadsTheTraitsThatDecideTheWireForm) {
  Operation web = Service::find("sts")->find_operation("AssumeRoleWithWebIdentity").value();
  EXPECT_TRUE(web.unsigned_call());
  EXPECT_EQ(web.result_wrapper(), "AssumeRoleWithWebIdentityResult");
  Shape input = web.input().value();
  EXPECT_TRUE(input.find_member("RoleArn")->required());
  EXPECT_TRUE(input.find_member("WebIdentityToken")->shape().sensitive());
  EXPECT_EQ(input.find_member("RoleSessionName")->shape().max(), 64);
  EXPECT_EQ(input.find_member("RoleSessionName")->shape().pattern(), "[\\w+=,.@-]*");
  bool found = false;
  for (uint32_t i = 0; i < web.error_count(); ++i)
    if (web.error(i).error_code() == "IDPRejectedClaim") found = web.error(i).error_status() == 403;
  EXPECT_TRUE(found);

  Service s3 = Service::find("s3").value();
  Operation put = s3.find_operation("PutObject").value();
  EXPECT_EQ(put.http_method(), "PUT");
  EXPECT_EQ(put.uri(), "/{Bucket}/{Key+}");
  EXPECT_EQ(put.input()->payload()->name(), "Body");
  EXPECT_TRUE(put.input()->payload()->streaming());
  EXPECT_EQ(put.checksum_member(), "ChecksumAlgorithm");
  EXPECT_TRUE(s3.find_operation("DeleteObjects")->checksum_required());
  EXPECT_EQ(s3.find_operation("DeleteBucket")->status(), 204);
  Shape list = s3.find_operation("ListObjectsV2")->output().value();
  EXPECT_TRUE(list.find_member("Contents")->flattened() || list.find_member("Contents")->shape().flattened());
  EXPECT_EQ(put.input()->find_member("Metadata")->location(), Location::headers);
  EXPECT_TRUE(Service::find("eks")
                  ->find_operation("CreateCluster")
                  ->input()
                  ->find_member("clientRequestToken")
                  ->idempotency_token());
}

TEST(Model, KnowsWhatAnswersCanBeFilteredBy) {
  Service ec2 = Service::find("ec2").value();
  auto knows = [&](std::string_view operation, std::string_view name) {
    Operation one = ec2.find_operation(operation).value();
    for (uint32_t i = 0; i < one.filter_count(); ++i)
      if (one.filter(i) == name) return true;
    return false;
  };
  EXPECT_TRUE(knows("DescribeSubnets", "vpc-id"));
  EXPECT_TRUE(knows("DescribeSubnets", "availabilityZone"));  // another spelling of availability-zone
  EXPECT_TRUE(knows("DescribeSubnets", "cidr"));
  EXPECT_TRUE(knows("DescribeSubnets", "tag:"));
  EXPECT_TRUE(knows("DescribeTags", "tag:"));
  EXPECT_TRUE(knows("DescribeNatGateways", "state"));  // its member is called Filter
  EXPECT_FALSE(knows("DescribeSubnets", "tag"));
  EXPECT_FALSE(knows("DescribeVpcs", "subnet-id"));
  EXPECT_EQ(ec2.find_operation("CreateVpc")->filter_count(), 0u);
}

TEST(Model, KnowsHowPagesFollowOneAnother) {
  Service s3 = Service::find("s3").value();
  Paginator versions = s3.find_operation("ListObjectVersions")->paginator().value();
  ASSERT_EQ(versions.token_count(), 2u);
  EXPECT_EQ(versions.input_token(0), "KeyMarker");
  EXPECT_EQ(versions.output_token(1), "NextVersionIdMarker");
  EXPECT_EQ(versions.more_results(), "IsTruncated");
  EXPECT_EQ(versions.limit_key(), "MaxKeys");
  ASSERT_EQ(versions.result_count(), 3u);
  EXPECT_EQ(versions.result(1), "DeleteMarkers");
  EXPECT_EQ(s3.find_operation("ListObjects")->paginator()->output_token(0), "NextMarker || Contents[-1].Key");
  EXPECT_FALSE(s3.find_operation("GetObject")->paginator());
  // What a paginator names is in the model.
  for (uint32_t s = 0; s < Service::count(); ++s) {
    for (uint32_t o = 0; o < Service::at(s).operation_count(); ++o) {
      Operation operation = Service::at(s).operation(o);
      auto paginator = operation.paginator();
      for (uint32_t i = 0; paginator && i < paginator->token_count(); ++i)
        EXPECT_TRUE(operation.input()->find_member(paginator->input_token(i))) << operation.name();
    }
  }
}

TEST(Model, KnowsWhenWaitingIsOver) {
  Service eks = Service::find("eks").value();
  Waiter active = eks.waiter("ClusterActive").value();
  EXPECT_EQ(active.operation().name(), "DescribeCluster");
  EXPECT_EQ(active.delay_s(), 30u);
  EXPECT_EQ(active.max_attempts(), 40u);
  ASSERT_EQ(active.acceptor_count(), 3u);
  EXPECT_EQ(active.acceptor(2).state(), WaiterState::success);
  EXPECT_EQ(active.acceptor(2).matcher(), Matcher::path);
  EXPECT_EQ(active.acceptor(2).argument(), "cluster.status");
  EXPECT_EQ(active.acceptor(2).expected(), "\"ACTIVE\"");
  EXPECT_FALSE(eks.waiter("ClusterHappy"));
  for (uint32_t s = 0; s < Service::count(); ++s)
    for (uint32_t w = 0; w < Service::at(s).waiter_count(); ++w)
      EXPECT_EQ(Service::at(s).waiter(Service::at(s).waiter(w).name())->name(),
                Service::at(s).waiter(w).name());
}

// Reads every record that an operation reaches, so that a table of another format cannot pass.
struct Walk {
  std::set<std::string_view> seen;
  size_t members = 0;

  void shape(Shape shape) {
    ASSERT_LE(shape.type(), ShapeType::timestamp);
    if (!seen.insert(shape.name()).second) return;
    if (shape.type() == ShapeType::list) member(shape.element());
    if (shape.type() == ShapeType::map) member(shape.key()), member(shape.value());
    for (uint32_t i = 0; i < shape.member_count(); ++i) {
      ASSERT_EQ(shape.find_member(shape.member(i).name()), shape.member(i));
      member(shape.member(i));
    }
    for (uint32_t i = 0; i < shape.enum_count(); ++i) EXPECT_FALSE(shape.enum_value(i).empty());
  }
  void member(Member member) {
    ++members;
    ASSERT_FALSE(member.wire_name().empty());
    ASSERT_LE(member.location(), Location::status_code);
    shape(member.shape());
  }
};

TEST(Model, EveryRecordReadsBack) {
  size_t operations = 0, members = 0;
  for (uint32_t s = 0; s < Service::count(); ++s) {
    Walk walk;
    Service service = Service::at(s);
    EXPECT_EQ(Service::find(service.id()), service);
    for (uint32_t o = 0; o < service.operation_count(); ++o) {
      Operation operation = service.operation(o);
      EXPECT_EQ(service.find_operation(operation.name()), operation);
      if (operation.input()) walk.shape(*operation.input());
      if (operation.output()) walk.shape(*operation.output());
      for (uint32_t e = 0; e < operation.error_count(); ++e) {
        EXPECT_FALSE(operation.error(e).error_code().empty());
        walk.shape(operation.error(e));
      }
      ++operations;
    }
    members += walk.members;
  }
  EXPECT_GT(operations, 300u);
  EXPECT_GT(members, 3000u);
}

}  // namespace
}  // namespace aws
