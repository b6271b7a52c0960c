// The endpoint of an embedded cluster: who gets in, and the small part of Kubernetes that is behind it.
#include "services/eks/cluster_endpoint.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/jwt.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using json::Array;
using json::Object;

constexpr std::string_view kQuery = "Action=GetCallerIdentity&Version=2011-06-15";

// How `aws eks get-token` makes a token, and how somebody might want to bend it.
struct Bent {
  std::string host = "sts.eu-west-3.amazonaws.com";
  std::string cluster = "dev";
  std::string query = std::string(kQuery);
  std::string scheme = "https";
  std::string path = "/";
  std::string service = "sts";
  std::chrono::seconds expires{60};
};

class ClusterEndpoint : public ::testing::Test {
 protected:
  ClusterEndpoint() {
    std::string document = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow",)"
                           R"("Principal":{"Service":"eks.amazonaws.com"},"Action":"sts:AssumeRole"}})";
    json::Value role = account_.must(account_.root(), "iam", "CreateRole",
                                     Object{{"RoleName", "cluster"}, {"AssumeRolePolicyDocument", document}});
    role_arn_ = role.find("Role")->string_or("Arn", "");
    creator_ = make_user(account_, "creator", allow("*"));
    path_ = create_cluster("dev");
  }

  std::string create_cluster(const std::string& name) {
    json::Value made = account_.must(
        creator_, "eks", "CreateCluster",
        Object{{"name", name},
               {"roleArn", role_arn_},
               {"resourcesVpcConfig",
                Object{{"subnetIds", json::Array{"subnet-on-this-machine-a", "subnet-on-this-machine-b"}}}}});
    std::string endpoint(made.find("cluster")->string_or("endpoint", ""));
    return endpoint.substr(endpoint.find(eks::kClusterPath));
  }

  std::string token(const aws::Credentials& who, const Bent& bent = {}) {
    net::Headers headers = {{"Host", bent.host}, {"x-k8s-aws-id", bent.cluster}};
    std::string query = aws::presign(headers, "GET", bent.path, bent.query, who, {"eu-west-3", bent.service},
                                     account_.clock.now(), bent.expires);
    return "k8s-aws-v1." + base::base64url(bent.scheme + "://" + bent.host + bent.path + "?" + query);
  }

  net::Response send(const std::string& bearer, std::string method, const std::string& target,
                     const std::string& body = "") {
    net::Request request;
    request.method = std::move(method);
    size_t mark = std::min(target.find('?'), target.size());
    request.path = path_ + target.substr(0, mark);
    request.query = target.substr(std::min(mark + 1, target.size()));
    request.headers = {{"Host", "127.0.0.1:4566"}};
    if (!bearer.empty()) request.headers.add("Authorization", "Bearer " + bearer);
    request.body = std::make_shared<net::StringBody>(body);
    return eks::answer_cluster(request, account_.gateway(), account_.facilities());
  }
  int enter(const std::string& bearer) { return send(bearer, "GET", "/api/v1/namespaces").status; }

  // As the creator: "STATUS BODY".
  std::string ask(const std::string& method, const std::string& target, const json::Value& body = {}) {
    net::Response response =
        send(token(creator_), method, target, body.is_null() ? std::string() : json::dump(body));
    answer_ = *json::parse(std::get<std::string>(response.body));
    return std::to_string(response.status);
  }
  std::string names() {
    std::string all;
    for (const json::Value& item : answer_.find("items")->as_array())
      all += std::string(item.find("metadata")->string_or("name", "")) + " ";
    return all;
  }
  static json::Value object(const std::string& name, json::Value labels = Object{}) {
    return Object{{"metadata", Object{{"name", name}, {"labels", std::move(labels)}}}};
  }

  EmbeddedAccount account_;
  std::string role_arn_;
  aws::Credentials creator_;
  std::string path_;
  json::Value answer_;
};

TEST_F(ClusterEndpoint, is_not_there_while_the_cluster_is_being_created) {
  account_.facilities().speed = Speed::real();
  account_.must(
      creator_, "eks", "CreateCluster",
      Object{{"name", "slow"},
             {"roleArn", role_arn_},
             {"resourcesVpcConfig",
              Object{{"subnetIds", json::Array{"subnet-on-this-machine-a", "subnet-on-this-machine-b"}}}}});
  account_.clock.advance(std::chrono::seconds(560));
  json::Value made = account_.must(creator_, "eks", "DescribeCluster", Object{{"name", "slow"}});
  std::string endpoint(made.find("cluster")->string_or("endpoint", ""));
  path_ = endpoint.substr(endpoint.find(eks::kClusterPath));
  EXPECT_EQ(enter(token(creator_, {.cluster = "slow"})), 200);
  account_.clock.advance(std::chrono::seconds(-1));
  EXPECT_EQ(enter(token(creator_, {.cluster = "slow"})), 503);
}

