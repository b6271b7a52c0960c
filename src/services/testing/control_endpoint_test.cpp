// Steering the server: only the root keys of the first account may, and they outlive a reset.
#include "account/server/control_endpoint.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "account/call/bodies.h"
#include "services/quotas.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using json::Object;

class Control : public ::testing::Test {
 protected:
  // The status; the body is in answer_.
  int send(const aws::Credentials* who, const std::string& method, const std::string& what,
           const std::string& body = "", std::string_view service = "slipway") {
    net::Request request;
    request.method = method;
    request.target = "/_slipway/" + what;
    request.path = request.target.substr(0, request.target.find('?'));
    request.query =
        request.path.size() < request.target.size() ? request.target.substr(request.path.size() + 1) : "";
    request.headers = {{"Host", "127.0.0.1:4566"}};
    request.body = std::make_shared<net::StringBody>(body);
    if (who) {
      aws::sign(request.headers, method, request.path, "", body, *who, {"us-east-1", std::string(service)},
                account_.clock.now());
    }
    net::Response response = endpoint_.answer(request);
    answer_ = *json::parse(std::get<std::string>(response.body));
    return response.status;
  }

  EmbeddedAccount account_;
  int ended_ = 0;
  ControlEndpoint endpoint_{
      account_.gateway(),
      account_.facilities(),
      {account_.data_dir(), kStart, base::Secret("key"), [this] { ++ended_; }, nullptr, quotas::all()}};
  json::Value answer_;
};

TEST_F(Control, tells_its_health_to_everybody_and_all_else_to_the_first_root) {
  EXPECT_EQ(send(nullptr, "GET", "health"), 200);
  EXPECT_EQ(send(&account_.root(), "GET", "status"), 200);
  EXPECT_EQ(answer_.find("accounts")->as_array().size(), 2u);
  EXPECT_EQ(send(nullptr, "GET", "health?challenge=abc"), 200);
  EXPECT_EQ(answer_.string_or("proof", ""), prove(base::Secret("key"), "abc"));

  aws::Credentials alice = make_user(account_, "alice", allow("*"));
  aws::Credentials session =
      credentials_of(account_.must(account_.root(), "sts", "GetSessionToken", Object{}));
  aws::Credentials wrong = account_.root();
  wrong.secret_access_key = account_.other_root().secret_access_key;
  for (const aws::Credentials* who :
       {static_cast<const aws::Credentials*>(nullptr), &account_.other_root(),
        static_cast<const aws::Credentials*>(&alice), static_cast<const aws::Credentials*>(&session),
        static_cast<const aws::Credentials*>(&wrong)}) {
    EXPECT_EQ(send(who, "GET", "status"), 403);
    EXPECT_EQ(send(who, "POST", "reset"), 403);
    EXPECT_EQ(send(who, "POST", "accounts", R"({"name":"third"})"), 403);
    EXPECT_EQ(send(who, "POST", "stop"), 403);
  }
  EXPECT_EQ(ended_, 0);
  EXPECT_EQ(send(&account_.root(), "POST", "stop"), 200);
  EXPECT_EQ(ended_, 1);
  EXPECT_EQ(send(&account_.root(), "POST", "reset", "", "sts"), 403);  // signed for something else
  EXPECT_EQ(send(&account_.root(), "GET", "nothing"), 404);
}

TEST_F(Control, a_reset_leaves_accounts_and_root_keys) {
  aws::Credentials alice = make_user(account_, "alice", allow("*"));
  aws::Credentials session = credentials_of(account_.must(alice, "sts", "GetSessionToken", Object{}));
  account_.must(account_.other_root(), "iam", "CreateUser", Object{{"UserName", "bob"}});
  EXPECT_EQ(send(&account_.root(), "POST", "reset"), 200);
  for (const aws::Credentials* root : {&account_.root(), &account_.other_root()}) {
    json::Value users = account_.must(*root, "iam", "ListUsers", Object{});
    EXPECT_TRUE(users.find("Users")->as_array().empty());
  }
  EXPECT_FALSE(account_.call(alice, "sts", "GetCallerIdentity", Object{}));
  EXPECT_FALSE(account_.call(session, "sts", "GetCallerIdentity", Object{}));
  EXPECT_EQ(send(&account_.root(), "GET", "status"), 200);
  EXPECT_EQ(answer_.find("accounts")->as_array().size(), 2u);
}

