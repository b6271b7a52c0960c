// Clones against a world in memory.
#include "platform/command/clone.h"

#include "platform/command/open_environment.h"
#include "platform/state/service_name.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::HasSubstr;

class CloneTest : public DeploymentTest {
 protected:
  base::Result<Environment> clone(const std::string& name) {
    Platform p = platform();
    return clone_environment(files_.load_environments()->at(0), name, p);
  }
  void deploy(const Environment& environment) {
    configuration_.environments = {environment};
    ASSERT_THAT(up(), testing::Not(HasSubstr("error")));
  }
  std::string trust(const std::string& op, const std::string& subject) {
    return trust_in_subject(world_.account->issuer("dev"), op, subject);
  }
};

TEST_F(CloneTest, ARoleOfClusterScopeIsSharedByTheClone) {
  read(
      file("app: { image: x, variables: { A: secret }, aws: { policies: [AmazonS3FullAccess], scope: cluster "
           "} }"));
  up();
  auto desired = clone("staging");
  ASSERT_TRUE(desired) << desired.error().message;
  deploy(*desired);
  EXPECT_EQ(world_.services.size(), 2u);
  EXPECT_EQ(world_.namespaces.size(), 2u);
  for (const auto& [name, service] : world_.services) {
    EXPECT_EQ(service.environment.at("A"), "secret");
    EXPECT_EQ(service.environment.at("QOVERY_KUBERNETES_NAMESPACE_NAME"), service.namespace_name);
  }
  Platform p = platform();
  std::string example = (*Up::prepare(configuration_, p))->example_service();
  EXPECT_EQ(example, "staging/app") << "the source has an app, too";
  EXPECT_TRUE(find_service(*files_.load_environments(), example));
  auto found = find_environment(*files_.load_environments(), "staging");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->title(), "tutorial/staging");
  EXPECT_THAT(down(),
              AllOf(HasSubstr("  = role slipway-dev-app"), HasSubstr("tutorial/production uses it too")));
  EXPECT_EQ(world_.services.size(), 1u) << "the source stays";
}

TEST_F(CloneTest, ARoleOfEnvironmentScopeIsRefusedBeforehand) {
  read(file("app: { image: x, aws: { policies: [AmazonS3FullAccess] } }"));
  up();
  world_.changes.clear();
  auto desired = clone("staging");
  ASSERT_FALSE(desired);
  EXPECT_EQ(desired.error().kind, base::ErrorKind::denied);
  EXPECT_THAT(desired.error().message, HasSubstr("app: its role is for this environment alone"));
  EXPECT_THAT(desired.error().message, HasSubstr("set `scope: cluster`"));
  EXPECT_TRUE(world_.changes.empty());
}

TEST_F(CloneTest, ARoleMadeByHandIsAskedWhetherItLetsOthersIn) {
  read(
      file("app: { image: x, aws: { role: 'arn:aws:iam::123456789012:role/mine', service_account: mine } }"));
  up();
  world_.account->make_role("mine", trust("StringLike", "system:serviceaccount:z*:mine"));
  EXPECT_TRUE(clone("staging"));
  std::string own = files_.load_environments()->at(0).namespace_name;
  world_.account->set_trust("mine", trust("StringEquals", "system:serviceaccount:" + own + ":mine"));
  auto desired = clone("staging");
  ASSERT_FALSE(desired);
  EXPECT_THAT(desired.error().message, HasSubstr("the trust policy of mine lets no other namespace in"));
  EXPECT_THAT(desired.error().message, HasSubstr("`system:serviceaccount:z*:mine`"));
}

TEST_F(CloneTest, NamesAreChecked) {
  read(file("app: { image: x }"));
  up();
  EXPECT_EQ(clone("a/b").error().kind, base::ErrorKind::invalid);
  EXPECT_EQ(clone("--").error().kind, base::ErrorKind::invalid);
  EXPECT_EQ(clone("Production").error().kind, base::ErrorKind::conflict);
}

}  // namespace
}  // namespace platform
