#include "crypto/key.h"

#include <gtest/gtest.h>

#include <array>

#include "base/encoding.h"

namespace crypto {
namespace {

constexpr std::array kAlgorithms = {Algorithm::rs256, Algorithm::rs384, Algorithm::rs512,
                                    Algorithm::es256, Algorithm::es384, Algorithm::es512};

json::Value jwk(std::string_view text) {
  auto value = json::parse(text);
  EXPECT_TRUE(value.has_value());
  return *value;
}

json::Value with(json::Value value, std::string_view name, json::Value member) {
  value.as_object().set(name, std::move(member));
  return value;
}
json::Value without(json::Value value, std::string_view name) {
  value.as_object().erase(name);
  return value;
}

json::Value rsa_jwk() {
  return PrivateKey::generate(Algorithm::rs256)->public_key().to_jwk();
}

// The key of RFC 7515 appendix A.3, its public part.
json::Value ec_jwk() {
  return jwk(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                 "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
}

TEST(Algorithm, has_exact_names) {
  for (Algorithm algorithm : kAlgorithms) {
    EXPECT_EQ(algorithm_from_name(algorithm_name(algorithm)), algorithm);
  }
  for (const char* name : {"", "none", "rs256", "HS256", "PS256", "EdDSA", "ES256K", "RS256 "}) {
    EXPECT_FALSE(algorithm_from_name(name)) << name;
  }
}

TEST(Key, signs_and_verifies_with_every_algorithm) {
  for (Algorithm algorithm : kAlgorithms) {
    SCOPED_TRACE(algorithm_name(algorithm));
    PrivateKey key = *PrivateKey::generate(algorithm);
    PublicKey public_key = key.public_key();
    std::string signature = *key.sign(algorithm, "data");
    EXPECT_TRUE(public_key.verify(algorithm, "data", signature));
    EXPECT_FALSE(public_key.verify(algorithm, "Data", signature));
    EXPECT_FALSE(public_key.verify(algorithm, "data", ""));
    EXPECT_FALSE(public_key.verify(algorithm, "data", signature + '\0'));
    EXPECT_FALSE(public_key.verify(algorithm, "data", signature.substr(1)));
    for (Algorithm other : kAlgorithms) {
      EXPECT_EQ(public_key.verify(other, "data", signature), other == algorithm);
    }
  }
}

TEST(Key, refuses_to_sign_with_an_algorithm_that_does_not_fit) {
  EXPECT_FALSE(PrivateKey::generate(Algorithm::es256)->sign(Algorithm::es384, "data"));
  EXPECT_FALSE(PrivateKey::generate(Algorithm::es256)->sign(Algorithm::rs256, "data"));
  EXPECT_FALSE(PrivateKey::generate(Algorithm::rs256)->sign(Algorithm::es256, "data"));
}

TEST(Key, survives_pem) {
  for (Algorithm algorithm : {Algorithm::rs256, Algorithm::es384}) {
    PrivateKey key = *PrivateKey::generate(algorithm);
    PrivateKey again = *PrivateKey::from_pem(key.to_pem());
    EXPECT_TRUE(key.to_pem().reveal().starts_with("-----BEGIN PRIVATE KEY-----\n"));
    EXPECT_EQ(again.public_key().thumbprint(), key.public_key().thumbprint());
    EXPECT_TRUE(key.public_key().verify(algorithm, "data", *again.sign(algorithm, "data")));
  }
}

TEST(Key, shows_its_public_half_as_pem) {
  std::string pem = PrivateKey::generate(Algorithm::rs256)->public_key().to_pem();
  EXPECT_TRUE(pem.starts_with("-----BEGIN PUBLIC KEY-----\n")) << pem;
  EXPECT_TRUE(pem.ends_with("-----END PUBLIC KEY-----\n")) << pem;
}

TEST(Key, says_what_is_wrong_with_a_pem) {
  auto key = PrivateKey::from_pem(base::Secret("not a key"));
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().kind, base::ErrorKind::invalid);
  EXPECT_EQ(key.error().message.find("not a key"), std::string::npos);
}

TEST(Key, refuses_private_keys_that_could_not_be_published) {
  // openssl genpkey -algorithm ed25519
  EXPECT_FALSE(PrivateKey::from_pem(base::Secret(R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
)")));
}

TEST(Jwk, survives_json) {
  for (Algorithm algorithm : kAlgorithms) {
    PublicKey key = PrivateKey::generate(algorithm)->public_key();
    PublicKey again = *PublicKey::from_jwk(key.to_jwk());
    EXPECT_EQ(json::dump(again.to_jwk()), json::dump(key.to_jwk()));
    EXPECT_TRUE(again.fits(algorithm));
  }
}

// RFC 7638 section 3.1.
TEST(Jwk, has_the_thumbprint_of_rfc_7638) {
  json::Value key = jwk(
      R"({"kty": "RSA", "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
      "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"})");
  EXPECT_EQ(PublicKey::from_jwk(key)->thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  // Computed apart, from the DER of RFC 5280's SubjectPublicKeyInfo.
  EXPECT_EQ(PublicKey::from_jwk(key)->key_id(), "rTIyDPbFltiEsFOBulc6uo3dV0m03o9KI6efmondrrI");
}

// RFC 7515 appendix A.4, whose payload is no JSON.
TEST(Jwk, verifies_the_es512_signature_of_rfc_7515) {
  json::Value key = jwk(R"({"kty":"EC","crv":"P-521",
      "x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk",
      "y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"})");
  std::string signature = *base::unbase64url(
      "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_"
      "7XdtAG8GaSwFKdCAPZgoXD2Y"
      "BJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn");
  EXPECT_TRUE(
      PublicKey::from_jwk(key)->verify(Algorithm::es512, "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA", signature));
}

TEST(Jwk, refuses_private_and_symmetric_members) {
  for (const char* name : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    EXPECT_FALSE(PublicKey::from_jwk(with(ec_jwk(), name, "AQAB"))) << name;
  }
  EXPECT_FALSE(PublicKey::from_jwk(jwk(R"({"kty":"oct","k":"c2VjcmV0"})")));
}

TEST(Jwk, refuses_keys_that_are_not_for_verification) {
  EXPECT_TRUE(PublicKey::from_jwk(with(ec_jwk(), "use", "sig")));
  EXPECT_FALSE(PublicKey::from_jwk(with(ec_jwk(), "use", "enc")));
  EXPECT_FALSE(PublicKey::from_jwk(with(ec_jwk(), "use", 1)));
  EXPECT_TRUE(PublicKey::from_jwk(with(ec_jwk(), "key_ops", json::Array{"verify"})));
  EXPECT_FALSE(PublicKey::from_jwk(with(ec_jwk(), "key_ops", json::Array{"encrypt"})));
  EXPECT_FALSE(PublicKey::from_jwk(with(ec_jwk(), "key_ops", json::Array{})));
  EXPECT_FALSE(PublicKey::from_jwk(with(ec_jwk(), "key_ops", "verify")));
}

TEST(Jwk, refuses_rsa_keys_out_of_range) {
  json::Value good = rsa_jwk();
  ASSERT_TRUE(PublicKey::from_jwk(good));
  auto number = [](std::string bytes) { return json::Value(base::base64url(bytes)); };
  std::string n = *base::unbase64url(good.string_or("n", ""));
  std::string even = n;
  even.back() = static_cast<char>(even.back() & 0xFE);

  EXPECT_TRUE(PublicKey::from_jwk(with(good, "n", number('\0' + n))));  // as some libraries write it
  EXPECT_FALSE(PublicKey::from_jwk(with(good, "n", number(n.substr(1)))));
  EXPECT_FALSE(PublicKey::from_jwk(with(good, "n", number(even))));
  EXPECT_FALSE(PublicKey::from_jwk(with(good, "n", number("\xFF" + std::string(1024, '\xFF')))));
  EXPECT_FALSE(PublicKey::from_jwk(with(good, "n", number(std::string(1 << 20, '\xFF')))));
  EXPECT_FALSE(PublicKey::from_jwk(with(good, "n", "")));
  EXPECT_FALSE(PublicKey::from_jwk(without(good, "n")));
  EXPECT_FALSE(PublicKey::from_jwk(with(good, "n", 7)));
  for (const std::string& e : {std::string("\x00", 1), std::string("\x01"), std::string("\x02"),
                               std::string("\x01\x00\x00\x00\x00\x00\x00\x00\x01", 9)}) {
    EXPECT_FALSE(PublicKey::from_jwk(with(good, "e", number(e)))) << base::hex(e);
  }
}

TEST(Jwk, refuses_points_that_are_not_on_the_curve) {
  ASSERT_TRUE(PublicKey::from_jwk(ec_jwk()));
  std::string zero = base::base64url(std::string(32, '\0'));
  EXPECT_FALSE(PublicKey::from_jwk(with(ec_jwk(), "x", zero)));
  EXPECT_FALSE(PublicKey::from_jwk(with(with(ec_jwk(), "x", zero), "y", zero)));
  EXPECT_FALSE(PublicKey::from_jwk(with(ec_jwk(), "y", ec_jwk().string_or("x", ""))));
  EXPECT_FALSE(PublicKey::from_jwk(with(ec_jwk(), "crv", "P-384")));
  EXPECT_FALSE(PublicKey::from_jwk(with(ec_jwk(), "crv", "secp256k1")));
  EXPECT_FALSE(PublicKey::from_jwk(with(ec_jwk(), "kty", "RSA")));
  EXPECT_FALSE(PublicKey::from_jwk(without(ec_jwk(), "y")));
  EXPECT_FALSE(PublicKey::from_jwk(jwk(R"({"kty":"OKP","crv":"Ed25519","x":"AA"})")));
}

TEST(Ecdsa, refuses_zero_and_oversized_numbers_and_der) {
  PrivateKey key = *PrivateKey::generate(Algorithm::es256);
  PublicKey public_key = key.public_key();
  std::string raw = *key.sign(Algorithm::es256, "data");
  ASSERT_TRUE(public_key.verify(Algorithm::es256, "data", raw));
  std::string zero(32, '\0');
  std::string ones(32, '\xFF');
  std::string r = raw.substr(0, 32);
  std::string s = raw.substr(32);
  for (const std::string& bad : {zero + zero, zero + s, r + zero, ones + s, r + ones, s + r, r, r + s + s}) {
    EXPECT_FALSE(public_key.verify(Algorithm::es256, "data", bad)) << base::hex(bad);
  }
  // The same numbers as a DER sequence (what X.509 has in place of r||s).
  auto integer = [](std::string n) {
    n.erase(0, n.find_first_not_of('\0'));
    if (n[0] & 0x80) n.insert(n.begin(), '\0');
    return "\x02" + std::string(1, static_cast<char>(n.size())) + n;
  };
  std::string both = integer(r) + integer(s);
  EXPECT_FALSE(public_key.verify(Algorithm::es256, "data",
                                 "\x30" + std::string(1, static_cast<char>(both.size())) + both));
}

}  // namespace
}  // namespace crypto
