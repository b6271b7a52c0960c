// A real control plane behind a cluster: what it tells the account, what others see of it, and what outlives a stop.
#include "services/eks/control_plane.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/key.h"
#include "services/eks/cluster_endpoint.h"
#include "services/testing/cluster.h"

namespace account::testing {
namespace {

using json::Array;
using json::Object;

class ControlPlane : public ::testing::Test {
 protected:
  ControlPlane() { make_cluster(account_, account_.root(), "dev"); }

  int put(const json::Value& plane) { return steer("PUT", "control-plane", plane); }
  int steer(const std::string& method, const std::string& thing, const json::Value& body = Object{},
            const std::string& name = "dev") {
    return steer_cluster(account_, method, name, thing, body, &answer_);
  }
  // The member of DescribeCluster's answer, or the error's code.
  std::string seen(std::string_view member) {
    auto output = account_.call(account_.root(), "eks", "DescribeCluster", Object{{"name", "dev"}});
    if (!output) return output.error().code;
    const json::Value* value = output->find("cluster")->find(member);
    return value ? value->is_string() ? value->as_string() : json::dump(*value) : "absent";
  }

  EmbeddedAccount account_;
  json::Value answer_;
};

TEST_F(ControlPlane, is_what_describe_cluster_tells) {
  std::string issuer = seen("identity");
  EXPECT_EQ(put(Object{{"status", "CREATING"}, {"version", "1.32"}}), 200);
  EXPECT_EQ(seen("status"), "CREATING");
  EXPECT_EQ(seen("endpoint"), "absent");
  EXPECT_EQ(seen("certificateAuthority"), "absent");
  EXPECT_EQ(put(working_control_plane()), 200);
  EXPECT_EQ(seen("status"), "ACTIVE");
  EXPECT_EQ(seen("endpoint"), "https://10.89.78.1:6443");
  EXPECT_EQ(seen("certificateAuthority"),
            R"({"data":")" + base::base64("-----BEGIN CERTIFICATE-----") + R"("})");
  EXPECT_EQ(seen("version"), "1.32");
  EXPECT_NE(seen("kubernetesNetworkConfig").find(R"("serviceIpv4Cidr":"10.89.78.0/25")"), std::string::npos);
  EXPECT_EQ(seen("identity"), issuer);
  EXPECT_EQ(put(Object{{"status", "DELETING"}}), 200);
  EXPECT_EQ(seen("status"), "DELETING");
  EXPECT_EQ(seen("endpoint"), "https://10.89.78.1:6443");  // what a PUT leaves out stays
}

// It says itself when it works; changes and the deletion take the time that they take on AWS.
TEST_F(ControlPlane, works_when_it_says_so_at_any_speed) {
  account_.must(account_.root(), "eks", "DeleteCluster", Object{{"name", "dev"}});
  account_.facilities().speed = Speed::real();
  make_cluster(account_, account_.root(), "dev");
  EXPECT_EQ(seen("status"), "CREATING");
  EXPECT_EQ(put(working_control_plane()), 200);
  EXPECT_EQ(seen("status"), "ACTIVE");
  EXPECT_EQ(seen("endpoint"), "https://10.89.78.1:6443");
  auto version = account_.call(account_.root(), "eks", "UpdateClusterVersion",
                               Object{{"name", "dev"}, {"version", "1.33"}});
  EXPECT_FALSE(version);
  account_.must(account_.root(), "eks", "UpdateClusterConfig",
                Object{{"name", "dev"}, {"accessConfig", Object{{"authenticationMode", "API"}}}});
  EXPECT_EQ(seen("status"), "UPDATING");
  account_.clock.advance(std::chrono::seconds(180));
  EXPECT_EQ(seen("status"), "ACTIVE");
  account_.must(account_.root(), "eks", "DeleteCluster", Object{{"name", "dev"}});
  EXPECT_EQ(seen("status"), "DELETING");
  EXPECT_EQ(steer("GET", "control-plane"), 200);
  account_.clock.advance(std::chrono::seconds(180));
  EXPECT_EQ(seen("status"), "ResourceNotFoundException");
  EXPECT_EQ(steer("GET", "control-plane"), 404);
}

// Whoever stops it while the cluster is being deleted, and makes another of that name, keeps the other.
TEST_F(ControlPlane, of_a_name_made_anew_is_not_erased_with_the_former) {
  account_.facilities().speed = Speed::real();
  EXPECT_EQ(put(working_control_plane()), 200);
  account_.must(account_.root(), "eks", "DeleteCluster", Object{{"name", "dev"}});
  EXPECT_EQ(steer("DELETE", "control-plane"), 200);
  make_cluster(account_, account_.root(), "dev");
  account_.clock.advance(std::chrono::seconds(180));
  EXPECT_EQ(seen("status"), "CREATING");
}

TEST_F(ControlPlane, is_refused_where_it_cannot_be_right) {
  Object good = working_control_plane();
  auto with = [&](const char* member, json::Value value) {
    Object plane = good;
    plane.set(member, std::move(value));
    return put(plane);
  };
  EXPECT_EQ(with("status", "WORKING"), 400);
  EXPECT_EQ(with("status", nullptr), 400);
  EXPECT_EQ(with("endpoint", "http://10.89.78.1:6443"), 400);
  EXPECT_EQ(with("endpoint", "10.89.78.1"), 400);
  EXPECT_EQ(with("podEndpoint", "ftp://10.89.78.1"), 400);
  EXPECT_EQ(with("webhookToken", "short"), 400);
  EXPECT_EQ(with("apiToken", 7), 400);
  EXPECT_EQ(with("endpoint", ""), 400);  // ACTIVE, but nowhere
  EXPECT_EQ(put(Array{}), 400);
  EXPECT_EQ(steer("PUT", "control-plane", good, "none"), 404);
  EXPECT_EQ(steer("PUT", "everything", good), 404);
  EXPECT_EQ(steer("POST", "control-plane", good), 404);
  EXPECT_EQ(seen("status"), "ACTIVE");  // as before: the account's own
  EXPECT_NE(seen("endpoint"), "absent");
}

TEST_F(ControlPlane, learns_the_keys_of_the_issuer) {
  ASSERT_EQ(steer("GET", "control-plane"), 200);  // before the first PUT, too
  std::string first(answer_.string_or("signingKey", ""));
  auto key = crypto::PrivateKey::from_pem(base::Secret(first));
  ASSERT_TRUE(key);
  EXPECT_EQ(*answer_.find("verifyingKeys"), json::Value(Array{key->public_key().to_pem()}));
  std::string id(answer_.string_or("id", ""));
  EXPECT_EQ(answer_.string_or("issuer", ""), "https://oidc.eks.eu-west-3.amazonaws.com/id/" + id);
  auto due = base::parse_iso8601(answer_.string_or("keysRotateAt", ""));
  ASSERT_TRUE(due);

  account_.clock.set(*due - base::Milliseconds(1));
  ASSERT_EQ(steer("GET", "control-plane"), 200);
  EXPECT_EQ(answer_.string_or("signingKey", ""), first);
  account_.clock.set(*due);
  ASSERT_EQ(steer("GET", "control-plane"), 200);
  EXPECT_NE(answer_.string_or("signingKey", ""), first);
  EXPECT_EQ(answer_.find("verifyingKeys")->as_array().size(), 2u);
}

TEST_F(ControlPlane, gives_the_issuer_a_new_key_on_demand) {
  ASSERT_EQ(steer("GET", "control-plane"), 200);
  json::Value before = answer_;
  ASSERT_EQ(steer("POST", "keys"), 200);
  ASSERT_EQ(steer("GET", "control-plane"), 200);
  EXPECT_NE(answer_.string_or("signingKey", ""), before.string_or("signingKey", ""));
  const Array& keys = answer_.find("verifyingKeys")->as_array();
  ASSERT_EQ(keys.size(), 2u);  // what the old one has signed stays good
  EXPECT_EQ(keys[1], before.find("verifyingKeys")->as_array()[0]);
  EXPECT_EQ(steer("POST", "keys", Object{}, "other"), 404);
}

TEST_F(ControlPlane, stops_and_is_the_same_cluster_when_it_starts_again) {
  ASSERT_EQ(put(working_control_plane()), 200);
  ASSERT_EQ(steer("GET", "control-plane"), 200);
  json::Value before = answer_;
  EXPECT_EQ(steer("DELETE", "control-plane"), 200);
  EXPECT_EQ(seen("status"), "ResourceNotFoundException");
  EXPECT_TRUE(
      account_.must(account_.root(), "eks", "ListClusters", Object{}).find("clusters")->as_array().empty());
  EXPECT_FALSE(account_.call(account_.root(), "eks", "DeleteCluster", Object{{"name", "dev"}}));
  ASSERT_EQ(steer("GET", "control-plane"), 200);
  EXPECT_EQ(answer_.string_or("status", ""), "STOPPED");
  EXPECT_EQ(answer_.string_or("signingKey", ""), before.string_or("signingKey", "?"));

  EXPECT_EQ(put(Object{{"status", "CREATING"}}), 200);
  EXPECT_EQ(seen("endpoint"), "absent");  // the old one answers no more
  EXPECT_EQ(put(working_control_plane("https://10.89.79.1:6443")), 200);
  ASSERT_EQ(steer("GET", "control-plane"), 200);
  EXPECT_EQ(answer_.string_or("id", ""), before.string_or("id", "?"));
  EXPECT_EQ(seen("endpoint"), "https://10.89.79.1:6443");
}

TEST_F(ControlPlane, is_forgotten_on_demand_and_by_a_new_cluster_of_its_name) {
  ASSERT_EQ(put(working_control_plane()), 200);
  ASSERT_EQ(steer("GET", "control-plane"), 200);
  std::string id(answer_.string_or("id", ""));
  ASSERT_EQ(steer("DELETE", "control-plane"), 200);
  make_cluster(account_, account_.root(), "dev");
  ASSERT_EQ(steer("GET", "control-plane"), 200);
  EXPECT_NE(answer_.string_or("id", ""), id);
  EXPECT_EQ(seen("status"), "ACTIVE");

  EXPECT_EQ(steer("DELETE", "control-plane?forget=true"), 200);
  EXPECT_EQ(steer("GET", "control-plane"), 404);
  EXPECT_EQ(steer("DELETE", "control-plane"), 404);
  EXPECT_EQ(seen("status"), "ResourceNotFoundException");
}

TEST_F(ControlPlane, takes_the_place_of_the_api_in_small) {
  auto enter = [&] {
    net::Request request;
    request.method = "GET";
    request.path =
        std::string(eks::kClusterPath) + std::string(answer_.string_or("id", "")) + "/api/v1/namespaces";
    request.headers = {{"Authorization", "Bearer " + cluster_token(account_, account_.root(), "dev")}};
    request.body = std::make_shared<net::StringBody>("");
    return eks::answer_cluster(request, account_.gateway(), account_.facilities()).status;
  };
  ASSERT_EQ(steer("GET", "control-plane"), 200);
  json::Value known = answer_;
  EXPECT_EQ(enter(), 200);
  ASSERT_EQ(put(working_control_plane()), 200);
  answer_ = known;
  EXPECT_EQ(enter(), 404);
}

TEST_F(ControlPlane, keeps_its_secrets_sealed) {
  ASSERT_EQ(put(working_control_plane()), 200);
  auto transaction = std::move(*account_.store().begin());
  std::string kept = json::dump(*State(*transaction, kFirst, kRegion).get("eks.cluster", "dev"));
  EXPECT_EQ(kept.find(kWebhookToken), std::string::npos);
  EXPECT_EQ(kept.find(kApiToken), std::string::npos);
}

TEST_F(ControlPlane, tells_what_its_aws_auth_says) {
  EXPECT_EQ(steer("PUT", "aws-auth", Object{{"mapRoles", "- rolearn: x"}}), 200);
  EXPECT_EQ(steer("PUT", "aws-auth", Object{{"mapRoles", 7}}), 400);
  EXPECT_EQ(steer("PUT", "aws-auth", Object{}, "none"), 404);
}

}  // namespace
}  // namespace account::testing