TEST_F(ClusterEndpoint, lets_its_creator_in_with_a_token_of_the_aws_cli) {
  EXPECT_EQ(enter(token(creator_)), 200);
  EXPECT_EQ(enter(token(creator_, {.host = "sts.amazonaws.com"})), 200);
  EXPECT_EQ(enter(token(creator_, {.host = "127.0.0.1:4566", .scheme = "http"})), 200);
  EXPECT_EQ(enter(token(creator_, {.host = "localhost:4566", .scheme = "http"})), 200);
}

// From a pod, this server is at the address of the cluster's bridge.
TEST_F(ClusterEndpoint, takes_tokens_that_were_made_over_a_bridge_of_its_own) {
  std::string made = token(creator_, {.host = "10.89.78.1:4566", .scheme = "http"});
  EXPECT_EQ(enter(made), 401);
  account_.facilities().bridges = {"10.89.77.1", "10.89.78.1"};
  EXPECT_EQ(enter(made), 200);
  EXPECT_EQ(enter(token(creator_, {.host = "10.89.78.1:80", .scheme = "http"})), 401);
  EXPECT_EQ(enter(token(creator_, {.host = "10.89.79.1:4566", .scheme = "http"})), 401);
}

TEST_F(ClusterEndpoint, refuses_bent_tokens) {
  std::string good = token(creator_);
  EXPECT_EQ(enter(""), 401);
  EXPECT_EQ(enter("k8s-aws-v1."), 401);
  EXPECT_EQ(enter("k8s-aws-v2" + good.substr(10)), 401);
  EXPECT_EQ(enter(good + std::string(4096, 'A')), 401);
  EXPECT_EQ(enter(token(creator_, {.cluster = "other"})), 401);
  EXPECT_EQ(enter(token(creator_, {.host = "sts.example.com"})), 401);
  EXPECT_EQ(enter(token(creator_, {.host = "sts.evil.amazonaws.com"})), 401);
  EXPECT_EQ(enter(token(creator_, {.host = "sts.amazonaws.com:8443"})), 401);
  EXPECT_EQ(enter(token(creator_, {.host = "127.0.0.1:4567", .scheme = "http"})), 401);
  EXPECT_EQ(enter(token(creator_, {.scheme = "http"})), 401);
  EXPECT_EQ(enter(token(creator_, {.path = "/other"})), 401);
  EXPECT_EQ(enter(token(creator_, {.service = "s3"})), 401);
  EXPECT_EQ(enter(token(creator_, {.expires = std::chrono::seconds(901)})), 401);
  for (const char* query : {"Action=GetSessionToken&Version=2011-06-15", "Version=2011-06-15",
                            "Action=GetCallerIdentity&Version=2011-06-15&Extra=1",
                            "Action=GetCallerIdentity&Version=2011-06-15&version=2011-06-15"}) {
    EXPECT_EQ(enter(token(creator_, {.query = query})), 401) << query;
  }
}

TEST_F(ClusterEndpoint, takes_a_token_for_a_quarter_of_an_hour) {
  std::string made = token(creator_);
  account_.clock.advance(std::chrono::minutes(14));
  EXPECT_EQ(enter(made), 200);
  account_.clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(enter(made), 401);
}

TEST_F(ClusterEndpoint, lets_in_the_creator_and_the_group_admins_and_nobody_else) {
  aws::Credentials alice = make_user(account_, "alice", allow("*"));
  EXPECT_EQ(enter(token(alice)), 403);
  EXPECT_EQ(enter(token(account_.root())), 403);
  EXPECT_EQ(enter(token(account_.other_root())), 403);
  account_.must(account_.root(), "iam", "CreateGroup", Object{{"GroupName", "Admins"}});
  account_.must(account_.root(), "iam", "AddUserToGroup",
                Object{{"GroupName", "Admins"}, {"UserName", "alice"}});
  EXPECT_EQ(enter(token(alice)), 200);
  // The group of another account is another group.
  account_.must(account_.other_root(), "iam", "CreateGroup", Object{{"GroupName", "Admins"}});
  account_.must(account_.other_root(), "iam", "CreateUser", Object{{"UserName", "alice"}});
  account_.must(account_.other_root(), "iam", "AddUserToGroup",
                Object{{"GroupName", "Admins"}, {"UserName", "alice"}});
  aws::Credentials stranger = credentials_of(
      account_.must(account_.other_root(), "iam", "CreateAccessKey", Object{{"UserName", "alice"}}));
  EXPECT_EQ(enter(token(stranger)), 403);
}

TEST_F(ClusterEndpoint, does_not_take_a_new_user_for_the_creator_of_that_name) {
  account_.must(account_.root(), "iam", "DeleteAccessKey",
                Object{{"UserName", "creator"}, {"AccessKeyId", creator_.access_key_id}});
  account_.must(account_.root(), "iam", "DeleteUserPolicy",
                Object{{"UserName", "creator"}, {"PolicyName", "inline"}});
  account_.must(account_.root(), "iam", "DeleteUser", Object{{"UserName", "creator"}});
  EXPECT_EQ(enter(token(make_user(account_, "creator", allow("*")))), 403);
}

