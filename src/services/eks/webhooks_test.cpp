// What a real API server asks, and what others might ask in its name.
#include "services/eks/webhooks.h"

#include <gtest/gtest.h>

#include <atomic>

#include "base/encoding.h"
#include "crypto/certificate.h"
#include "net/server.h"
#include "services/eks/cluster_endpoint.h"
#include "services/testing/cluster.h"

namespace account::testing {
namespace {

using json::Array;
using json::Object;

constexpr const char* kPolicies = "arn:aws:eks::aws:cluster-access-policy/";

class Webhooks : public ::testing::Test {
 protected:
  Webhooks() {
    creator_ = make_user(account_, "creator", allow("*"));
    make_cluster(account_, creator_, "dev",
                 Object{{"accessConfig", Object{{"authenticationMode", "API_AND_CONFIG_MAP"}}}});
    EXPECT_EQ(steer_cluster(account_, "PUT", "dev", "control-plane", working_control_plane()), 200);
    json::Value plane;
    steer_cluster(account_, "GET", "dev", "control-plane", Object{}, &plane);
    id_ = plane.string_or("id", "");
  }

  net::Response post(const std::string& webhook, const std::string& body,
                     const std::string& bearer = "Bearer " + kWebhookToken,
                     const std::string& method = "POST") {
    net::Request request;
    request.method = method;
    request.path = fmt::format("{}{}/webhook/{}", eks::kClusterPath, id_, webhook);
    request.headers = {{"Host", "127.0.0.1:4566"}};
    if (!bearer.empty()) request.headers.add("Authorization", bearer);
    request.body = std::make_shared<net::StringBody>(body);
    return eks::answer_cluster(request, account_.gateway(), account_.facilities());
  }
  json::Value ask(const std::string& webhook, const json::Value& body) {
    net::Response response = post(webhook, json::dump(body));
    EXPECT_EQ(response.status, 200) << std::get<std::string>(response.body);
    return *json::parse(std::get<std::string>(response.body));
  }

  static json::Value token_review(const std::string& token) {
    return Object{{"apiVersion", "authentication.k8s.io/v1"},
                  {"kind", "TokenReview"},
                  {"spec", Object{{"token", token}}}};
  }
  // The status of a review of the principal's token.
  json::Value who(const aws::Credentials& credentials, const std::string& cluster = "dev") {
    return *ask("authenticate", token_review(cluster_token(account_, credentials, cluster))).find("status");
  }
  // "USERNAME [GROUPS]", or "refused".
  std::string named(const aws::Credentials& credentials) {
    json::Value status = who(credentials);
    if (!status.bool_or("authenticated", false)) return "refused";
    const json::Value& user = *status.find("user");
    return fmt::format("{} {}", user.string_or("username", ""), json::dump(*user.find("groups")));
  }
  json::Value refusals() {
    json::Value answer;
    EXPECT_EQ(steer_cluster(account_, "GET", "dev", "refusals", Object{}, &answer), 200);
    return *answer.find("refusals");
  }

  json::Value eks(const std::string& operation, Object input) {
    input.set("clusterName", "dev");
    return account_.must(account_.root(), "eks", operation, input);
  }
  void make_entry(const std::string& arn, const Object& more = {}) {
    Object input{{"principalArn", arn}};
    for (const auto& member : more) input.set(member.name, member.value);
    eks("CreateAccessEntry", std::move(input));
  }
  void associate(const std::string& arn, const std::string& policy, json::Value scope) {
    eks("AssociateAccessPolicy",
        Object{{"principalArn", arn}, {"policyArn", kPolicies + policy}, {"accessScope", std::move(scope)}});
  }
  static std::string user_arn(const std::string& name) { return "arn:aws:iam::" + kFirst + ":user/" + name; }

  // A session of a new role with that path and name.
  aws::Credentials assume(const std::string& path, const std::string& name, const std::string& session) {
    std::string arn = "arn:aws:iam::" + kFirst + ":role" + path + name;
    if (!account_.call(account_.root(), "iam", "GetRole", Object{{"RoleName", name}})) {
      account_.must(account_.root(), "iam", "CreateRole",
                    Object{{"RoleName", name},
                           {"Path", path},
                           {"AssumeRolePolicyDocument", trust("arn:aws:iam::" + kFirst + ":user/creator")}});
    }
    return credentials_of(
        account_.must(creator_, "sts", "AssumeRole", Object{{"RoleArn", arn}, {"RoleSessionName", session}}));
  }

