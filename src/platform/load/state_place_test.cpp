#include "platform/load/state_place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/yaml.h"

namespace platform {
namespace {

json::Value clusters(const std::string& lines) {
  base::Diagnostics diagnostics;
  auto document = yaml::parse("clusters: { " + lines + " }\n", diagnostics);
  EXPECT_TRUE(document) << diagnostics.render();
  return document ? *document : json::Value();
}

std::string place(const std::string& lines) {
  return state_place_in(clusters("prod: { region: eu-west-3, " + lines + " }"));
}

TEST(StatePlace, IsInTheClustersOwnAccount) {
  EXPECT_EQ(place("account: embedded"), "");
  EXPECT_EQ(place("account: embedded, state: { s3: managed }"),
            "account://embedded/eu-west-3/managed:slipway");
  EXPECT_EQ(place("account: { embedded: two }, prefix: acme, state: { s3: managed }"),
            "account://embedded:two/eu-west-3/managed:acme");
  EXPECT_EQ(place("account: { endpoint: 'http://127.0.0.1:4566/' }, state: { s3: states/prod }"),
            "account://http:127.0.0.1:4566/eu-west-3/states/prod");
  EXPECT_EQ(place("account: embedded, state: { folder: /srv/states }"), "/srv/states");
}

TEST(StatePlace, IsOneForAllClustersOfAFile) {
  const char* kOne = "a: { account: embedded, region: eu-west-3, state: { s3: managed } }, ";
  const struct {
    const char* other;
    bool is_same;
  } rows[] = {{"b: { account: embedded, region: eu-west-3, state: { s3: managed } }", true},
              {"b: { account: embedded, region: eu-west-1, state: { s3: managed } }", false},
              {"b: { account: embedded, region: eu-west-3 }", false},
              {"b: { account: embedded, region: eu-west-3, state: { s3: managed, folder: /a } }", false}};
  for (const auto& row : rows) {
    base::Diagnostics diagnostics;
    check_state_places(clusters(std::string(kOne) + row.other), diagnostics);
    EXPECT_EQ(diagnostics.empty(), row.is_same) << row.other << diagnostics.render();
  }
}

}  // namespace
}  // namespace platform
