#include "aws/model/managed_policies.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace aws {
namespace {

TEST(ManagedPolicies, HaveTheirTrueVersionsAndDocuments) {
  auto s3 = ManagedPolicy::find("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess");
  ASSERT_TRUE(s3);
  EXPECT_EQ(s3->default_version_id(), "v3");
  EXPECT_EQ(base::iso8601(s3->create_date()), "2015-02-06T18:40:59Z");
  EXPECT_EQ(base::iso8601(s3->update_date()), "2023-08-10T21:31:39Z");
  EXPECT_EQ(s3->document(),
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*",)"
            R"("s3:Describe*","s3-object-lambda:Get*","s3-object-lambda:List*"],"Resource":"*"}]})");
}

TEST(ManagedPolicies, AreFoundByNameOrByTheirOwnArnOnly) {
  EXPECT_EQ(ManagedPolicy::find("AmazonEBSCSIDriverPolicy")->arn(),
            "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy");
  EXPECT_EQ(ManagedPolicy::find("arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy")->path(),
            "/service-role/");
  EXPECT_FALSE(ManagedPolicy::find("arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicy"));
  EXPECT_FALSE(ManagedPolicy::find("arn:aws:iam::123456789012:policy/AmazonS3ReadOnlyAccess"));
  EXPECT_FALSE(ManagedPolicy::find("AmazonS3ReadonlyAccess"));
  EXPECT_FALSE(ManagedPolicy::find(""));
  for (const char* name : {"AdministratorAccess", "AmazonEKSClusterPolicy", "AmazonEKSWorkerNodePolicy",
                           "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly",
                           "AmazonEC2ContainerRegistryPullOnly", "AmazonEKSVPCResourceController"})
    EXPECT_TRUE(ManagedPolicy::find(name)) << name;
}

TEST(ManagedPolicies, AreAllReadable) {
  EXPECT_TRUE(managed_policies_source().starts_with("moto "));
  EXPECT_NE(managed_policies_notice().find("Apache"), std::string_view::npos);
  EXPECT_GT(ManagedPolicy::count(), 1400u);
  for (uint32_t i = 0; i < ManagedPolicy::count(); ++i) {
    ManagedPolicy policy = ManagedPolicy::at(i);
    EXPECT_EQ(ManagedPolicy::find(policy.name())->arn(), policy.arn());
    EXPECT_EQ(ManagedPolicy::find(policy.arn())->name(), policy.name());
    EXPECT_LE(policy.create_date(), policy.update_date()) << policy.name();
    auto document = json::parse(policy.document());
    ASSERT_TRUE(document) << policy.name();
    EXPECT_TRUE(document->find("Statement")) << policy.name();
  }
}

}  // namespace
}  // namespace aws