  // Whether a policy allows the caller whose review has that uid and ARN: VERB RESOURCE.GROUP in NAMESPACE.
  bool allowed(const std::string& uid, Object attributes, const std::string& arn = "") {
    Object extra;
    if (!arn.empty()) extra.set("arn", Array{arn});
    json::Value review = Object{
        {"apiVersion", "authorization.k8s.io/v1"},
        {"kind", "SubjectAccessReview"},
        {"spec", Object{{"user", "x"}, {"uid", uid}, {"extra", extra}, {"resourceAttributes", attributes}}}};
    json::Value status = *ask("authorize", review).find("status");
    EXPECT_FALSE(status.find("denied")) << "RBAC must have its say";
    return status.bool_or("allowed", false);
  }
  std::string uid(const aws::Credentials& credentials) {
    return std::string(who(credentials).find("user")->string_or("uid", ""));
  }

  EmbeddedAccount account_;
  aws::Credentials creator_;
  std::string id_;
};

TEST_F(Webhooks, answer_their_own_api_server_only) {
  std::string body = json::dump(token_review("x"));
  EXPECT_EQ(post("authenticate", body).status, 200);
  EXPECT_EQ(post("authenticate", body, "").status, 401);
  EXPECT_EQ(post("authenticate", body, "Bearer ").status, 401);
  EXPECT_EQ(post("authenticate", body, "Basic " + kWebhookToken).status, 401);
  EXPECT_EQ(post("authenticate", body, "Bearer " + kWebhookToken + "x").status, 401);
  EXPECT_EQ(post("authenticate", body, "Bearer " + kApiToken).status, 401);
  EXPECT_EQ(post("authenticate", "{}").status, 400);
  EXPECT_EQ(post("authenticate", "nonsense").status, 400);
  EXPECT_EQ(post("authorize", body).status, 400);  // another webhook's
  EXPECT_EQ(post("authenticate", std::string(100 << 10, ' ')).status, 413);
  EXPECT_EQ(post("authenticate", body, "Bearer " + kWebhookToken, "GET").status, 404);
  EXPECT_EQ(post("none", body).status, 404);
  id_[0] = id_[0] == '0' ? '1' : '0';
  EXPECT_EQ(post("authenticate", body).status, 401);
}

TEST_F(Webhooks, answer_nobody_once_the_cluster_has_stopped) {
  std::string body = json::dump(token_review("x"));
  ASSERT_EQ(steer_cluster(account_, "DELETE", "dev", "control-plane", Object{}), 200);
  EXPECT_EQ(post("authenticate", body).status, 401);
  // Starting again makes a new secret: the old one opens nothing before that.
  ASSERT_EQ(steer_cluster(account_, "PUT", "dev", "control-plane", Object{{"status", "CREATING"}}), 200);
  EXPECT_EQ(post("authenticate", body).status, 401);
}

TEST_F(Webhooks, know_a_principal_by_its_entry) {
  json::Value status = who(creator_);
  EXPECT_TRUE(status.bool_or("authenticated", false));
  const json::Value& user = *status.find("user");
  EXPECT_EQ(user.string_or("username", ""), user_arn("creator"));
  EXPECT_TRUE(user.string_or("uid", "").starts_with("aws-iam-authenticator:" + kFirst + ":AIDA"));
  EXPECT_EQ(*user.find("extra")->find("accessKeyId"), json::Value(Array{creator_.access_key_id}));
  EXPECT_EQ(*user.find("extra")->find("canonicalArn"), json::Value(Array{user_arn("creator")}));

  aws::Credentials role = assume("/team/", "deploy", "bob@example.com");
  EXPECT_EQ(named(role), "refused");
  make_entry("arn:aws:iam::" + kFirst + ":role/team/deploy",
             Object{{"kubernetesGroups", Array{"deployers"}}});
  EXPECT_EQ(named(role), "arn:aws:sts::" + kFirst + R"(:assumed-role/deploy/bob-example.com ["deployers"])");
}

TEST_F(Webhooks, refuse_what_is_not_ours_without_a_word_and_what_is_bent_with_one) {
  json::Value status = *ask("authenticate", token_review("eyJhbGciOiJSUzI1NiJ9.e30.x")).find("status");
  EXPECT_EQ(json::dump(status), R"({"authenticated":false})");  // of another authenticator
  EXPECT_EQ(json::dump(refusals()), "[]");

  make_cluster(account_, creator_, "other");
  EXPECT_FALSE(who(creator_, "other").bool_or("authenticated", true));  // made for another cluster
  aws::Credentials forged = creator_;
  forged.secret_access_key = base::Secret("wrong");
  EXPECT_FALSE(who(forged).bool_or("authenticated", true));
  std::string late = cluster_token(account_, creator_, "dev");
  account_.clock.advance(std::chrono::minutes(16));
  EXPECT_FALSE(ask("authenticate", token_review(late)).find("status")->bool_or("authenticated", true));
  EXPECT_FALSE(
      ask("authenticate", token_review("k8s-aws-v1.x")).find("status")->bool_or("authenticated", true));
}

TEST_F(Webhooks, tell_why_somebody_was_refused_and_what_would_mend_it) {
  aws::Credentials alice = make_user(account_, "alice");
  EXPECT_EQ(named(alice), "refused");
  EXPECT_EQ(named(alice), "refused");
  json::Value list = refusals();
  ASSERT_EQ(list.as_array().size(), 1u);
  const json::Value& refusal = list.as_array()[0];
  EXPECT_EQ(refusal.string_or("principal", ""), user_arn("alice"));
  EXPECT_EQ(refusal.int_or("count", 0), 2);
  EXPECT_NE(refusal.string_or("why", "").find("is unknown to the cluster"), std::string::npos);
  EXPECT_TRUE(refusal.string_or("mend", "")
                  .starts_with("aws eks create-access-entry --cluster-name dev --principal-arn " +
                               user_arn("alice")));
  // What it says mends it.
  make_entry(user_arn("alice"));
  EXPECT_EQ(named(alice), user_arn("alice") + " []");
  EXPECT_EQ(json::dump(refusals()), "[]");
  EXPECT_EQ(json::dump(list).find(alice.secret_access_key.reveal()), std::string::npos);
}

TEST_F(Webhooks, do_not_take_a_new_user_for_the_one_of_an_entry) {
  make_user(account_, "alice");
  make_entry(user_arn("alice"));
  json::Value keys = account_.must(account_.root(), "iam", "ListAccessKeys", Object{{"UserName", "alice"}});
  std::string key(keys.find("AccessKeyMetadata")->as_array()[0].string_or("AccessKeyId", ""));
  account_.must(account_.root(), "iam", "DeleteAccessKey",
                Object{{"UserName", "alice"}, {"AccessKeyId", key}});
  account_.must(account_.root(), "iam", "DeleteUser", Object{{"UserName", "alice"}});
  EXPECT_EQ(named(make_user(account_, "alice")), "refused");
  EXPECT_NE(json::dump(refusals()).find("made anew under its name"), std::string::npos);
}

TEST_F(Webhooks, let_members_of_admins_and_the_creator_administer) {
  aws::Credentials alice = make_user(account_, "alice");
  make_entry(user_arn("alice"));
  EXPECT_FALSE(allowed(uid(alice), Object{{"verb", "get"}, {"resource", "pods"}}, user_arn("alice")));
  ASSERT_EQ(refusals().as_array().size(), 1u);
  account_.must(account_.root(), "iam", "CreateGroup", Object{{"GroupName", "Admins"}});
  account_.must(account_.root(), "iam", "AddUserToGroup",
                Object{{"GroupName", "Admins"}, {"UserName", "alice"}});
  EXPECT_EQ(named(alice), user_arn("alice") + R"( ["system:masters"])");
  EXPECT_EQ(json::dump(refusals()), "[]") << "nothing is refused to an administrator";
  EXPECT_TRUE(allowed(uid(creator_), Object{{"verb", "delete"}, {"resource", "nodes"}, {"name", "n"}}));
  EXPECT_FALSE(
      allowed(uid(alice), Object{{"verb", "get"}, {"resource", "pods"}}));  // by RBAC, not by a policy

  // The creator's entry is an entry like others.
  eks("DeleteAccessEntry", Object{{"principalArn", user_arn("creator")}});
  EXPECT_EQ(named(creator_), "refused");
}

TEST_F(Webhooks, know_root_as_creator_without_an_entry) {
  make_cluster(account_, account_.root(), "roots");
  EXPECT_EQ(named(account_.root()), "refused");  // of the cluster that another made
  ASSERT_EQ(steer_cluster(account_, "PUT", "roots", "control-plane", working_control_plane()), 200);
  json::Value plane;
  steer_cluster(account_, "GET", "roots", "control-plane", Object{}, &plane);
  id_ = plane.string_or("id", "");
  json::Value status = who(account_.root(), "roots");
  EXPECT_EQ(json::dump(*status.find("user")->find("groups")), R"(["system:masters"])");
  EXPECT_FALSE(who(account_.other_root(), "roots").bool_or("authenticated", true));
}

TEST_F(Webhooks, map_by_aws_auth_what_has_no_entry) {
  aws::Credentials role = assume("/team/", "deploy", "s1");
  aws::Credentials alice = make_user(account_, "alice");
  auto set = [&](const Object& config_map) {
    ASSERT_EQ(steer_cluster(account_, "PUT", "dev", "aws-auth", config_map), 200);
  };
  set({{"mapRoles",
        "- rolearn: arn:aws:iam::" + kFirst +
            ":role/deploy\n  username: d:{{AccountID}}:{{SessionName}}\n  groups: [a, system:masters]\n"},
       {"mapUsers", "- userarn: " + user_arn("ALICE") + "\n  username: alice\n"}});
  EXPECT_EQ(named(role), "d:" + kFirst + R"(:s1 ["a","system:masters"])");
  EXPECT_EQ(named(alice), "alice []");
  make_entry(user_arn("alice"), Object{{"username", "by-entry"}});
  EXPECT_EQ(named(alice), "by-entry []");  // the entry comes first
  set({{"mapAccounts", "- \"" + kFirst + "\"\n"}});
  EXPECT_EQ(named(role), "arn:aws:iam::" + kFirst + ":role/deploy []");
  account_.must(account_.root(), "eks", "UpdateClusterConfig",
                Object{{"name", "dev"}, {"accessConfig", Object{{"authenticationMode", "API"}}}});
  EXPECT_EQ(named(role), "refused");
  EXPECT_EQ(named(alice), "by-entry []");
}

TEST_F(Webhooks, allow_what_access_policies_allow_within_their_scope) {
  aws::Credentials alice = make_user(account_, "alice");
  make_entry(user_arn("alice"));
  std::string id = uid(alice);
  Object get_pods{{"verb", "get"}, {"resource", "pods"}, {"namespace", "team-a"}};
  EXPECT_FALSE(allowed(id, get_pods));
  associate(user_arn("alice"), "AmazonEKSViewPolicy",
            Object{{"type", "namespace"}, {"namespaces", Array{"team-*", "shared"}}});
  EXPECT_TRUE(allowed(id, get_pods));
  get_pods.set("subresource", "log");
  EXPECT_TRUE(allowed(id, get_pods));
  get_pods.set("subresource", "exec");
  EXPECT_FALSE(allowed(id, get_pods));
  EXPECT_FALSE(allowed(id, Object{{"verb", "get"}, {"resource", "secrets"}, {"namespace", "team-a"}}));
  EXPECT_FALSE(allowed(id, Object{{"verb", "get"}, {"resource", "pods"}, {"namespace", "other"}}));
  EXPECT_FALSE(allowed(id, Object{{"verb", "list"}, {"resource", "pods"}}));  // of all namespaces
  EXPECT_FALSE(allowed(id, Object{{"verb", "create"}, {"resource", "pods"}, {"namespace", "team-a"}}));
  EXPECT_TRUE(allowed(
      id, Object{{"verb", "list"}, {"group", "apps"}, {"resource", "deployments"}, {"namespace", "shared"}}));
  // Wider, and gone again.
  associate(user_arn("alice"), "AmazonEKSViewPolicy", Object{{"type", "cluster"}});
  EXPECT_TRUE(allowed(id, Object{{"verb", "list"}, {"resource", "pods"}}));
  eks("DisassociateAccessPolicy", Object{{"principalArn", user_arn("alice")},
                                         {"policyArn", std::string(kPolicies) + "AmazonEKSViewPolicy"}});
  EXPECT_FALSE(allowed(id, Object{{"verb", "list"}, {"resource", "pods"}}));
}

TEST_F(Webhooks, tell_what_access_policy_somebody_lacks) {
  aws::Credentials alice = make_user(account_, "alice");
  make_entry(user_arn("alice"));
  std::string id = uid(alice);
  EXPECT_FALSE(allowed(id, Object{{"verb", "delete"}, {"resource", "pods"}, {"namespace", "prod"}}));
  EXPECT_FALSE(allowed(id, Object{{"verb", "list"}, {"resource", "nodes"}}));
  json::Value list = refusals();
  ASSERT_EQ(list.as_array().size(), 2u);
  EXPECT_EQ(list.as_array()[0].string_or("attempt", ""), "list nodes");
  EXPECT_NE(
      list.as_array()[0].string_or("mend", "").find("/AmazonEKSAdminViewPolicy --access-scope type=cluster"),
      std::string::npos);
  EXPECT_EQ(list.as_array()[1].string_or("attempt", ""), "delete pods in prod");
  EXPECT_NE(list.as_array()[1]
                .string_or("mend", "")
                .find("/AmazonEKSEditPolicy --access-scope type=namespace,namespaces=prod"),
            std::string::npos);
  associate(user_arn("alice"), "AmazonEKSEditPolicy",
            Object{{"type", "namespace"}, {"namespaces", Array{"prod"}}});
  EXPECT_TRUE(allowed(id, Object{{"verb", "delete"}, {"resource", "pods"}, {"namespace", "prod"}}));
  EXPECT_EQ(refusals().as_array().size(), 1u);  // what is mended is no longer told
}

// Whoever is impersonated has no uid of ours, or one that somebody made up.
TEST_F(Webhooks, give_access_policies_to_nobody_else) {
  Object everything{{"verb", "delete"}, {"resource", "nodes"}};
  std::string id = uid(creator_);
  EXPECT_TRUE(allowed(id, everything));
  EXPECT_FALSE(allowed("", everything));
  EXPECT_FALSE(allowed(id.substr(id.rfind(':') + 1), everything));
  EXPECT_FALSE(allowed("aws-iam-authenticator:" + kFirst + ":", everything));
  EXPECT_FALSE(allowed("aws-iam-authenticator:" + kFirst + ":AIDANOBODY", everything));
}

// --- pods ---

// The API server of the cluster, as far as the webhook asks it.
class PodsWebhook : public Webhooks {
 protected:
  PodsWebhook() {
    base::Time now = base::SystemClock().now();  // TLS looks at the real clock
    authority_ = *crypto::make_authority("authority of the tests", now);
    auto credential = *crypto::issue_certificate(authority_, {"127.0.0.1"}, now);
    net::ServerOptions options;
    options.certificate_pem = credential.certificate_pem;
    options.key_pem = credential.key_pem;
    server_ = *net::Server::start(std::move(options), [this](net::Request& request) {
      net::Response response;
      asked_ = request.path;
      ++questions_;
      bool recent = request.query == "resourceVersion=0";
      if (request.headers.get("authorization") != "Bearer " + kApiToken) response.status = 403;
      if (status_ != 200) response.status = status_;
      if (recent && !recent_) response.status = 404;
      response.body = json::dump(recent && recent_ ? *recent_ : service_account_);
      return response;
    });
    connect(authority_.certificate_pem);
  }

