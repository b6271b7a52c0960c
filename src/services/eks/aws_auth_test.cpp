// ConfigMap aws-auth as people write it.
#include "services/eks/aws_auth.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace account::eks {
namespace {

using json::Object;

const AuthPrincipal kSession{"arn:aws:iam::111122223333:role/app", "111122223333", "bob@x.com", "ASIAX"};
const AuthPrincipal kUser{"arn:aws:iam::111122223333:user/team/alice", "111122223333", "", "AKIAX"};

// "USERNAME GROUP,GROUP", or "-".
std::string mapped(const AuthPrincipal& principal, std::string_view key, const std::string& text) {
  auto names = map_by_aws_auth(Object{{std::string(key), text}}, principal);
  return names ? fmt::format("{} {}", names->username, base::join(names->groups, ",")) : "-";
}

TEST(AwsAuth, maps_roles_by_their_arn_without_path_in_any_case) {
  EXPECT_EQ(mapped(kSession, "mapRoles",
                   "- {rolearn: 'arn:aws:iam::111122223333:role/App', username: u, groups: [a, b]}"),
            "u a,b");
  // A session's ARN stands for its role.
  EXPECT_EQ(mapped(kSession, "mapRoles",
                   "- {rolearn: 'arn:aws:sts::111122223333:assumed-role/app/x', username: u}"),
            "u ");
  EXPECT_EQ(
      mapped(kSession, "mapRoles", "- {rolearn: 'arn:aws:iam::111122223333:role/team/app', username: u}"),
      "-");
  EXPECT_EQ(mapped(kSession, "mapRoles", "- {rolearn: 'arn:aws:iam::444455556666:role/app', username: u}"),
            "-");
  EXPECT_EQ(mapped(kSession, "mapUsers", "- {rolearn: 'arn:aws:iam::111122223333:role/app', username: u}"),
            "-");
}

TEST(AwsAuth, maps_users_and_whole_accounts) {
  EXPECT_EQ(
      mapped(kUser, "mapUsers", "- {userarn: 'arn:aws:iam::111122223333:user/team/alice', username: al}"),
      "al ");
  EXPECT_EQ(mapped(kUser, "mapUsers", "- {userarn: 'arn:aws:iam::111122223333:user/alice', username: al}"),
            "-");
  EXPECT_EQ(mapped(kUser, "mapAccounts", "- '111122223333'"), kUser.canonical_arn + " ");
  EXPECT_EQ(mapped(kUser, "mapAccounts", "- 111122223333"), kUser.canonical_arn + " ");
  EXPECT_EQ(mapped(kUser, "mapAccounts", "- '444455556666'"), "-");
}

TEST(AwsAuth, takes_the_first_line_and_skips_what_makes_no_sense) {
  std::string role = "rolearn: 'arn:aws:iam::111122223333:role/app'";
  EXPECT_EQ(
      mapped(kSession, "mapRoles",
             "- 7\n- {}\n- {rolearn: [x]}\n- {" + role + ", username: a}\n- {" + role + ", username: b}"),
      "a ");
  EXPECT_EQ(mapped(kSession, "mapRoles", "- {" + role + ", username: a, groups: nonsense}"), "a ");
  EXPECT_EQ(mapped(kSession, "mapRoles", "- {" + role + ", username: a, groups: [7, b]}"), "a b");
  for (const char* text : {"", "{", "text", "{rolearn: x}", "- &a {}\n- *a"}) {
    EXPECT_EQ(mapped(kSession, "mapRoles", text), "-") << text;
  }
}

TEST(AwsAuth, fills_templates_in) {
  EXPECT_EQ(*render_template("{{AccountID}}:{{SessionName}}:{{SessionNameRaw}}:{{AccessKeyID}}", kSession),
            "111122223333:bob-x.com:bob@x.com:ASIAX");
  EXPECT_EQ(*render_template("admin:{{SessionName}}", kUser), "admin:");
  EXPECT_EQ(*render_template("{{Other}}", kUser), "{{Other}}");
  auto node = render_template("system:node:{{EC2PrivateDNSName}}", kSession);
  ASSERT_FALSE(node);
  EXPECT_NE(node.error().message.find("this account has none"), std::string::npos);
}

}  // namespace
}  // namespace account::eks
