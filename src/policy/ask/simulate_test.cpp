#include "policy/ask/simulate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace policy {
namespace {

using testing::HasSubstr;

constexpr std::string_view kReads =
    R"({"Version":"2012-10-17","Statement":{"Sid":"Read","Effect":"Allow","Action":"s3:Get*","Resource":"*"}})";

std::string question(std::string_view request, std::string_view policies) {
  return R"({"id":"r1","request":)" + std::string(request) + R"(,"policies":)" + std::string(policies) + "}";
}

std::string request_with(std::string_view members) {
  return R"({"principal":"arn:aws:iam::111122223333:user/ann","action":"s3:GetObject","resource":"arn:aws:s3:::b/k")" +
         std::string(members) + "}";
}

std::string identity(std::string_view policy) {
  return R"({"identity":[)" + std::string(policy) + "]}";
}

TEST(Simulate, AnswersWithTheStatementsThatDecided) {
  EXPECT_EQ(
      Simulator().answer(question(request_with(""), identity(kReads))),
      R"({"id":"r1","decision":"allowed","layer":"identity","statements":[{"layer":"identity","policy":"identity/0","statement":0,"sid":"Read","effect":"Allow"}],"why":"allowed by statement 1 (`Read`) of identity/0"})");
  std::string denied = Simulator().answer(question(
      request_with(""),
      R"({"identity":[)" + std::string(kReads) + R"(],"scps":[[)" + std::string(kReads) + R"(],[{"Statement":[
        {"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*"}]}]]})"));
  EXPECT_THAT(denied, HasSubstr(R"("decision":"explicitDeny","layer":"scp")"));
  EXPECT_THAT(denied, HasSubstr(R"("policy":"scps/1/0","statement":1,"effect":"Deny")"));
  EXPECT_THAT(denied,
              HasSubstr("with an explicit deny in a service control policy: statement 2 of scps/1/0"));
}

// Levels often hold the same policy.
TEST(Simulate, StatementsHaveThePlaceOfTheirLevel) {
  constexpr std::string_view kFull = R"({"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})";
  std::string levels = "[[" + std::string(kFull) + "],[" + std::string(kFull) + "]]";
  std::string answer = Simulator().answer(
      question(request_with(""), R"({"identity":)" + std::string(kReads) + R"(,"scps":)" + levels + "}"));
  EXPECT_THAT(answer, HasSubstr(R"("policy":"scps/0/0")"));
  EXPECT_THAT(answer, HasSubstr(R"("policy":"scps/1/0")"));
}

TEST(Simulate, IdsComeBackAsTheyAre) {
  Simulator simulator;
  for (std::string_view id : {R"("a\u00e9\n")", "17", "null", R"({"suite":"x","n":[1,2]})"}) {
    std::string text = R"({"id":)" + std::string(id) + R"(,"request":)" + request_with("") + "}";
    auto answer = json::parse(simulator.answer(text));
    ASSERT_TRUE(answer);
    EXPECT_EQ(*answer->find("id"), *json::parse(id));
    EXPECT_EQ(answer->string_or("decision", ""), "implicitDeny");
  }
}

// What cannot be read is answered, with its place.
TEST(Simulate, SaysWhatCannotBeRead) {
  struct Case {
    std::string text, part, id, path;
  };
  std::string good = request_with("");
  std::string bad_action =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3"],"Resource":"*"}]})";
  const Case cases[] = {
      {"{", "json", "json-syntax-error", ""},
      {"[]", "json", "json-syntax-error", ""},
      {R"({"id":1})", "request", "missing-request", ""},
      {question("[]", "{}"), "request", "data-type-mismatch", "/request"},
      {question(R"({"action":"s3:GetObject"})", "{}"), "request", "missing-principal", "/request"},
      {question(R"({"principal":"bob","action":"a:b"})", "{}"), "request", "invalid-principal-format",
       "/request/principal"},
      {question(R"({"principal":"anonymous","action":"s3"})", "{}"), "request", "invalid-action",
       "/request/action"},
      {question(R"({"principal":"anonymous","action":"s3:*"})", "{}"), "request", "invalid-action",
       "/request/action"},
      {question(request_with(R"(,"contxt":{})"), "{}"), "request", "unknown-member", "/request/contxt"},
      {question(request_with(R"(,"context":{"a:b":null})"), "{}"), "request", "data-type-mismatch",
       "/request/context/a:b"},
      {question(request_with(R"(,"context":{"a:b":"1","A:b":"2"})"), "{}"), "request",
       "duplicate-keys-with-different-case", "/request/context/A:b"},
      {question(good, R"({"identities":[]})"), "policy", "unknown-policy-kind", "/policies/identities"},
      {question(good, R"({"boundary":{},"boundary":{}})"), "policy", "missing-statement",
       "/policies/boundary"},
      {question(good, identity(bad_action)), "policy", "invalid-action",
       "/policies/identity/0/Statement/0/Action/1"},
      {question(good, R"({"identity":[{"Statement":[],"Statement":[]}]})"), "policy", "json-syntax-error",
       "/policies/identity/0/Statement"},
      {question(good, R"({"scps":{}})"), "policy", "data-type-mismatch", "/policies/scps"},
  };
  Simulator simulator;
  for (const Case& c : cases) {
    auto answer = json::parse(simulator.answer(c.text));
    ASSERT_TRUE(answer) << c.text;
    const json::Value* error = answer->find("error");
    ASSERT_TRUE(error) << c.text << "\n" << json::dump(*answer);
    EXPECT_EQ(error->string_or("part", ""), c.part) << c.text;
    EXPECT_EQ(error->string_or("id", ""), c.id) << json::dump(*answer);
    EXPECT_EQ(error->string_or("path", ""), c.path) << json::dump(*answer);
    EXPECT_FALSE(answer->find("decision"));
  }
}