  void connect(const std::string& authority) {
    Object plane = working_control_plane(fmt::format("https://127.0.0.1:{}", server_->port()));
    plane.set("certificateAuthority", authority);
    ASSERT_EQ(steer_cluster(account_, "PUT", "dev", "control-plane", plane), 200);
  }

  json::Value admit(Object pod, Object more = {}) {
    Object request{{"uid", "705ab4f5-6393-11e8-b7cc-42010a800002"},
                   {"resource", Object{{"group", ""}, {"version", "v1"}, {"resource", "pods"}}},
                   {"namespace", "prod"},
                   {"operation", "CREATE"},
                   {"object", std::move(pod)}};
    for (const auto& member : more) request.set(member.name, member.value);
    json::Value review = Object{
        {"apiVersion", "admission.k8s.io/v1"}, {"kind", "AdmissionReview"}, {"request", std::move(request)}};
    json::Value response = *ask("pods", review).find("response");
    EXPECT_EQ(response.string_or("uid", ""), "705ab4f5-6393-11e8-b7cc-42010a800002");
    return response;
  }
  static Object pod() {
    return {{"spec", Object{{"serviceAccountName", "app"}, {"containers", Array{Object{{"name", "app"}}}}}}};
  }
  static json::Value with_role() {
    return Object{{"metadata", Object{{"annotations", Object{{"eks.amazonaws.com/role-arn", "arn:x"}}}}}};
  }

