// Project Wycheproof's vectors for JWS and JWK (tests/vectors/wycheproof/README.md).
#include <gtest/gtest.h>

#include <set>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/jwt.h"
#include "tests/source_dir.h"

namespace crypto {
namespace {

json::Value read_vectors(const std::string& name) {
  return *json::parse(*base::read_file(SLIPWAY_SOURCE_DIR "/tests/vectors/wycheproof/" + name));
}

// Groups often have the private key only; a key set that holds it would be refused for that alone.
json::Value public_part(json::Value key) {
  for (const char* name : {"d", "p", "q", "dp", "dq", "qi"}) key.as_object().erase(name);
  return key;
}

std::string key_set_of(const json::Value& group) {
  const json::Value* key = group.find("public");
  if (!key) key = group.find("private");
  json::Array keys;
  if (const json::Value* set = key->find("keys")) {
    for (const json::Value& one : set->as_array()) keys.push_back(public_part(one));
  } else {
    keys.push_back(public_part(*key));
  }
  return json::dump(json::Object{{"keys", std::move(keys)}});
}

// The payloads are no JSON objects, so an empty one stands in while the token is read; the signature is then
// checked over the true one.
bool accepts(const std::string& token, const std::string& key_set) {
  auto jwks = parse_jwks(key_set);
  auto parts = base::split(token, '.');
  if (!jwks || parts.size() != 3 || !base::unbase64url(parts[1])) return false;
  auto jwt = parse_jwt(fmt::format("{}.e30.{}", parts[0], parts[2]));
  if (!jwt) return false;
  jwt->signed_part = fmt::format("{}.{}", parts[0], parts[1]);
  return check_signature(*jwt, *jwks) == SignatureCheck::valid;
}

// Whether the key is for one of the algorithms that STS takes.
bool is_ours(const json::Value& group) {
  const json::Value* key = group.find("public");
  if (!key) key = group.find("private");
  if (const json::Value* set = key->find("keys")) key = &set->as_array()[0];
  return algorithm_from_name(key->string_or("alg", "")).has_value();
}

// Runs every test of a file; the ids of those that ended otherwise than the file says.
std::set<int64_t> surprises(const std::string& name, int& accepted) {
  std::set<int64_t> ids;
  json::Value vectors = read_vectors(name);
  for (const json::Value& group : vectors.find("testGroups")->as_array()) {
    std::string key_set = key_set_of(group);
    for (const json::Value& test : group.find("tests")->as_array()) {
      const json::Value& jws = *test.find("jws");
      bool result = accepts(jws.is_string() ? jws.as_string() : json::dump(jws), key_set);
      bool expected = test.string_or("result", "") == "valid" && is_ours(group);
      accepted += result;
      if (result != expected) ids.insert(test.int_or("tcId", 0));
    }
  }
  return ids;
}

TEST(Wycheproof, json_web_signature) {
  int accepted = 0;
  std::set<int64_t> none;
  EXPECT_EQ(surprises("json_web_signature_test.json", accepted), none);
  EXPECT_GT(accepted, 15);
}

// 7: the modulus of a ROCA key (CVE-2017-15361). Neither STS nor OpenSSL is known to look for these.
TEST(Wycheproof, json_web_key) {
  int accepted = 0;
  EXPECT_EQ(surprises("json_web_key_test.json", accepted), std::set<int64_t>{7});
  EXPECT_GT(accepted, 0);
}

}  // namespace
}  // namespace crypto