TEST_F(ClusterEndpoint, keeps_namespaces_and_their_service_accounts) {
  EXPECT_EQ(ask("POST", "/api/v1/namespaces", object("prod", Object{{"team", "blue"}})), "201");
  EXPECT_EQ(ask("POST", "/api/v1/namespaces", object("test", Object{{"team", "red"}})), "201");
  EXPECT_EQ(ask("POST", "/api/v1/namespaces", object("prod")), "409");
  EXPECT_EQ(answer_.string_or("reason", ""), "AlreadyExists");
  for (const char* bad : {"Prod", "-a", "a/b", "a.b", ""}) {
    EXPECT_EQ(ask("POST", "/api/v1/namespaces", object(bad)), "422") << bad;
  }
  EXPECT_EQ(ask("GET", "/api/v1/namespaces"), "200");
  EXPECT_EQ(names(), "prod test ");
  ask("GET", "/api/v1/namespaces?labelSelector=team%3Dblue");
  EXPECT_EQ(names(), "prod ");
  ask("GET", "/api/v1/namespaces?labelSelector=team%3Dgreen");
  EXPECT_EQ(names(), "");
  EXPECT_EQ(ask("POST", "/api/v1/namespaces/none/serviceaccounts", object("app")), "404");
  EXPECT_EQ(ask("POST", "/api/v1/namespaces/prod/serviceaccounts", object("app")), "201");
  std::string uid(answer_.find("metadata")->string_or("uid", ""));
  EXPECT_EQ(answer_.find("metadata")->string_or("namespace", ""), "prod");
  json::Value annotated = object("app");
  annotated.as_object()["metadata"].as_object().set("annotations",
                                                    Object{{"eks.amazonaws.com/role-arn", "x"}});
  EXPECT_EQ(ask("PUT", "/api/v1/namespaces/prod/serviceaccounts/app", annotated), "200");
  EXPECT_EQ(answer_.find("metadata")->string_or("uid", ""), uid);
  EXPECT_EQ(ask("GET", "/api/v1/namespaces/test/serviceaccounts"), "200");
  EXPECT_EQ(names(), "");
  // With a namespace goes what is in it.
  EXPECT_EQ(ask("DELETE", "/api/v1/namespaces/prod"), "200");
  EXPECT_EQ(ask("GET", "/api/v1/namespaces/prod"), "404");
  EXPECT_EQ(ask("POST", "/api/v1/namespaces", object("prod")), "201");
  EXPECT_EQ(ask("GET", "/api/v1/namespaces/prod/serviceaccounts/app"), "404");
}

TEST_F(ClusterEndpoint, issues_tokens_of_service_accounts) {
  ask("POST", "/api/v1/namespaces", object("prod"));
  ask("POST", "/api/v1/namespaces/prod/serviceaccounts", object("app"));
  std::string target = "/api/v1/namespaces/prod/serviceaccounts/app/token";
  EXPECT_EQ(ask("POST", target, Object{{"spec", Object{{"audiences", Array{}}}}}), "422");
  json::Value spec = Object{{"audiences", Array{"sts.amazonaws.com"}}, {"expirationSeconds", 900}};
  ASSERT_EQ(ask("POST", target, Object{{"spec", spec}}), "201");
  EXPECT_EQ(answer_.find("status")->string_or("expirationTimestamp", ""),
            base::iso8601(account_.clock.now() + std::chrono::seconds(900)));
  auto jwt = crypto::parse_jwt(answer_.find("status")->string_or("token", ""));
  ASSERT_TRUE(jwt);
  EXPECT_EQ(jwt->claims.string_or("sub", ""), "system:serviceaccount:prod:app");
  json::Value cluster = account_.must(creator_, "eks", "DescribeCluster", Object{{"name", "dev"}});
  EXPECT_EQ(jwt->claims.string_or("iss", ""),
            cluster.find("cluster")->find("identity")->find("oidc")->string_or("issuer", "?"));
  EXPECT_EQ(ask("POST", "/api/v1/namespaces/prod/serviceaccounts/none/token", Object{{"spec", spec}}), "404");
}

TEST_F(ClusterEndpoint, goes_with_its_cluster) {
  ask("POST", "/api/v1/namespaces", object("prod"));
  std::string old = path_;
  account_.must(creator_, "eks", "DeleteCluster", Object{{"name", "dev"}});
  EXPECT_EQ(enter(token(creator_)), 401);
  path_ = create_cluster("dev");
  EXPECT_NE(path_, old);
  EXPECT_EQ(ask("GET", "/api/v1/namespaces"), "200");
  EXPECT_EQ(names(), "");
  path_ = old;
  EXPECT_EQ(enter(token(creator_)), 401);
}

TEST_F(ClusterEndpoint, refuses_what_is_no_request_of_kubernetes) {
  EXPECT_EQ(send(token(creator_), "POST", "/api/v1/namespaces", "[]").status, 400);
  EXPECT_EQ(send(token(creator_), "POST", "/api/v1/namespaces", std::string(2 << 20, ' ')).status, 413);
  EXPECT_EQ(ask("GET", "/apis/apps/v1/deployments"), "404");
  EXPECT_EQ(ask("GET", "/api/v1/pods"), "404");
  EXPECT_EQ(ask("PATCH", "/api/v1/namespaces"), "405");
}

}  // namespace
}  // namespace account::testing
