// Which service is meant, and what its process is given.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "blueprint/kubernetes/cluster_api.h"
#include "platform/state/service_name.h"
#include "platform/workloads/service_environment.h"
#include "runtime/token/facts.h"

namespace platform {
namespace {

using testing::HasSubstr;

EnvironmentState state(const std::string& project, const std::string& name,
                       const std::vector<std::string>& services) {
  EnvironmentState result;
  result.organization = "acme";
  result.project = project;
  result.name = name;
  for (const std::string& service : services) {
    DeployedService deployed;
    deployed.name = service;
    deployed.slug = service;
    result.services.push_back(deployed);
  }
  return result;
}

TEST(FindServiceTest, TheShortestNameThatIsUnique) {
  std::vector<EnvironmentState> all = {state("shop", "prod", {"web", "worker"}),
                                       state("shop", "staging", {"web"})};
  EXPECT_EQ(find_service(all, "worker")->service.name, "worker");
  EXPECT_EQ(find_service(all, "staging/web")->environment.name, "staging");
  EXPECT_EQ(find_service(all, "Shop/Prod/WEB")->environment.name, "prod");
  EXPECT_EQ(find_service(all, "acme/shop/prod/web")->environment.name, "prod");

  auto several = find_service(all, "web");
  ASSERT_FALSE(several);
  EXPECT_EQ(several.error().kind, base::ErrorKind::invalid);
  EXPECT_EQ(several.error().hint, "say which:\n    acme/shop/prod/web\n    acme/shop/staging/web");
  auto none = find_service(all, "wokrer");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().hint, "did you mean `worker`?");
}

class ServiceEnvironmentTest : public testing::Test {
 protected:
  ServiceEnvironmentTest() {
    state_.cluster = {"dev", {}, "eu-west-3", "auto"};
    state_.namespace_name = "z1234abcd-production";
    access_.endpoint = "http://127.0.0.1:4566";
    access_.bridge_endpoint = "http://10.89.77.1:4566";
  }
  VariableValues values(bool identity, bool bridge) {
    ServiceSurroundings surroundings{environment_, state_,
                                     bridge ? "http://10.89.77.1:4566" : "http://127.0.0.1:4566",
                                     identity ? "arn:role" : "", identity ? "/token" : ""};
    return service_environment(service_, surroundings)->values;
  }
  Environment environment_;
  EnvironmentState state_;
  blueprint::AccountAccess access_;
  Service service_;
};

TEST_F(ServiceEnvironmentTest, AnIdentityBringsSixVariables) {
  VariableValues all = values(true, true);
  EXPECT_EQ(all["AWS_ROLE_ARN"], "arn:role");
  EXPECT_EQ(all["AWS_WEB_IDENTITY_TOKEN_FILE"], "/token");
  EXPECT_EQ(all["AWS_REGION"], "eu-west-3");
  EXPECT_EQ(all["AWS_DEFAULT_REGION"], "eu-west-3");
  EXPECT_EQ(all["AWS_STS_REGIONAL_ENDPOINTS"], "regional");
  EXPECT_EQ(all["AWS_ENDPOINT_URL"], "http://10.89.77.1:4566");
  EXPECT_EQ(values(true, false)["AWS_ENDPOINT_URL"], "http://127.0.0.1:4566");
  for (const auto& [name, value] : all) {
    EXPECT_THAT(name, testing::Not(HasSubstr("SECRET"))) << "no stored key";
  }
}

TEST_F(ServiceEnvironmentTest, WithoutAnIdentityThereIsNone) {
  VariableValues all = values(false, true);
  EXPECT_FALSE(all.contains("AWS_ROLE_ARN"));
  EXPECT_FALSE(all.contains("AWS_REGION"));
  EXPECT_TRUE(all.contains("AWS_ENDPOINT_URL")) << "no call goes astray to AWS";
}

TEST_F(ServiceEnvironmentTest, TheUsersOwnValuesStay) {
  service_.variables = {{"AWS_DEFAULT_REGION", false, "us-east-1", false, {}},
                        {"AWS_ROLE_ARN", false, "arn:own", false, {}},
                        {"AWS_ENDPOINT_URL", false, "http://own", false, {}}};
  VariableValues all = values(true, true);
  EXPECT_EQ(all["AWS_ROLE_ARN"], "arn:own");
  EXPECT_FALSE(all.contains("AWS_WEB_IDENTITY_TOKEN_FILE")) << "neither, where one is set";
  EXPECT_EQ(all["AWS_REGION"], "us-east-1");
  EXPECT_EQ(all["AWS_ENDPOINT_URL"], "http://own");
}

TEST(ClusterTokenTest, IsAPresignedCallForOneCluster) {
  blueprint::ClusterAddress address{"dev", "eu-west-3", "https://127.0.0.1:4566/_cluster/X", ""};
  std::string token = blueprint::cluster_bearer_token(address, {"AKIAEXAMPLE", base::Secret("secret"), {}},
                                                      base::from_seconds(1'800'000'000));
  ASSERT_TRUE(token.starts_with("k8s-aws-v1."));
  EXPECT_THAT(token, testing::Not(HasSubstr("=")));
}

TEST(TokenTextTest, ForPeople) {
  EXPECT_EQ(runtime::life_text(86400), "24 h");
  EXPECT_EQ(runtime::life_text(600), "10 min");
  EXPECT_EQ(runtime::life_text(601), "601 s");
  base::Time now = base::from_seconds(1'800'000'000);
  EXPECT_EQ(runtime::expiry_text(now + std::chrono::minutes(61), now), "in 1 h 1 min");
  EXPECT_EQ(runtime::expiry_text(now - std::chrono::seconds(5), now), "5 s ago");
}

}  // namespace
}  // namespace platform
