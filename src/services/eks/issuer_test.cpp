// The tutorial without a container: a cluster's own issuer, found over TLS, makes its service accounts'
// tokens worth a session of a role.
#include "services/eks/issuer.h"

#include <gtest/gtest.h>

#include <atomic>

#include "base/encoding.h"
#include "crypto/certificate.h"
#include "net/server.h"
#include "services/eks/cluster_endpoint.h"
#include "services/eks/issuer_endpoint.h"
#include "services/testing/embedded_account.h"

namespace account::testing {
namespace {

using json::Array;
using json::Object;

// A real TLS server in front of the issuers of an account that is made after it.
class IssuerServer {
 public:
  IssuerServer() {
    base::Time now = base::SystemClock().now();  // TLS looks at the real clock
    authority_ = *crypto::make_authority("authority of the tests", now);
    auto credential = *crypto::issue_certificate(authority_, {issuer_host(kRegion)}, now);
    net::ServerOptions options;
    options.certificate_pem = credential.certificate_pem;
    options.key_pem = credential.key_pem;
    server_ = *net::Server::start(std::move(options), [this](net::Request& request) {
      return eks::answer_issuer(request, account_.load()->gateway(), account_.load()->facilities());
    });
  }

  void serve(EmbeddedAccount& account) { account_ = &account; }
  identity::KeyCache::Options keys() const {
    identity::KeyCache::Options options;
    options.authorities_pem = {authority_.certificate_pem};
    options.overrides = {{issuer_host(kRegion), {"127.0.0.1", server_->port()}}};
    return options;
  }
  std::string thumbprint() const { return *crypto::thumbprint(authority_.certificate_pem); }

 private:
  crypto::Credential authority_;
  std::atomic<EmbeddedAccount*> account_ = nullptr;
  std::unique_ptr<net::Server> server_;
};

class Issuer : public ::testing::Test {
 protected:
  Issuer() {
    server_.serve(account_);
    json::Value role =
        account_.must(account_.root(), "iam", "CreateRole",
                      Object{{"RoleName", "cluster"},
                             {"AssumeRolePolicyDocument",
                              R"({"Statement":{"Effect":"Allow","Principal":{"Service":"eks.amazonaws.com"},)"
                              R"("Action":"sts:AssumeRole"}})"}});
    json::Value made = account_.must(
        account_.root(), "eks", "CreateCluster",
        Object{{"name", "dev"},
               {"roleArn", role.find("Role")->string_or("Arn", "")},
               {"resourcesVpcConfig",
                Object{{"subnetIds", json::Array{"subnet-on-this-machine-a", "subnet-on-this-machine-b"}}}}});
    const json::Value* cluster = made.find("cluster");
    issuer_ = cluster->find("identity")->find("oidc")->string_or("issuer", "");
    std::string endpoint(cluster->string_or("endpoint", ""));
    cluster_path_ = endpoint.substr(endpoint.find(eks::kClusterPath));
  }

  json::Value kube(const std::string& path, const json::Value& body) {
    net::Headers headers = {{"Host", "sts.amazonaws.com"}, {"x-k8s-aws-id", "dev"}};
    std::string query =
        aws::presign(headers, "GET", "/", "Action=GetCallerIdentity&Version=2011-06-15", account_.root(),
                     {"us-east-1", "sts"}, account_.clock.now(), std::chrono::seconds(60));
    net::Request request;
    request.method = "POST";
    request.path = cluster_path_ + "/api/v1/namespaces" + path;
    request.headers = {
        {"Authorization", "Bearer k8s-aws-v1." + base::base64url("https://sts.amazonaws.com/?" + query)}};
    request.body = std::make_shared<net::StringBody>(json::dump(body));
    net::Response response = eks::answer_cluster(request, account_.gateway(), account_.facilities());
    EXPECT_EQ(response.status, 201) << std::get<std::string>(response.body);
    return *json::parse(std::get<std::string>(response.body));
  }

  std::string token() {
    json::Value answer = kube(
        "/prod/serviceaccounts/app/token",
        Object{{"spec", Object{{"audiences", Array{"sts.amazonaws.com"}}, {"expirationSeconds", 3600}}}});
    return std::string(answer.find("status")->string_or("token", ""));
  }

  aws::Result<json::Value> assume(const std::string& web_identity_token) {
    return account_.call(nullptr, "sts", "AssumeRoleWithWebIdentity",
                         Object{{"RoleArn", "arn:aws:iam::111122223333:role/app"},
                                {"RoleSessionName", "s1"},
                                {"WebIdentityToken", web_identity_token}});
  }

