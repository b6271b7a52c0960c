#include "platform/state/expiry.h"

#include "platform/command/clone.h"
#include "platform/command/status.h"
#include "platform/testing/deployment.h"

namespace platform {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Expiry, ALifeIsMinutesHoursOrDays) {
  using namespace std::chrono;
  for (auto [text, expected] :
       {std::pair{"1m", minutes(1)}, {"90m", minutes(90)}, {"24h", hours(24)}, {"365d", hours(8760)}}) {
    auto life = parse_life(text);
    ASSERT_TRUE(life) << text;
    EXPECT_EQ(*life, expected) << text;
  }
  for (const char* wrong :
       {"", "h", "24", "24 h", "0h", "-1h", "1.5h", "24s", "366d", "99999999999999999999d", "1hh"}) {
    auto life = parse_life(wrong);
    ASSERT_FALSE(life) << wrong;
    EXPECT_EQ(life.error().kind, base::ErrorKind::invalid);
  }
}

class ExpiryTest : public DeploymentTest {
 protected:
  // Deploys tutorial/production and a clone of it that lives for a day.
  void deploy() {
    read(file("app: { image: x }"));
    up();
    auto clone = clone_environment(files_.load_environments()->at(0), "pr-7", platform());
    ASSERT_TRUE(clone) << clone.error().message;
    clone->expires = clock_.now() + std::chrono::hours(24);
    configuration_.environments = {*clone};
    EXPECT_THAT(up(), HasSubstr("until 2027-01-16T08:00:00Z"));
  }
  std::vector<EnvironmentState> expired_now() { return expired(*files_.load_environments(), clock_.now()); }
  std::string status() {
    Platform p = platform();
    return render(*read_status(p), clock_.now());
  }
};

TEST_F(ExpiryTest, ACloneExpiresAndNothingElseDoes) {
  deploy();
  EXPECT_THAT(expired_now(), testing::IsEmpty());
  EXPECT_THAT(status(), HasSubstr("expires    in 24 h 0 min (2027-01-16T08:00:00Z), with its environment"));
  clock_.advance(std::chrono::hours(24) - std::chrono::milliseconds(1));
  EXPECT_THAT(expired_now(), testing::IsEmpty());
  clock_.advance(std::chrono::milliseconds(1));
  ASSERT_EQ(expired_now().size(), 1u);
  EXPECT_EQ(expired_now()[0].name, "pr-7");
  clock_.advance(std::chrono::hours(2));
  EXPECT_THAT(status(), HasSubstr("expired    2 h 0 min ago: `slipway down --expired` removes it"));
  EXPECT_EQ(expiry_notice(expired_now()[0], clock_.now()),
            "tutorial/pr-7 expired 2 h 0 min ago; `slipway down --expired` removes it");
  down();
  EXPECT_THAT(expired_now(), testing::IsEmpty());
  EXPECT_EQ(files_.load_environments()->size(), 1u);
  EXPECT_THAT(status(), Not(HasSubstr("expire")));
}

TEST_F(ExpiryTest, TheTimeIsKeptByLaterRunsAndNotInheritedByClones) {
  deploy();
  base::Time until = *files_.load_environment("acme", "tutorial", "pr-7")->value().expires;
  configuration_.environments[0].expires.reset();
  configuration_.environments[0].services[0].image = "y";
  up();
  EnvironmentState preview = files_.load_environment("acme", "tutorial", "pr-7")->value();
  EXPECT_EQ(preview.expires, until);
  auto clone = clone_environment(preview, "pr-8", platform());
  ASSERT_TRUE(clone);
  EXPECT_FALSE(clone->expires);
}

}  // namespace
}  // namespace platform
