// What a good token gives: the claims that STS takes over.
#include "identity/web_identity.h"

#include <gmock/gmock.h>

#include "base/manual_clock.h"
#include "base/seeded_random.h"
#include "identity/issuer.h"
#include "identity/testing/fake_issuer.h"

namespace identity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

testing::FakeIssuer& issuer() {
  static testing::FakeIssuer made;
  return made;
}

TokenResult<WebIdentity> verify(const std::string& token, std::string key_set,
                                base::Time now = testing::kNow) {
  issuer().behave(nullptr, std::move(key_set));
  base::ManualClock clock(now);
  KeyCache cache(issuer().options(), clock);
  Provider provider{"", testing::kIssuer, {"sts.amazonaws.com"}, {}};
  return verify_web_identity(
      token, [&](const std::string&) { return std::optional(provider); }, cache, now,
      base::Deadline::in(std::chrono::seconds(5)));
}

TokenResult<WebIdentity> verify_claims(json::Object claims) {
  return verify(testing::forge(json::Object{{"claims", std::move(claims)}}),
                testing::key_set(json::Array{"rsa"}));
}

constexpr const char* kTags = "https://aws.amazon.com/tags";

TEST(WebIdentity, of_our_own_issuer) {
  IssuerKeys keys;
  ASSERT_TRUE(*rotate(keys, testing::kNow));
  base::SeededRandom random(1);
  TokenRequest request{testing::kIssuer,      "z1-production",      "debian", "uid",
                       {"sts.amazonaws.com"}, std::chrono::hours(1)};
  std::string token = *issue_token(keys, request, testing::kNow, random);
  auto identity = verify(token, json::dump(jwks_document(keys)));
  ASSERT_TRUE(identity) << identity.error().message;
  EXPECT_EQ(identity->issuer, testing::kIssuer);
  EXPECT_EQ("https://" + identity->issuer_key, testing::kIssuer);
  EXPECT_EQ(identity->subject, "system:serviceaccount:z1-production:debian");
  EXPECT_EQ(identity->audience, "sts.amazonaws.com");
  EXPECT_EQ(identity->original_audience, std::nullopt);
  EXPECT_EQ(identity->source_identity, std::nullopt);
  EXPECT_THAT(identity->amr, IsEmpty());
  EXPECT_THAT(identity->tags, IsEmpty());
}

TEST(WebIdentity, after_the_issuer_has_rotated_its_keys) {
  IssuerKeys keys;
  ASSERT_TRUE(*rotate(keys, testing::kNow));
  base::SeededRandom random(1);
  TokenRequest request{testing::kIssuer, "ns", "sa", "uid", {"sts.amazonaws.com"}, std::chrono::hours(24)};
  std::string token = *issue_token(keys, request, testing::kNow, random);
  base::Time later = testing::kNow + std::chrono::hours(23);
  ASSERT_TRUE(*rotate(keys, later, true));
  EXPECT_TRUE(verify(token, json::dump(jwks_document(keys)), later));
}

TEST(WebIdentity, takes_azp_for_the_audience) {
  auto identity = verify_claims({{"aud", "backend"}, {"azp", "sts.amazonaws.com"}});
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->audience, "sts.amazonaws.com");
  EXPECT_EQ(identity->original_audience, "backend");
}

TEST(WebIdentity, has_amr_and_source_identity) {
  auto identity = verify_claims({{"amr", json::Array{"authenticated", "mfa"}},
                                 {"https://aws.amazon.com/source_identity", "jane@acme"}});
  ASSERT_TRUE(identity);
  EXPECT_THAT(identity->amr, ElementsAre("authenticated", "mfa"));
  EXPECT_EQ(identity->source_identity, "jane@acme");
}

TEST(WebIdentity, has_tags_in_both_forms) {
  auto nested =
      verify_claims({{kTags, json::Object{{"principal_tags", json::Object{{"Team", json::Array{"blue"}}}},
                                          {"transitive_tag_keys", json::Array{"Team"}}}}});
  ASSERT_TRUE(nested) << nested.error().message;
  EXPECT_THAT(nested->tags, ElementsAre(Pair("Team", "blue")));
  EXPECT_THAT(nested->transitive_tag_keys, ElementsAre("Team"));
  auto flat = verify_claims({{"https://aws.amazon.com/tags/principal_tags/Team", "blue"},
                             {"https://aws.amazon.com/tags/transitive_tag_keys", json::Array{"Team"}}});
  ASSERT_TRUE(flat) << flat.error().message;
  EXPECT_THAT(flat->tags, ElementsAre(Pair("Team", "blue")));
  EXPECT_THAT(flat->transitive_tag_keys, ElementsAre("Team"));
}

TEST(WebIdentity, is_refused_with_claims_of_another_shape) {
  auto tags = [](json::Object principal) {
    return json::Object{{kTags, json::Object{{"principal_tags", std::move(principal)}}}};
  };
  json::Object many;
  for (int i = 0; i < 51; ++i) many.set(fmt::format("k{}", i), json::Array{"v"});
  for (const json::Object& claims :
       {json::Object{{"amr", "mfa"}}, json::Object{{"amr", json::Array{1}}}, json::Object{{kTags, "x"}},
        json::Object{{kTags, json::Array{}}}, json::Object{{kTags, json::Object{{"principal_tags", "x"}}}},
        json::Object{{kTags, json::Object{{"transitive_tag_keys", "x"}}}}, tags({{"a", "b"}}),
        tags({{"a", json::Array{"b", "c"}}}), tags({{"a", json::Array{1}}}), tags({{"", json::Array{"b"}}}),
        tags({{"aws:a", json::Array{"b"}}}), tags({{"AWS:a", json::Array{"b"}}}),
        tags({{"a", json::Array{std::string(257, 'v')}}}), tags({{std::string(129, 'k'), json::Array{"v"}}}),
        tags(many), json::Object{{"https://aws.amazon.com/tags/principal_tags/a", json::Array{"b"}}},
        json::Object{{"https://aws.amazon.com/source_identity", "x"}},
        json::Object{{"https://aws.amazon.com/source_identity", "a b"}},
        json::Object{{"https://aws.amazon.com/source_identity", 7}}}) {
    auto identity = verify_claims(claims);
    ASSERT_FALSE(identity) << json::dump(claims);
    EXPECT_EQ(identity.error().code, TokenErrorCode::invalid_identity_token) << json::dump(claims);
  }
  EXPECT_TRUE(verify_claims(tags({{std::string(128, 'k'), json::Array{std::string(256, 'v')}}})));
}

TEST(TokenError, has_the_names_of_sts) {
  EXPECT_EQ(token_error_name(TokenErrorCode::invalid_identity_token), "InvalidIdentityToken");
  EXPECT_EQ(token_error_name(TokenErrorCode::expired_token), "ExpiredTokenException");
  EXPECT_EQ(token_error_name(TokenErrorCode::rejected_claim), "IDPRejectedClaim");
  EXPECT_EQ(token_error_name(TokenErrorCode::idp_communication_error), "IDPCommunicationError");
}

}  // namespace
}  // namespace identity