  void set_up_the_role() {
    kube("", Object{{"metadata", Object{{"name", "prod"}}}});
    kube("/prod/serviceaccounts", Object{{"metadata", Object{{"name", "app"}}}});
    json::Value provider =
        account_.must(account_.root(), "iam", "CreateOpenIDConnectProvider",
                      Object{{"Url", issuer_}, {"ClientIDList", Array{"sts.amazonaws.com"}}});
    std::string key = issuer_.substr(8);
    json::Value statement =
        Object{{"Effect", "Allow"},
               {"Principal", Object{{"Federated", provider.string_or("OpenIDConnectProviderArn", "")}}},
               {"Action", "sts:AssumeRoleWithWebIdentity"},
               {"Condition", Object{{"StringEquals", Object{{key + ":sub", "system:serviceaccount:prod:app"},
                                                            {key + ":aud", "sts.amazonaws.com"}}}}}};
    account_.must(
        account_.root(), "iam", "CreateRole",
        Object{{"RoleName", "app"},
               {"AssumeRolePolicyDocument",
                json::dump(Object{{"Version", "2012-10-17"}, {"Statement", std::move(statement)}})}});
  }

  net::Response get(const std::string& path, bool tls = true, const std::string& method = "GET") {
    net::Request request;
    request.method = method;
    request.path = path;
    request.tls = tls;
    request.headers = {{"Host", issuer_host(kRegion)}};
    request.body = std::make_shared<net::StringBody>("");
    return eks::answer_issuer(request, account_.gateway(), account_.facilities());
  }

  IssuerServer server_;
  EmbeddedAccount account_{server_.keys()};
  std::string issuer_;
  std::string cluster_path_;
};

TEST_F(Issuer, makes_a_service_account_a_session_of_its_role) {
  set_up_the_role();
  json::Value provider = account_.must(
      account_.root(), "iam", "GetOpenIDConnectProvider",
      Object{{"OpenIDConnectProviderArn", "arn:aws:iam::111122223333:oidc-provider/" + issuer_.substr(8)}});
  EXPECT_EQ(*provider.find("ThumbprintList"), json::Value(Array{server_.thumbprint()}));
  auto output = assume(token());
  ASSERT_TRUE(output) << output.error().message;
  EXPECT_EQ(output->string_or("SubjectFromWebIdentityToken", ""), "system:serviceaccount:prod:app");
  account_.must(credentials_of(*output), "sts", "GetCallerIdentity", Object{});
}

TEST_F(Issuer, rotates_its_keys_under_tokens_that_live) {
  set_up_the_role();
  std::string before = std::get<std::string>(get(issuer_.substr(issuer_.find("/id/")) + "/keys").body);
  account_.clock.advance(identity::kKeyLife - std::chrono::minutes(30));
  std::string old = token();
  account_.clock.advance(std::chrono::minutes(45));
  std::string young = token();
  EXPECT_NE(std::get<std::string>(get(issuer_.substr(issuer_.find("/id/")) + "/keys").body), before);
  EXPECT_TRUE(assume(old));
  auto output = assume(young);
  EXPECT_TRUE(output) << output.error().message;
}

TEST_F(Issuer, is_public_over_tls_only) {
  std::string path = issuer_.substr(issuer_.find("/id/"));
  net::Response discovery = get(path + "/.well-known/openid-configuration");
  EXPECT_EQ(discovery.status, 200);
  json::Value document = *json::parse(std::get<std::string>(discovery.body));
  EXPECT_EQ(document.string_or("issuer", ""), issuer_);
  EXPECT_EQ(document.string_or("jwks_uri", ""), issuer_ + "/keys");
  net::Response keys = get(path + "/keys");
  EXPECT_EQ(keys.status, 200);
  EXPECT_EQ(std::get<std::string>(keys.body).find("\"d\""), std::string::npos);  // no private part
  EXPECT_EQ(get(path + "/keys", false).status, 403);
  EXPECT_EQ(get(path + "/keys", true, "POST").status, 405);
  EXPECT_EQ(get(path + "/other").status, 404);
  EXPECT_EQ(get("/id/0123456789ABCDEF0123456789ABCDEF/keys").status, 404);
  EXPECT_EQ(get("/").status, 404);
  account_.must(account_.root(), "eks", "DeleteCluster", Object{{"name", "dev"}});
  EXPECT_EQ(get(path + "/keys").status, 404);
}

}  // namespace
}  // namespace account::testing