  crypto::Credential authority_;
  std::unique_ptr<net::Server> server_;
  std::atomic<int> status_ = 200;
  json::Value service_account_ = with_role();
  std::optional<json::Value> recent_ = with_role();  // what the API server has at hand; nullopt: nothing
  std::string asked_;
  std::atomic<int> questions_ = 0;
};

TEST_F(PodsWebhook, gives_a_pod_what_its_service_account_says) {
  json::Value response = admit(pod());
  EXPECT_EQ(asked_, "/api/v1/namespaces/prod/serviceaccounts/app");
  EXPECT_TRUE(response.bool_or("allowed", false));
  EXPECT_EQ(response.string_or("patchType", ""), "JSONPatch");
  std::string patch = *base::unbase64(response.string_or("patch", ""));
  EXPECT_NE(patch.find(R"({"name":"AWS_ROLE_ARN","value":"arn:x"})"), std::string::npos) << patch;
  EXPECT_NE(patch.find(R"({"name":"AWS_REGION","value":"eu-west-3"})"), std::string::npos) << patch;
  EXPECT_NE(patch.find("http://10.89.78.1:4566"), std::string::npos) << patch;

  EXPECT_EQ(questions_, 1);

  service_account_ = Object{};
  recent_ = Object{};
  response = admit(pod());
  EXPECT_TRUE(response.bool_or("allowed", false));
  EXPECT_FALSE(response.find("patch"));
}

TEST_F(PodsWebhook, sees_a_role_that_was_given_just_before_the_pod) {
  recent_ = Object{};
  EXPECT_TRUE(admit(pod()).find("patch"));
  recent_ = std::nullopt;
  EXPECT_TRUE(admit(pod()).find("patch"));
}

TEST_F(PodsWebhook, leaves_alone_what_is_no_new_pod) {
  for (const Object& other : {Object{{"operation", "UPDATE"}}, Object{{"subResource", "exec"}},
                              Object{{"resource", Object{{"group", "apps"}, {"resource", "pods"}}}}}) {
    EXPECT_FALSE(admit(pod(), other).find("patch"));
  }
  Object mirror = pod();
  mirror.set("metadata", Object{{"annotations", Object{{"kubernetes.io/config.mirror", "x"}}}});
  EXPECT_FALSE(admit(mirror).find("patch"));
  EXPECT_EQ(asked_, "");
}

TEST_F(PodsWebhook, refuses_a_pod_whose_service_account_it_cannot_read) {
  auto refused = [&] {
    json::Value response = admit(pod());
    EXPECT_FALSE(response.bool_or("allowed", true));
    return std::string(response.find("status")->string_or("message", ""));
  };
  status_ = 500;
  EXPECT_EQ(refused(), "cannot tell whether the pod has a role: the API server answered 500");
  status_ = 404;
  EXPECT_NE(refused().find("no service account `prod/app`"), std::string::npos);
  status_ = 403;
  EXPECT_NE(refused().find("does not let the account read"), std::string::npos);
  status_ = 200;
  service_account_ = json::Value("nonsense");
  recent_ = service_account_;
  EXPECT_FALSE(admit(pod()).find("patch"));

  // Somebody else answers at its address.
  connect(crypto::make_authority("another", base::SystemClock().now())->certificate_pem);
  EXPECT_NE(refused().find("cannot tell"), std::string::npos);
  connect(authority_.certificate_pem);
  server_->stop(base::Deadline::in(std::chrono::seconds(1)));
  EXPECT_NE(refused().find("cannot tell"), std::string::npos);
}

}  // namespace
}  // namespace account::testing
