#include "crypto/jwt.h"

#include <gmock/gmock.h>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace crypto {
namespace {

using ::testing::HasSubstr;

const json::Value kClaims = json::Object{{"sub", "system:serviceaccount:z1:app"}};

PrivateKey new_key(Algorithm algorithm) {
  return *PrivateKey::generate(algorithm);
}
Jwks set_of(std::vector<Jwks::Key> keys) {
  return {std::move(keys)};
}
std::string token_of(std::string_view header, std::string_view payload, std::string_view signature = "x") {
  return base::base64url(header) + "." + base::base64url(payload) + "." + base::base64url(signature);
}
SignatureCheck check(const std::string& token, const Jwks& jwks) {
  auto jwt = parse_jwt(token);
  EXPECT_TRUE(jwt.has_value());
  return check_signature(*jwt, jwks);
}
std::string reason(const std::string& token) {
  auto jwt = parse_jwt(token);
  return jwt ? "accepted" : jwt.error().message;
}

// The examples of RFC 7515 sign a payload with line breaks.
constexpr std::string_view kPayload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

// RFC 7515 appendix A.2.
TEST(Rfc7515, verifies_rs256) {
  Jwks jwks = *parse_jwks(
      R"({"keys":[{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}]})");
  std::string text =
      "eyJhbGciOiJSUzI1NiJ9." + std::string(kPayload) +
      ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
      "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
      "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
      "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_"
      "IoypGlUPQGe77Rw";
  EXPECT_EQ(check(text, jwks), SignatureCheck::valid);
  EXPECT_EQ(parse_jwt(text)->claims.string_or("iss", ""), "joe");
  text[text.size() - 10] = text[text.size() - 10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(check(text, jwks), SignatureCheck::invalid);
}

// RFC 7515 appendix A.3.
TEST(Rfc7515, verifies_es256) {
  Jwks jwks = *parse_jwks(
      R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})");
  std::string text =
      "eyJhbGciOiJFUzI1NiJ9." + std::string(kPayload) +
      ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  EXPECT_EQ(check(text, jwks), SignatureCheck::valid);
  text[text.size() - 10] = text[text.size() - 10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(check(text, jwks), SignatureCheck::invalid);
}

// RFC 7515 appendix A.5, and A.1, whose algorithm is symmetric.
TEST(Rfc7515, refuses_none_and_hs256) {
  EXPECT_FALSE(parse_jwt("eyJhbGciOiJub25lIn0." + std::string(kPayload) + "."));
  EXPECT_FALSE(parse_jwt("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + std::string(kPayload) +
                         ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
}

// RFC 7515 appendix E.
TEST(Rfc7515, refuses_critical_extensions) {
  EXPECT_THAT(reason("eyJhbGciOiJub25lIiwNCiAiY3JpdCI6WyJodHRwOi8vZXhhbXBsZS5jb20vVU5ERUZJTkVEIl0sDQogImh0dHA"
                     "6Ly9leGFtcGxl"
                     "LmNvbS9VTkRFRklORUQiOnRydWUNCn0.RkFJTA."),
              HasSubstr("`crit`"));
}

TEST(Jwt, is_signed_and_read_again) {
  for (Algorithm algorithm : {Algorithm::rs256, Algorithm::rs384, Algorithm::rs512, Algorithm::es256,
                              Algorithm::es384, Algorithm::es512}) {
    PrivateKey key = new_key(algorithm);
    Jwt jwt = *parse_jwt(*sign_jwt(key, algorithm, "k1", kClaims));
    EXPECT_EQ(jwt.algorithm, algorithm);
    EXPECT_EQ(jwt.kid, "k1");
    EXPECT_EQ(jwt.claims, kClaims);
    EXPECT_EQ(check_signature(jwt, set_of({{"k1", algorithm, key.public_key()}})), SignatureCheck::valid);
    EXPECT_EQ(check_signature(jwt, set_of({{"k1", algorithm, new_key(algorithm).public_key()}})),
              SignatureCheck::invalid);
    EXPECT_EQ(check_signature(jwt, set_of({{"k2", algorithm, key.public_key()}})),
              SignatureCheck::unknown_key);
  }
}

TEST(Jwt, refuses_any_other_form) {
  const std::string header = R"({"alg":"ES256"})";
  ASSERT_EQ(reason(token_of(header, "{}")), "accepted");
  for (const std::string& token :
       {std::string(),
        std::string("."),
        std::string(".."),
        std::string("a.b"),
        token_of(header, "{}") + ".e30",
        token_of("[]", "{}"),
        token_of(header, "[]"),
        token_of(header, "{}x"),
        token_of(header, "\xEF\xBB\xBF{}"),
        token_of(header, "{\"a\":\"\xFF\"}"),
        token_of(R"({"alg":"ES256","alg":"ES256"})", "{}"),
        token_of(R"({"alg":"ES256","\u0061lg":"RS256"})", "{}"),
        token_of(header, R"({"sub":"a","\u0073ub":"b"})"),
        token_of(R"({"alg":["ES256"]})", "{}"),
        token_of(R"({})", "{}"),
        token_of(R"({"alg":"ES256","kid":1})", "{}"),
        token_of(R"({"alg":"ES256","b64":false})", "{}"),
        token_of(R"({"alg":"ES256","b64":true})", "{}"),
        token_of(R"({"alg":"ES256","crit":[]})", "{}"),
        token_of(header, "{}", ""),
        token_of(header, "{}") + "=",
        " " + token_of(header, "{}"),
        token_of(header, "{}") + "\n",
        token_of(header, "{\"a\":" + std::string(200, '[') + std::string(200, ']') + "}"),
        token_of(header, "{\"a\":\"" + std::string(kMaxTokenSize, 'a') + "\"}"),
        std::string(R"({"payload":"e30","signatures":[]})")}) {
    auto jwt = parse_jwt(token);
    ASSERT_FALSE(jwt) << token;
    EXPECT_EQ(jwt.error().kind, base::ErrorKind::invalid);
    EXPECT_TRUE(token.size() < 12 || jwt.error().message.find(token.substr(0, 12)) == std::string::npos);
  }
}

// eyJ..Q and eyJ..R decode to the same bytes if the trailing bits are not looked at.
TEST(Jwt, refuses_base64url_that_is_not_canonical) {
  std::string good = token_of(R"({"alg":"ES256"})", R"({"a":1})", "x");
  ASSERT_TRUE(good.ends_with("eA"));
  EXPECT_TRUE(parse_jwt(good));
  good.back() = 'B';
  EXPECT_FALSE(parse_jwt(good));
}

TEST(CheckSignature, binds_the_algorithm_to_the_key) {
  PrivateKey rsa = new_key(Algorithm::rs256);
  PrivateKey ec = new_key(Algorithm::es256);
  std::string token = *sign_jwt(rsa, Algorithm::rs384, "k", kClaims);
  EXPECT_EQ(check(token, set_of({{"k", std::nullopt, rsa.public_key()}})), SignatureCheck::valid);
  EXPECT_EQ(check(token, set_of({{"k", Algorithm::rs384, rsa.public_key()}})), SignatureCheck::valid);
  EXPECT_EQ(check(token, set_of({{"k", Algorithm::rs256, rsa.public_key()}})), SignatureCheck::invalid);
  EXPECT_EQ(check(token, set_of({{"k", std::nullopt, ec.public_key()}})), SignatureCheck::invalid);
}

// The classic: the public key's text as an HMAC secret.
TEST(CheckSignature, is_not_confused_by_hmac_with_the_public_key) {
  PublicKey key = new_key(Algorithm::rs256).public_key();
  std::string text =
      base::base64url(R"({"alg":"HS256","kid":"k"})") + "." + base::base64url(json::dump(kClaims));
  std::string token = text + "." + base::base64url(hmac_sha256(json::dump(key.to_jwk()), text));
  EXPECT_THAT(reason(token), HasSubstr("`alg`"));
  std::string renamed = base::base64url(R"({"alg":"RS256","kid":"k"})") + token.substr(token.find('.'));
  EXPECT_EQ(check(renamed, set_of({{"k", std::nullopt, key}})), SignatureCheck::invalid);
}

TEST(CheckSignature, without_kid_needs_exactly_one_key_that_fits) {
  PrivateKey key = new_key(Algorithm::es256);
  PublicKey own = key.public_key();
  PublicKey other = new_key(Algorithm::es256).public_key();
  PublicKey wider = new_key(Algorithm::es384).public_key();
  std::string token = *sign_jwt(key, Algorithm::es256, "", kClaims);
  EXPECT_EQ(check(token, set_of({{"a", std::nullopt, own}})), SignatureCheck::valid);
  EXPECT_EQ(check(token, set_of({{"a", std::nullopt, own}, {"b", std::nullopt, wider}})),
            SignatureCheck::valid);
  EXPECT_EQ(check(token, set_of({{"a", std::nullopt, own}, {"", std::nullopt, own}})), SignatureCheck::valid);
  EXPECT_EQ(check(token, set_of({{"a", std::nullopt, own}, {"b", std::nullopt, other}})),
            SignatureCheck::unknown_key);
  EXPECT_EQ(check(token, set_of({{"a", Algorithm::es384, own}})), SignatureCheck::unknown_key);
  EXPECT_EQ(check(token, set_of({})), SignatureCheck::unknown_key);
}

std::string key_text(std::string_view more) {
  return R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
         R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")" +
         std::string(more) + "}";
}
std::string set_text(const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : ",") + key;
  return R"({"keys":[)" + text + "]}";
}

TEST(Jwks, survives_json) {
  Jwks jwks = set_of({{"a", Algorithm::rs256, new_key(Algorithm::rs256).public_key()},
                      {"b", std::nullopt, new_key(Algorithm::es384).public_key()}});
  Jwks again = *parse_jwks(json::dump(to_json(jwks)));
  EXPECT_EQ(to_json(again), to_json(jwks));
  EXPECT_EQ(again.keys[0].algorithm, Algorithm::rs256);
  EXPECT_EQ(again.keys[1].kid, "b");
}

TEST(Jwks, refuses_a_set_that_cannot_be_trusted) {
  for (const std::string& text :
       {std::string("[]"), std::string("{}"), std::string(R"({"keys":{}})"), std::string(R"({"keys":[1]})"),
        std::string("{"), set_text({key_text(""), key_text(R"(,"d":"AQ")")}),
        set_text({key_text(""), R"({"kty":"oct","k":"c2VjcmV0"})"}), set_text({key_text(R"(,"kid":7)")}),
        set_text({key_text(R"(,"kid":"a")"), key_text(R"(,"kid":"a")")}),
        set_text({key_text(R"(,"kid":"a")"), R"({"kty":"OKP","kid":"a"})"}),
        set_text(std::vector<std::string>(101, key_text("")))}) {
    EXPECT_FALSE(parse_jwks(text)) << text.substr(0, 100);
  }
  EXPECT_TRUE(parse_jwks(set_text(std::vector<std::string>(100, key_text("")))));
}

TEST(Jwks, skips_keys_that_are_not_for_it) {
  Jwks jwks =
      *parse_jwks(set_text({key_text(R"(,"kid":"good")"), key_text(R"(,"use":"enc")"),
                            key_text(R"(,"alg":"ECDH-ES")"), R"({"kty":"OKP","crv":"Ed25519","x":"AA"})",
                            R"({"kty":"RSA","n":"AQAB","e":"AQAB"})", R"({"kty":"EC"})", "{}"}));
  ASSERT_EQ(jwks.keys.size(), 1u);
  EXPECT_EQ(jwks.keys[0].kid, "good");
}

}  // namespace
}  // namespace crypto
