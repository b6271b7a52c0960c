#include "identity/issuer.h"

#include <gtest/gtest.h>

#include "base/seeded_random.h"

namespace identity {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const base::Time kStart = base::from_seconds(1'800'000'000);
const std::string kIssuer = "https://oidc.eks.eu-west-3.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";

std::vector<std::string> kids(const IssuerKeys& keys) {
  std::vector<std::string> list;
  for (const IssuerKey& key : keys.keys) list.push_back(key.kid);
  return list;
}

TokenRequest request_for(seconds life) {
  return {kIssuer, "z1a2b3c4d-production", "debian", "uid-1", {"sts.amazonaws.com"}, life};
}

TEST(Rotate, makes_the_first_key_and_keeps_it_a_week) {
  IssuerKeys keys;
  EXPECT_TRUE(*rotate(keys, kStart));
  ASSERT_EQ(keys.keys.size(), 1u);
  EXPECT_EQ(keys.keys[0].kid, keys.keys[0].key.public_key().key_id());
  EXPECT_FALSE(*rotate(keys, kStart));
  EXPECT_FALSE(*rotate(keys, kStart + kKeyLife));
  EXPECT_EQ(keys.keys.size(), 1u);
}

TEST(Rotate, takes_a_key_made_ahead_and_never_one_twice) {
  SpareKey spare;
  IssuerKeys keys, others;
  EXPECT_TRUE(*rotate(keys, kStart, spare));  // made now: nothing was made ahead
  spare.prepare();
  EXPECT_FALSE(*rotate(keys, kStart + kKeyLife, spare));
  EXPECT_TRUE(*rotate(keys, kStart + kKeyLife + seconds(1), spare));
  EXPECT_TRUE(*rotate(others, kStart, spare));
  EXPECT_EQ(keys.keys.size(), 2u);
  EXPECT_NE(keys.keys[0].kid, keys.keys[1].kid);
  EXPECT_NE(keys.keys[0].kid, others.keys[0].kid);
}

TEST(Rotate, publishes_an_old_key_until_its_last_token_has_expired) {
  IssuerKeys keys;
  ASSERT_TRUE(*rotate(keys, kStart));
  std::string first = keys.keys[0].kid;
  base::Time second_week = kStart + kKeyLife + seconds(1);
  EXPECT_TRUE(*rotate(keys, second_week));
  EXPECT_EQ(kids(keys), (std::vector<std::string>{keys.keys[0].kid, first}));
  EXPECT_NE(keys.keys[0].kid, first);
  EXPECT_FALSE(*rotate(keys, second_week + kHandover + kMaxTokenLife));
  EXPECT_EQ(keys.keys.size(), 2u);
  EXPECT_TRUE(*rotate(keys, second_week + kHandover + kMaxTokenLife + seconds(1)));
  EXPECT_EQ(kids(keys).size(), 1u);
}

TEST(Rotate, at_any_moment_if_forced) {
  IssuerKeys keys;
  ASSERT_TRUE(*rotate(keys, kStart));
  EXPECT_TRUE(*rotate(keys, kStart + minutes(1), true));
  EXPECT_TRUE(*rotate(keys, kStart + minutes(2), true));
  EXPECT_EQ(keys.keys.size(), 3u);
}

TEST(IssuerKeys, survive_json) {
  IssuerKeys keys;
  ASSERT_TRUE(*rotate(keys, kStart));
  ASSERT_TRUE(*rotate(keys, kStart + hours(1), true));
  IssuerKeys again = *IssuerKeys::from_json(*json::parse(json::dump(keys.to_json())));
  EXPECT_EQ(kids(again), kids(keys));
  EXPECT_EQ(again.keys[1].created, keys.keys[1].created);
}

// A data directory of an older version: what its key signed stays good under its name, and a new one signs.
TEST(IssuerKeys, keep_the_name_of_a_key_that_was_made_before_kube_apiservers_names) {
  IssuerKeys keys;
  ASSERT_TRUE(*rotate(keys, kStart));
  std::string old = keys.keys[0].key.public_key().thumbprint();
  keys.keys[0].kid = old;
  IssuerKeys again = *IssuerKeys::from_json(keys.to_json());
  EXPECT_TRUE(*rotate(again, kStart + minutes(1)));
  EXPECT_EQ(kids(again), (std::vector<std::string>{again.keys[0].key.public_key().key_id(), old}));
  EXPECT_FALSE(*rotate(again, kStart + minutes(2)));
}

TEST(IssuerKeys, refuse_a_key_under_another_name) {
  IssuerKeys keys;
  ASSERT_TRUE(*rotate(keys, kStart));
  keys.keys[0].kid = "other";
  EXPECT_FALSE(IssuerKeys::from_json(keys.to_json()));
  EXPECT_FALSE(IssuerKeys::from_json(json::Object{}));
}

TEST(Documents, name_the_issuer_and_hold_no_private_part) {
  IssuerKeys keys;
  ASSERT_TRUE(*rotate(keys, kStart));
  json::Value discovery = discovery_document(kIssuer);
  EXPECT_EQ(discovery.string_or("issuer", ""), kIssuer);
  EXPECT_EQ(discovery.string_or("jwks_uri", ""), kIssuer + "/keys");
  crypto::Jwks jwks = *crypto::parse_jwks(json::dump(jwks_document(keys)));  // refuses private members
  ASSERT_EQ(jwks.keys.size(), 1u);
  EXPECT_EQ(jwks.keys[0].kid, keys.keys[0].kid);
}

TEST(Token, is_what_the_api_server_makes) {
  IssuerKeys keys;
  ASSERT_TRUE(*rotate(keys, kStart));
  base::SeededRandom random(1);
  std::string token = *issue_token(keys, request_for(hours(1)), kStart + base::Milliseconds(900), random);
  crypto::Jwt jwt = *crypto::parse_jwt(token);
  EXPECT_EQ(jwt.kid, keys.keys[0].kid);
  std::string jti(jwt.claims.string_or("jti", ""));
  EXPECT_EQ(
      json::dump(jwt.claims),
      R"({"aud":["sts.amazonaws.com"],"exp":1800003600,"iat":1800000000,"iss":")" + kIssuer + R"(","jti":")" +
          jti +
          R"(","kubernetes.io":{"namespace":"z1a2b3c4d-production","serviceaccount":{"name":"debian",)"
          R"("uid":"uid-1"}},"nbf":1800000000,"sub":"system:serviceaccount:z1a2b3c4d-production:debian"})");
  EXPECT_EQ(jti.size(), 36u);
  crypto::Jwks jwks = *crypto::parse_jwks(json::dump(jwks_document(keys)));
  EXPECT_EQ(crypto::check_signature(jwt, jwks), crypto::SignatureCheck::valid);
}

TEST(Token, lives_between_ten_minutes_and_a_day) {
  IssuerKeys keys;
  ASSERT_TRUE(*rotate(keys, kStart));
  base::SeededRandom random(1);
  auto life = [&](seconds asked) {
    crypto::Jwt jwt = *crypto::parse_jwt(*issue_token(keys, request_for(asked), kStart, random));
    return jwt.claims.int_or("exp", 0) - jwt.claims.int_or("iat", 0);
  };
  EXPECT_EQ(life(seconds(1)), 600);
  EXPECT_EQ(life(seconds(600)), 600);
  EXPECT_EQ(life(hours(24)), 86400);
  EXPECT_EQ(life(hours(25)), 86400);
}

TEST(Token, needs_a_key_an_audience_and_a_subject) {
  IssuerKeys keys;
  base::SeededRandom random(1);
  EXPECT_FALSE(issue_token(keys, request_for(hours(1)), kStart, random));
  ASSERT_TRUE(*rotate(keys, kStart));
  TokenRequest request = request_for(hours(1));
  request.audiences.clear();
  EXPECT_FALSE(issue_token(keys, request, kStart, random));
  request = request_for(hours(1));
  request.service_account.clear();
  EXPECT_FALSE(issue_token(keys, request, kStart, random));
}

}  // namespace
}  // namespace identity
