#include "services/eks/access_policy.h"

#include <gtest/gtest.h>

namespace account::eks {
namespace {

// The policies that allow `VERB GROUP RESOURCE` (`-` is the core group), by the letters of their names.
std::string allowing(const std::string& verb, const std::string& group, const std::string& resource) {
  std::string all;
  AccessAttempt attempt{true, "", verb, group == "-" ? "" : group, resource, ""};
  for (const auto& [name, letter] : {std::pair{"AmazonEKSViewPolicy", "V"},
                                     {"AmazonEKSEditPolicy", "E"},
                                     {"AmazonEKSAdminPolicy", "A"},
                                     {"AmazonEKSAdminViewPolicy", "a"},
                                     {"AmazonEKSClusterAdminPolicy", "C"},
                                     {"AmazonEKSSecretReaderPolicy", "S"}}) {
    if (access_policy_allows(access_policy_arn(name), attempt)) all += letter;
  }
  return all;
}

// Amazon EKS User Guide, "Review access policy permissions".
TEST(AccessPolicies, allow_what_the_guide_says) {
  EXPECT_EQ(allowing("get", "-", "pods"), "VEAaC");
  EXPECT_EQ(allowing("watch", "apps", "deployments/status"), "VEAaC");
  EXPECT_EQ(allowing("get", "-", "secrets"), "EAaCS");
  EXPECT_EQ(allowing("create", "-", "pods/exec"), "EAC");
  EXPECT_EQ(allowing("impersonate", "-", "serviceaccounts"), "EAC");
  EXPECT_EQ(allowing("deletecollection", "batch", "jobs"), "EAC");
  EXPECT_EQ(allowing("create", "rbac.authorization.k8s.io", "roles"), "AC");
  EXPECT_EQ(allowing("create", "authorization.k8s.io", "localsubjectaccessreviews"), "AC");
  EXPECT_EQ(allowing("create", "rbac.authorization.k8s.io", "clusterroles"), "C");
  EXPECT_EQ(allowing("get", "-", "nodes"), "aC");
  EXPECT_EQ(allowing("get", "example.com", "widgets"), "aC");
  EXPECT_EQ(allowing("delete", "-", "namespaces"), "C");
  EXPECT_EQ(allowing("get", "apps", "pods"), "aC");  // of another group
}

TEST(AccessPolicies, of_paths_belong_to_the_cluster_admin) {
  AccessAttempt attempt{false, "", "get", "", "", "/metrics"};
  EXPECT_TRUE(access_policy_allows(kClusterAdminPolicy, attempt));
  EXPECT_FALSE(access_policy_allows(access_policy_arn("AmazonEKSAdminViewPolicy"), attempt));
}

TEST(AccessPolicies, are_known_by_their_arns) {
  EXPECT_EQ(access_policy_names().size(), 6u);
  for (const std::string& name : access_policy_names())
    EXPECT_EQ(access_policy_name(access_policy_arn(name)), name);
  EXPECT_EQ(access_policy_name("AmazonEKSViewPolicy"), "");
  EXPECT_EQ(access_policy_name("arn:aws:eks::aws:cluster-access-policy/none"), "");
  EXPECT_FALSE(access_policy_allows("none", {true, "", "get", "", "pods", ""}));
}

TEST(NamespaceScope, may_hold_wildcards) {
  EXPECT_TRUE(in_namespace_scope("prod", "prod"));
  EXPECT_FALSE(in_namespace_scope("prod", "prod-2"));
  EXPECT_TRUE(in_namespace_scope("dev-*", "dev-"));
  EXPECT_TRUE(in_namespace_scope("dev-*", "dev-a"));
  EXPECT_FALSE(in_namespace_scope("dev-*", "my-dev-a"));
  EXPECT_TRUE(in_namespace_scope("*-dev-*", "my-dev-dev-a"));
  EXPECT_FALSE(in_namespace_scope("*a", "ab"));
  EXPECT_TRUE(in_namespace_scope("*", "x"));
  EXPECT_FALSE(in_namespace_scope("*", ""));  // what is of no namespace is of the cluster
}

}  // namespace
}  // namespace account::eks
