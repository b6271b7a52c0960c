// Each row is called by a scenario, once allowed and once refused: src/services/covered.txt. What need not be stands
// with a reason in the table below.
#include <gtest/gtest.h>

#include "base/testing/golden.h"
#include "services/all.h"
#include "services/testing/asked.h"

namespace account::testing {
namespace {

struct Exception {
  std::string_view row;
  std::string_view why;
};
constexpr Exception kExceptions[] = {
    {"eks-auth.AssumeRoleForPodIdentity", "a scenario has no token of a pod: pod_identity_auth_test.cpp"},
    {"s3.GetBucketReplication", "this account keeps none: the answer is always that there is none"},
    {"s3.GetBucketWebsite", "this account keeps none: the answer is always that there is none"},
    {"s3.GetObjectLockConfiguration", "this account keeps none: the answer is always that there is none"},
    {"sts.AssumeRoleWithWebIdentity", "a scenario has no issuer: web_identity_test.cpp"},
    {"sts.DecodeAuthorizationMessage", "a scenario does not see the header with the message: calls_test.cpp"},
};

std::string missing(const HeardRow& row) {
  if (!row.was_done && !row.was_refused) return "called by no scenario";
  if (!row.was_done) return "done by no scenario";
  return row.was_refused ? "" : "refused by no scenario";
}

std::string_view reason(std::string_view name) {
  for (const Exception& one : kExceptions)
    if (one.row == name) return one.why;
  return "";
}

TEST(Covered, is_each_row_by_a_scenario) {
  std::string text =
      "Whether the scenarios call each operation once with success and once in vain, for want of a "
      "permission.\n"
      "Made by `./dev accept unit services`; do not edit.\n";
  for (const Service& service : services::all()) {
    text += fmt::format("\n{}\n", service.model);
    for (const Operation& row : rows_of(service)) {
      std::string name = fmt::format("{}.{}", service.model, row.name);
      auto heard = heard_in_scenarios().find(name);
      std::string lack = missing(heard == heard_in_scenarios().end() ? HeardRow() : heard->second);
      std::string_view why = reason(name);
      EXPECT_EQ(lack.empty(), why.empty()) << name << ": " << (lack.empty() ? "covered by now" : lack);
      text += fmt::format("  {}: {}\n", row.name,
                          lack.empty() ? "done, refused" : fmt::format("{}: {}", lack, why));
    }
  }
  golden::expect("src/services/covered.txt", text);
}

}  // namespace
}  // namespace account::testing
