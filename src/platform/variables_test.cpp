#include "platform/variables.h"

#include <gtest/gtest.h>

namespace platform {
namespace {

Variable value(std::string name, std::string text) {
  return {std::move(name), false, std::move(text), false, {}};
}
Variable alias(std::string name, std::string target) {
  return {std::move(name), true, std::move(target), false, {}};
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
    auto result = resolve_variables(built_ins, {&row.project, &row.environment, &row.service});
    ASSERT_TRUE(result) << row.what << ": " << result.error().message;
    EXPECT_EQ(result->at("X"), row.expected) << row.what;
    EXPECT_EQ(result->at("QOVERY_KUBERNETES_NAMESPACE_NAME"), "z1234-e");
    EXPECT_EQ(result->at("QOVERY_KUBERNETES_CLUSTER_NAME"), "dev");
  }
}

TEST(VariablesTest, RefusesWhatLeadsNowhere) {
  Variables unknown = {alias("X", "Y")};
  EXPECT_FALSE(resolve_variables({}, {&unknown}));
  Variables circle = {alias("X", "Y"), alias("Y", "X")};
  EXPECT_FALSE(resolve_variables({}, {&circle}));
}

}  // namespace
}  // namespace platform
