#include "account/server/control_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace account {
namespace {

using testing::HasSubstr;

// Each of these ended `slipway doctor --cluster`, or would have ended another command.
TEST(ControlAnswers, OfAnyShapeAreReadOrRefused) {
  for (const char* body : {"{}", "null", "[]", "1", "\"\"", "", "<html>", R"({"clusters":null})",
                           R"({"clusters":{}})", R"({"clusters":[null]})", R"({"clusters":[{}]})",
                           R"({"clusters":[{"account":1,"region":[],"name":{}}]})", R"({"refusals":1})",
                           R"({"refusals":["x"]})", R"({"accounts":[[]]})"}) {
    auto answer = read_answer(200, body);
    if (!answer) {
      EXPECT_THAT(answer.error().message, HasSubstr("the account's answer is")) << body;
      continue;
    }
    EXPECT_FALSE(read_clusters(*answer)) << body;
    EXPECT_FALSE(read_refusals(*answer)) << body;
    EXPECT_FALSE(read_accounts(*answer)) << body;
  }
}

TEST(ControlAnswers, GiveWhatTheySay) {
  auto answer = read_answer(
      200, R"({"clusters":[{"account":"1","region":"r","name":"n"}],"refusals":[{}],"accounts":[]})");
  ASSERT_TRUE(answer);
  auto clusters = read_clusters(*answer);
  ASSERT_TRUE(clusters);
  ASSERT_EQ(clusters->size(), 1u);
  EXPECT_EQ(clusters->at(0).region, "r");
  EXPECT_EQ(read_refusals(*answer)->size(), 1u);
  EXPECT_TRUE(read_accounts(*answer)->empty());
}

TEST(ControlAnswers, RefuseInTheServersWords) {
  EXPECT_EQ(read_answer(404, R"({"message":"there is no `x`"})").error().kind, base::ErrorKind::not_found);
  EXPECT_EQ(read_answer(404, R"({"message":"there is no `x`"})").error().message, "there is no `x`");
  for (const char* body : {"", "[]", "{}", R"({"message":[]})", "<html>"})
    EXPECT_EQ(read_answer(502, body).error().message, "the account refused the request with HTTP 502");
}

}  // namespace
}  // namespace account
