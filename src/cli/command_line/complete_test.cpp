#include "cli/command_line/complete.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> names_of(Values values) {
  switch (values) {
    case Values::environments:
      return {"production", "preview", "My Env"};
    case Values::services:
      return {"web", "worker", "evil\x1b[2J"};
    case Values::clusters:
      return {"dev"};
    default:
      return {};
  }
}

std::vector<std::string> words(const std::vector<std::string>& typed) {
  std::vector<std::string> result;
  for (const Candidate& each : complete(typed, names_of).words) result.push_back(each.word);
  return result;
}

TEST(CompletionTest, CommandsAndTheirCommands) {
  EXPECT_THAT(words({"st"}), ElementsAre("stop", "status", "state"));
  EXPECT_THAT(words({""}), Contains("account"));
  EXPECT_THAT(words({""}), Not(Contains("agent"))) << "is not for people";
  EXPECT_THAT(words({"account", "s"}), ElementsAre("serve", "status", "stop", "snapshot"));
  EXPECT_THAT(words({"cluster", ""}), Not(Contains("run")));
  EXPECT_THAT(words({"nonsense", ""}), IsEmpty());
  EXPECT_THAT(words({"help", "acc"}), ElementsAre("account"));
  EXPECT_THAT(words({"help", "account", "s"}), ElementsAre("serve", "status", "stop", "snapshot"));
}

TEST(CompletionTest, Options) {
  EXPECT_THAT(words({"up", "--"}), ElementsAre("--max-destroy", "--allow-destroy", "--ignore-insights",
                                               "--state", "--yes", "--help"));
  EXPECT_THAT(words({"policy", "explain", "--resource"}),
              ElementsAre("--resource", "--resource-account", "--resource-policy"));
  EXPECT_THAT(words({"up", "--yes", "--"}),
              ElementsAre("--max-destroy", "--allow-destroy", "--ignore-insights", "--state", "--help"))
      << "not twice";
  EXPECT_THAT(words({"policy", "explain", "--scp", "a", "--sc"}), ElementsAre("--scp")) << "but for a list";
  EXPECT_THAT(words({"status", ""}), ElementsAre("--json", "--help")) << "it takes nothing else";
  EXPECT_THAT(words({"--v"}), ElementsAre("--version"));
}

TEST(CompletionTest, Values) {
  EXPECT_THAT(words({"clone", "p"}), ElementsAre("production", "preview"));
  EXPECT_THAT(words({"clone", "--yes", "M"}), ElementsAre("My Env")) << "a flag takes no value";
  EXPECT_THAT(words({"clone", "--expires", "24h", ""}), Contains("production")) << "an option does";
  EXPECT_THAT(words({"clone", "production", ""}), IsEmpty()) << "the name of a new one";
  EXPECT_THAT(words({"down", "--environment", "pro"}), ElementsAre("production"));
  EXPECT_THAT(words({"job", "seed", "st"}), ElementsAre("start", "stop"));
  EXPECT_THAT(words({"doctor", "--cluster", ""}), ElementsAre("dev"));
  EXPECT_THAT(words({"shell", ""}), ElementsAre("web", "worker")) << "and nothing that a terminal would obey";
  EXPECT_THAT(words({"down", "--environment=pro"}), ElementsAre("--environment=production"));
  EXPECT_THAT(words({"down", "--environment", "=", "pro"}), ElementsAre("production")) << "as bash has it";
  EXPECT_THAT(words({"down", "--environment", "="}), ElementsAre("production", "preview", "My Env"));
  EXPECT_THAT(words({"policy", "check", "--kind", "r"}), ElementsAre("role-inline", "resource", "rcp"));
  EXPECT_THAT(words({"shell", "web", "--", ""}), IsEmpty());
  EXPECT_THAT(words({"shell", "web", "aws", "--"}), IsEmpty()) << "another program's";
  EXPECT_TRUE(complete({"up", ""}, names_of).files);
  EXPECT_TRUE(complete({"policy", "check", "a.json", ""}, names_of).files);
  EXPECT_TRUE(complete({"policy", "explain", "--identity", ""}, names_of).files);
  EXPECT_FALSE(complete({"up", "a.yaml", ""}, names_of).files);
  EXPECT_EQ(render(complete({"completion", "b"}, names_of)), "bash\t\n");
  EXPECT_EQ(render(complete({"up", ""}, names_of)), ":files\n");
}

}  // namespace
}  // namespace cli
