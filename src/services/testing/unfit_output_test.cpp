// What an operation answers is encoded before its transaction is committed: an output that does not fit the model is a
// mistake of ours, and leaves no change.
#include <gtest/gtest.h>

#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using json::Object;

Output write_and_misfit(Call& call) {
  call.state.put("iam.user", "ghost", Object{{"UserName", "ghost"}});
  return Object{{"User", "a text is no structure"}};
}

Output write_and_fit(Call& call) {
  call.state.put("iam.user", "alice", Object{{"UserName", "alice"}});
  return Object{};
}

constexpr Operation kRows[] = {{"CreateUser", {any()}, write_and_misfit},
                               {"TagUser", {any()}, write_and_fit}};

bool has_user(EmbeddedAccount& account, std::string_view id) {
  auto transaction = std::move(*account.store().begin());
  return State(*transaction, kFirst, "").get("iam.user", id).has_value();
}

TEST(UnfitOutput, leaves_no_change) {
  EmbeddedAccount account;
  Gateway gateway(account.store(), account.facilities(),
                  {{"iam", "iam", {std::span<const Operation>(kRows)}}}, {});
  auto output =
      account.call_through(gateway, account.root(), "iam", "CreateUser", Object{{"UserName", "ghost"}});
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().code, "InternalFailure");
  EXPECT_EQ(account.status(), 500);
  EXPECT_FALSE(has_user(account, "ghost"));

  Object tags{{"UserName", "alice"}, {"Tags", json::Array{Object{{"Key", "a"}, {"Value", "b"}}}}};
  ASSERT_TRUE(account.call_through(gateway, account.root(), "iam", "TagUser", tags));
  EXPECT_TRUE(has_user(account, "alice"));
}

}  // namespace
}  // namespace account::testing
