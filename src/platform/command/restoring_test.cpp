#include "platform/command/restoring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/state/backup.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::HasSubstr;
using testing::Not;

class RestoringTest : public DeploymentTest {
 protected:
  // What is said of a copy of the one state where the other one stands; empty: nothing.
  std::string put(const std::string& copy_of, const std::string& into) {
    std::vector<KnownState> all = *known_states(home_);
    auto known = *engine::find_state(all, copy_of);
    auto keep = *known.keep(home_.places(), clock_);
    auto said = check_belongs(*state_or_place(all, into, home_), *engine::backup(*keep));
    return said ? "" : said.error().message;
  }
};

TEST_F(RestoringTest, ACopyBelongsToOneStateAlone) {
  read(
      "organization: acme\n"
      "clusters: { dev: { account: embedded, region: eu-west-3 }, whole: { account: embedded, region: "
      "eu-west-3, "
      "version: '1.34', nodes: { system: { instance: m7g.large } } } }\n"
      "projects: { tutorial: { environments: {\n"
      "  production: { cluster: dev, services: { reader: { image: x, aws: { scope: cluster, policies: "
      "[AmazonS3ReadOnlyAccess] } } } },\n"
      "  staging: { cluster: dev, services: { reader: { image: x, aws: { scope: cluster, policies: "
      "[AmazonS3ReadOnlyAccess] } } } } } } }\n");
  ASSERT_THAT(up(), Not(HasSubstr("error: ")));
  for (const char* state : {"tutorial/production", "tutorial/staging", "dev@eu-west-3", "whole@eu-west-3"})
    EXPECT_EQ(put(state, state), "");
  EXPECT_EQ(put("tutorial/production", "acme/tutorial/production"), "");
  EXPECT_EQ(put("tutorial/production", "tutorial/staging"),
            "that is a copy of the state of environment acme/tutorial/production, and this is that of "
            "environment acme/tutorial/staging");
  EXPECT_EQ(put("whole", "dev"),
            "that is a copy of the state of cluster acme/whole@eu-west-3, and this is that of "
            "cluster acme/dev@eu-west-3");
  EXPECT_EQ(put("dev", "other/dev@eu-west-3"),
            "that is a copy of the state of cluster acme/dev@eu-west-3, and this is that of "
            "cluster other/dev@eu-west-3");
  EXPECT_THAT(put("dev", "acme/dev@eu-west-1"), HasSubstr("this is that of cluster acme/dev@eu-west-1"));
  for (const char* cluster : {"dev", "whole"})
    EXPECT_EQ(
        put(cluster, "tutorial/staging"),
        "that is a copy of the state of a cluster, and this is that of environment acme/tutorial/staging");
  EXPECT_EQ(put("tutorial/staging", "dev"),
            "that is a copy of the state of environment acme/tutorial/staging, and this is that of cluster "
            "acme/dev@eu-west-3");
}

}  // namespace
}  // namespace platform
