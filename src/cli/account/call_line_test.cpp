#include "cli/account/call_line.h"

#include <gtest/gtest.h>

namespace cli {
namespace {

constexpr std::string_view kAlice = "arn:aws:iam::111122223333:user/alice";

account::LoggedCall call(std::string_view who, int status, std::string_view code,
                         std::vector<account::LoggedDecision> decisions) {
  return {7,
          "id-7",
          "2026-11-28T12:00:00.123Z",
          std::string(who),
          "s3",
          "GetObject",
          "eu-west-3",
          std::string(code),
          status,
          3,
          std::move(decisions)};
}

struct Row {
  account::LoggedCall call;
  std::string_view part;
};

TEST(CallLine, SaysWhoWhatAndWhy) {
  const account::LoggedDecision allowed{"",        "s3:GetObject",          "arn:aws:s3:::b/k",
                                        "allowed", "identity-based policy", "mine, Reads"};
  const account::LoggedDecision lacking{
      "", "s3:GetObject", "arn:aws:s3:::b/k", "implicitDeny", "identity-based policy", ""};
  const account::LoggedDecision denied{
      "", "s3:GetObject", "arn:aws:s3:::b/k", "explicitDeny", "resource-based policy", "bucket policy, NoK"};
  const Row rows[] = {
      {call(kAlice, 200, "", {allowed}), "12:00:00.123Z 200 user/alice"},
      {call(kAlice, 200, "", {allowed}), "s3 GetObject"},
      {call(kAlice, 200, "", {allowed}),
       "allowed by mine, Reads: s3:GetObject on arn:aws:s3:::b/k (3 ms, id-7)"},
      {call(kAlice, 404, "NoSuchKey", {allowed}), "NoSuchKey, allowed by mine, Reads"},
      {call(kAlice, 403, "AccessDenied", {allowed, lacking}),
       "denied, no identity-based policy allows it: s3:GetObject on"},
      {call(kAlice, 403, "AccessDenied", {denied}),
       "denied by bucket policy, NoK (resource-based policy): s3:GetObject"},
      {call("", 403, "SignatureDoesNotMatch", {}), "nobody"},
      {call("arn:aws:iam::111122223333:oidc-provider/localhost:8443/realms/a", 200, "", {}),
       "200 oidc-provider/localhost:8443/realms/a"},
      {call("eks.amazonaws.com", 200, "", {}), "200 eks.amazonaws.com"},
      {call("", 403, "SignatureDoesNotMatch", {}), "SignatureDoesNotMatch (3 ms"},
      {call("arn:aws:iam::1:user/\n200 \x1b[2J", 200, "", {allowed}), "user/\\u000a200 \\u001b[2J"},
  };
  Terminal terminal;
  for (const Row& row : rows) {
    std::string line(call_line(row.call, terminal).text());
    EXPECT_NE(line.find(row.part), std::string::npos) << line;
    EXPECT_EQ(line.find('\n'), line.size() - 1) << line;
  }
}

}  // namespace
}  // namespace cli