TEST(Simulate, AnswersWithJsonEvenIfItWasAskedInAnotherEncoding) {
  std::string answer = Simulator().answer(question(
      request_with(""), identity("{\"Statement\":{\"Effect\":\"Allow\",\"Condition\":{\"Ip\xAD\":{}}}}")));
  auto parsed = json::parse(answer);
  ASSERT_TRUE(parsed) << answer;
  EXPECT_THAT(answer, HasSubstr("/Condition/Ip?"));
}

TEST(Simulate, PoliciesMayBeTexts) {
  std::string as_text = json::dump(std::string(kReads));
  EXPECT_THAT(Simulator().answer(question(request_with(""), identity(as_text))), HasSubstr(R"("allowed")"));
}

// The decision on all resources is the strictest of theirs (rule 13).
TEST(Simulate, EveryResourceMustBeAllowed) {
  constexpr std::string_view kOne =
      R"({"Statement":[{"Effect":"Allow","Action":"*","Resource":["arn:aws:s3:::b/*","arn:aws:s3:::c/*"]},
          {"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::c/secret"}]})";
  auto on = [&](std::string_view resources) {
    return Simulator().answer(
        question(R"({"principal":"arn:aws:iam::111122223333:user/ann","action":"s3:GetObject","resource":)" +
                     std::string(resources) + "}",
                 identity(kOne)));
  };
  EXPECT_THAT(on(R"(["arn:aws:s3:::b/1","arn:aws:s3:::c/2"])"), HasSubstr(R"("allowed")"));
  EXPECT_THAT(on(R"(["arn:aws:s3:::b/1","arn:aws:s3:::d/2"])"), HasSubstr(R"("implicitDeny")"));
  std::string denied = on(R"(["arn:aws:s3:::d/1","arn:aws:s3:::c/secret","arn:aws:s3:::b/2"])");
  EXPECT_THAT(denied, HasSubstr(R"("explicitDeny")"));
  EXPECT_THAT(denied, HasSubstr("on resource: arn:aws:s3:::c/secret"));
}

// sts on a role meets its trust policy, kms on a key its key policy; an account in the ARN owns the resource.
TEST(Simulate, TheRequestSaysWhichKindOfResourcePolicyItMeets) {
  constexpr std::string_view kAll =
      R"({"identity":[{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}],"resource":)";
  auto decide = [&](std::string_view action, std::string_view resource, std::string_view policy) {
    std::string request = R"({"principal":"arn:aws:iam::111122223333:user/ann","action":")" +
                          std::string(action) + R"(","resource":")" + std::string(resource) + R"("})";
    return Simulator().answer(question(request, std::string(kAll) + std::string(policy) + "}"));
  };
  constexpr std::string_view kOther =
      R"({"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/bob"},"Action":"*","Resource":"*"}})";
  constexpr std::string_view kTrust =
      R"({"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}})";
  EXPECT_THAT(decide("s3:GetObject", "arn:aws:s3:::b/k", kOther), HasSubstr(R"("allowed")"));
  EXPECT_THAT(decide("kms:Decrypt", "arn:aws:kms:eu-west-3:111122223333:key/1", kOther),
              HasSubstr(R"("implicitDeny","layer":"resource")"));
  EXPECT_THAT(decide("sts:AssumeRole", "arn:aws:iam::111122223333:role/r", kTrust),
              HasSubstr(R"("allowed")"));
  EXPECT_THAT(decide("sts:AssumeRole", "arn:aws:iam::111122223333:role/r", kOther),
              HasSubstr("prohibited-element"));
  EXPECT_THAT(decide("sqs:SendMessage", "arn:aws:sqs:eu-west-3:444455556666:q", kOther),
              HasSubstr(R"("implicitDeny","layer":"resource")"));
}

// A session's ARN lacks the path of its role; the context may tell it. The texts are longer than what a
// string holds in place, so that a view of one that has gone is seen.
TEST(Simulate, TheContextTellsTheRoleOfASession) {
  auto decided = [](std::string_view session, std::string_view role, std::string_view listed) {
    return Simulator().answer(question(
        R"({"principal":"arn:aws:sts::111122223333:assumed-role/)" + std::string(session) +
            R"(","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","context":{"aws:PrincipalArn":)" +
            std::string(role) + "}}",
        R"({"resource":{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":{"AWS":"arn:aws:iam::111122223333:role/)" +
            std::string(listed) + R"("}}}})"));
  };
  struct Case {
    std::string_view session, role, listed, decision;
  };
  const Case cases[] = {
      {"app/s", R"("arn:aws:iam::111122223333:role/x/app")", "team/app", "implicitDeny"},
      {"app/s", R"("arn:aws:iam::111122223333:role/team/app")", "team/app", "allowed"},
      {"app/s", R"("arn:aws:iam::111122223333:role/app")", "team/app", "implicitDeny"},
      {"app/s", R"(["arn:aws:iam::111122223333:role/x/app"])", "team/app", "implicitDeny"},
      // What cannot be the session's role says nothing: names and account are compared.
      {"app/s", R"("arn:aws:iam::111122223333:role/x/other")", "team/app", "allowed"},
      {"app/s", R"("arn:aws:iam::444455556666:role/x/app")", "team/app", "allowed"},
      {"app/s", R"("arn:aws:iam::111122223333:user/x/app")", "team/app", "allowed"},
      {"app/s", R"("no ARN at all, and longer than any text that a string holds in place")", "team/app",
       "allowed"},
      {"app/s", R"("")", "team/app", "allowed"},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(decided(c.session, c.role, c.listed), HasSubstr(R"("decision":")" + std::string(c.decision)))
        << c.role;
  }
}

}  // namespace
}  // namespace policy