TEST_F(Control, a_reset_takes_the_bodies_of_objects_and_leaves_those_that_are_on_their_way) {
  const aws::Credentials& root = account_.root();
  account_.must(root, "s3", "CreateBucket", Object{{"Bucket", "old"}}, {.region = "us-east-1"});
  account_.must(root, "s3", "PutObject",
                Object{{"Bucket", "old"}, {"Key", "k"}, {"Body", std::string(kSmallBody + 1, 'x')}});
  std::string objects = account_.data_dir().objects();
  auto files = [&] {
    std::vector<std::string> all;
    for (const auto& each : std::filesystem::recursive_directory_iterator(objects)) {
      if (each.is_regular_file()) all.push_back(each.path().string());
    }
    return all;
  };
  ASSERT_EQ(files().size(), 1u);
  auto uploading = make_body(objects, account_.random);
  ASSERT_TRUE(uploading);
  EXPECT_EQ(send(&root, "POST", "reset"), 200);
  EXPECT_EQ(files(), std::vector{body_path(objects, uploading->name)});
}

TEST_F(Control, makes_accounts_whose_keys_are_in_the_file) {
  EXPECT_EQ(send(&account_.root(), "POST", "accounts", R"({"name":"third"})"), 200);
  std::string id(answer_.string_or("id", ""));
  auto all = account_.data_dir().credentials();
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 3u);
  EXPECT_EQ(all->back().account_id, id);
  aws::Credentials root{all->back().access_key_id, all->back().secret_access_key, {}};
  EXPECT_EQ(account_.must(root, "sts", "GetCallerIdentity", Object{}).string_or("Account", ""), id);

  EXPECT_EQ(send(&account_.root(), "POST", "accounts", R"({"name":"third"})"), 409);
  EXPECT_EQ(send(&account_.root(), "POST", "accounts", "{}"), 400);
  EXPECT_EQ(send(&account_.root(), "POST", "accounts", R"({"name":"a\u001b[2J"})"), 400);
  EXPECT_EQ(send(&account_.root(), "POST", "accounts", "not json"), 400);
  EXPECT_EQ(send(&account_.root(), "POST", "accounts", std::string(3 << 20, ' ')), 400);
}

TEST_F(Control, sets_quotas_that_calls_then_go_by) {
  auto code = [&] {
    auto made = account_.call(account_.root(), "ec2", "CreateInternetGateway", Object{});
    return made ? "" : made.error().code;
  };
  auto value = [&](std::string_view name) {
    for (const json::Value& each : answer_.find("quotas")->as_array())
      if (each.string_or("name", "") == name) return each.int_or("value", -1);
    return int64_t{-1};
  };
  EXPECT_EQ(
      send(&account_.root(), "POST", "quotas", R"({"service": "vpc", "quota": "L-A4707A72", "value": 1})"),
      200);
  EXPECT_EQ(value("internet-gateways"), 1);
  EXPECT_EQ(code(), "");
  EXPECT_EQ(code(), "InternetGatewayLimitExceeded");
  EXPECT_EQ(send(&account_.root(), "POST", "quotas",
                 R"({"service": "vpc", "quota": "internet-gateways", "value": 0})"),
            200);
  EXPECT_EQ(code(), "InternetGatewayLimitExceeded");
  EXPECT_EQ(send(&account_.root(), "DELETE", "quotas", R"({"service": "vpc", "quota": "vpcs"})"), 200);
  EXPECT_EQ(value("internet-gateways"), 0);
  EXPECT_EQ(send(&account_.root(), "DELETE", "quotas", "{}"), 200);
  EXPECT_EQ(value("internet-gateways"), 5);
  EXPECT_EQ(code(), "");
  for (const char* nonsense :
       {"", "{}", "[]", R"({"service": "vpc"})", R"({"service": "vpc", "quota": "", "value": 1})",
        R"({"service": "vpc", "quota": "vpcs"})", R"({"service": "vpc", "quota": "vpcs", "value": -1})",
        R"({"service": "vpc", "quota": "vpcs", "value": 1000000001})",
        R"({"service": "vpc", "quota": "vpcs", "value": "1"})",
        R"({"service": "none", "quota": "vpcs", "value": 1})",
        R"({"service": "ec2", "quota": "vpcs", "value": 1})"})
    EXPECT_EQ(send(&account_.root(), "POST", "quotas", nonsense), 400) << nonsense;
}

// Each is found by one name, and by one code in its service.
TEST(Quotas, are_told_apart) {
  std::set<std::string> seen;
  for (const Quota* quota : quotas::all()) {
    EXPECT_TRUE(seen.insert(std::string(quota->name)).second) << quota->name;
    EXPECT_FALSE(quota->service.empty() || quota->title.empty() || quota->code.empty()) << quota->name;
    if (!quota->aws_code.empty()) EXPECT_TRUE(seen.insert(std::string(quota->aws_code)).second);
  }
}

}  // namespace
}  // namespace account::testing
