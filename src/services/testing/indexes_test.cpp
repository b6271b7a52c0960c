// What records are found by. That indexes and records agree is held after every test (services/testing/indexes.h).
#include "account/server/indexes.h"

#include <gtest/gtest.h>

#include "account/record/index.h"
#include "account/server/accounts.h"
#include "services/all.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using json::Object;

class Indexes : public ::testing::Test {
 protected:
  std::vector<std::string> users_of(const std::string& group) {
    auto transaction = std::move(*account_.store().begin());
    std::vector<std::string> ids;
    for (const Service& service : services::all())
      for (const RecordKind* kind : service.kinds)
        if (kind->name == "iam.user")
          for (const Entry& user : find_through(State(*transaction, kFirst, ""), *kind, "Groups", group))
            ids.push_back(user.id);
    return ids;
  }
  void iam(const char* operation, const json::Value& input) {
    account_.must(account_.root(), "iam", operation, input);
  }

  EmbeddedAccount account_;
};

using Ids = std::vector<std::string>;

TEST_F(Indexes, follow_what_records_say) {
  for (const char* group : {"admins", "admins-too"}) iam("CreateGroup", Object{{"GroupName", group}});
  for (const char* user : {"Bob", "alice"}) {
    iam("CreateUser", Object{{"UserName", user}});
    iam("AddUserToGroup", Object{{"UserName", user}, {"GroupName", "admins"}});
  }
  EXPECT_EQ(users_of("admins"), (Ids{"alice", "bob"}));
  EXPECT_EQ(users_of("admins-too"), Ids{});
  EXPECT_EQ(users_of("admin"), Ids{});
  iam("UpdateUser", Object{{"UserName", "alice"}, {"NewUserName", "carol"}});
  EXPECT_EQ(users_of("admins"), (Ids{"bob", "carol"}));
  iam("UpdateGroup", Object{{"GroupName", "admins"}, {"NewGroupName", "owners"}});
  EXPECT_EQ(users_of("admins"), Ids{});
  EXPECT_EQ(users_of("owners"), (Ids{"bob", "carol"}));
  iam("RemoveUserFromGroup", Object{{"UserName", "carol"}, {"GroupName", "owners"}});
  iam("DeleteUser", Object{{"UserName", "carol"}});
  EXPECT_EQ(users_of("owners"), Ids{"bob"});
}

TEST_F(Indexes, are_built_for_data_that_another_program_has_written) {
  iam("CreateGroup", Object{{"GroupName", "admins"}});
  iam("CreateUser", Object{{"UserName", "alice"}});
  iam("AddUserToGroup", Object{{"UserName", "alice"}, {"GroupName", "admins"}});
  {
    auto transaction = std::move(*account_.store().begin());
    State state(*transaction, kFirst, "");
    state.erase("iam.user#Groups", "admins\nalice");
    state.put_bytes("iam.user#Groups", "admins\nnobody", "");
    ASSERT_TRUE(transaction->commit());
  }
  EXPECT_EQ(users_of("admins"), Ids{});
  ASSERT_TRUE(prepare_indexes(account_.store(), services::all()));
  EXPECT_EQ(users_of("admins"), Ids{"alice"});
}

}  // namespace
}  // namespace account::testing
