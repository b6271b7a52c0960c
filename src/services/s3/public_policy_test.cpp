#include "services/s3/public_policy.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace account::s3 {
namespace {

TEST(PublicPolicy, Statements) {
  struct Row {
    const char* statement;  // without its action and resource
    bool is_public;
  };
  constexpr Row kRows[] = {
      {R"("Effect":"Allow","Principal":"*")", true},
      {R"("Effect":"Allow","Principal":{"AWS":"*"})", true},
      {R"("Effect":"Allow","Principal":{"AWS":["111122223333","*"]})", true},
      {R"("Effect":"Allow","NotPrincipal":{"AWS":"111122223333"})", true},
      {R"("Effect":"Allow","Principal":{"AWS":"111122223333"})", false},
      {R"("Effect":"Allow","Principal":{"Service":"logging.s3.amazonaws.com"})", false},
      {R"("Effect":"Deny","Principal":"*")", false},
      {R"("Effect":"Allow","Principal":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}})",
       false},
      {R"("Effect":"Allow","Principal":"*","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:sns:::t"}})",
       false},
      {R"("Effect":"Allow","Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"192.0.2.0/24"}})",
       false},
      {R"("Effect":"Allow","Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}})", true},
      {R"("Effect":"Allow","Principal":"*","Condition":{"StringLike":{"aws:SourceVpc":"vpc-*"}})", true},
      {R"("Effect":"Allow","Principal":"*","Condition":{"StringLike":{"aws:SourceVpc":["vpc-1","vpc-*"]}})",
       true},
      {R"("Effect":"Allow","Principal":"*","Condition":{"StringNotEquals":{"aws:SourceVpc":"vpc-1"}})", true},
      {R"("Effect":"Allow","Principal":"*","Condition":{"StringEquals":{"aws:Referer":"x"}})", true},
  };
  for (const Row& row : kRows) {
    std::string statement =
        fmt::format("{{{},\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}}", row.statement);
    EXPECT_EQ(is_public_policy(fmt::format("{{\"Statement\":[{}]}}", statement)), row.is_public) << statement;
    EXPECT_EQ(is_public_policy(fmt::format("{{\"Statement\":{}}}", statement)), row.is_public) << statement;
  }
}

}  // namespace
}  // namespace account::s3
