#include "platform/desired/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace platform {
namespace {

Variable value(std::string name, std::string text) {
  return {std::move(name), false, std::move(text), false, {}};
}
Variable alias(std::string name, std::string target) {
  return {std::move(name), true, std::move(target), false, {}};
}

std::string as_asked(const std::string& path) {
  return path;
}

// One row: the scopes, and what the service sees as X.
struct Row {
  const char* what;
  Variables project;
  Variables environment;
  Variables service;
  std::string expected;
};

TEST(VariablesTest, TheNarrowerScopeWins) {
  const Row rows[] = {
      {"project alone", {value("X", "p")}, {}, {}, "p"},
      {"environment over project", {value("X", "p")}, {value("X", "e")}, {}, "e"},
      {"service over both", {value("X", "p")}, {value("X", "e")}, {value("X", "s")}, "s"},
      {"alias of a built-in", {}, {}, {alias("X", "QOVERY_CLOUD_PROVIDER_REGION")}, "eu-west-3"},
      {"alias of a wider scope", {value("Y", "p")}, {}, {alias("X", "Y")}, "p"},
      {"alias sees the narrower value", {value("Y", "p"), alias("X", "Y")}, {}, {value("Y", "s")}, "s"},
      {"alias of an alias", {value("Z", "p")}, {alias("Y", "Z")}, {alias("X", "Y")}, "p"},
      {"braces", {value("Y", "p")}, {}, {value("X", "<{{Y}}>{{Y}}")}, "<p>p"},
      {"braces see the narrower value", {value("Y", "p"), value("X", "{{Y}}")}, {}, {value("Y", "s")}, "s"},
      {"braces of an alias of braces",
       {value("Z", "{{QOVERY_SERVICE_NAME}}")},
       {},
       {alias("Y", "Z"), value("X", "{{Y}}")},
       "s"},
      {"what is no name stays",
       {value("Y", "p")},
       {},
       {value("X", "{{y}}{{ Y }}{{{Y}}}{{Y}{{.Y}}{{")},
       "{{y}}{{ Y }}{p}{{Y}{{.Y}}{{"},
      {"value over an alias", {alias("X", "Y"), value("Y", "p")}, {}, {value("X", "s")}, "s"},
  };
  VariableValues built_ins = built_in_variables({.project = "p",
                                                 .environment = "e",
                                                 .environment_id = "1234",
                                                 .service = "s",
                                                 .service_type = "CONTAINER",
                                                 .namespace_name = "z1234-e",
                                                 .cluster = "dev",
                                                 .region = "eu-west-3"});
  for (const Row& row : rows) {
    auto result = resolve_variables(built_ins, {&row.project, &row.environment, &row.service}, as_asked);
    ASSERT_TRUE(result) << row.what << ": " << result.error().message;
    EXPECT_EQ(result->values.at("X"), row.expected) << row.what;
    EXPECT_EQ(result->values.at("QOVERY_KUBERNETES_NAMESPACE_NAME"), "z1234-e");
    EXPECT_EQ(result->values.at("QOVERY_KUBERNETES_CLUSTER_NAME"), "dev");
  }
}

TEST(VariablesTest, RefusesWhatLeadsNowhere) {
  Variables unknown = {alias("X", "Y")};
  EXPECT_FALSE(resolve_variables({}, {&unknown}, as_asked));
  Variables circle = {alias("X", "Y"), alias("Y", "X")};
  EXPECT_FALSE(resolve_variables({}, {&circle}, as_asked));
  Variables braces = {value("X", "a{{Y}}"), value("Y", "{{X}}")};
  auto round = resolve_variables({}, {&braces}, as_asked);
  ASSERT_FALSE(round);
  EXPECT_EQ(round.error().message, "variable `X` stands for itself in the end");
}

TEST(VariablesTest, AFileVariableIsItsPath) {
  Variables project = {{"CONFIG", false, "wide {{OTHER}}", false, {}, "/etc/app"}, value("OTHER", "o")};
  Variables service = {
      {"CONFIG", false, "narrow", true, {}}, alias("SAME", "CONFIG"), value("FLAG", "-c{{CONFIG}}")};
  auto below = [](const std::string& path) { return "/state" + path; };
  auto wide = resolve_variables({}, {&project}, below);
  ASSERT_TRUE(wide);
  EXPECT_EQ(wide->values.at("CONFIG"), "/state/etc/app");
  EXPECT_THAT(wide->files, testing::ElementsAre(testing::Pair("/etc/app", "wide {{OTHER}}"))) << "as it is";
  auto narrow = resolve_variables({}, {&project, &service}, below);
  ASSERT_TRUE(narrow);
  EXPECT_THAT(narrow->files, testing::ElementsAre(testing::Pair("/etc/app", "narrow")));
  EXPECT_EQ(narrow->values.at("SAME"), "/state/etc/app");
  EXPECT_EQ(narrow->values.at("FLAG"), "-c/state/etc/app");
}

}  // namespace
}  // namespace platform
