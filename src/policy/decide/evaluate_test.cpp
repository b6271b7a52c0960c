#include "policy/decide/evaluate.h"

#include <gtest/gtest.h>

namespace policy {
namespace {

PolicyPtr identity(std::string_view json) {
  auto compiled = compile(json, Kind::identity, "test");
  EXPECT_TRUE(compiled) << (compiled ? "" : compiled.error().message);
  return compiled ? *compiled : nullptr;
}

TEST(Evaluate, AllowsWhatAStatementAllows) {
  Request request;
  request.principal = {
      PrincipalType::user, "arn:aws:iam::111122223333:user/ann", "111122223333", {}, {}, {}, {}, {}};
  request.action = "s3:GetObject";
  request.resource = "arn:aws:s3:::b/k";
  Layers layers;
  layers.identity.push_back(identity(
      R"({"Version":"2012-10-17","Statement":{"Sid":"A","Effect":"Allow","Action":"s3:get*","Resource":"arn:aws:s3:::b/*"}})"));
  Decision decision = evaluate(request, layers);
  EXPECT_TRUE(decision.allowed());
  EXPECT_EQ(decision.layer, Layer::identity);
  ASSERT_EQ(decision.statements.size(), 1u);
  EXPECT_EQ(decision.statements[0].sid, "A");
  request.action = "s3:PutObject";
  EXPECT_EQ(evaluate(request, layers).outcome, Outcome::implicit_deny);
}

}  // namespace
}  // namespace policy
