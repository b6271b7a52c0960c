// For tests: tokens and key sets, good ones and forged ones, from the description in a row of attacks.yaml.
#pragma once

#include <map>
#include <string>

#include "base/clock.h"
#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/jwt.h"

namespace identity::testing {

inline const std::string kIssuer =
    "https://oidc.eks.eu-west-3.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
inline const base::Time kNow = base::from_seconds(1'800'000'000);

// Keys by name, made once: RSA keys take long. `stranger` is never published unless a row says so.
struct TestKey {
  crypto::PrivateKey key;
  crypto::Algorithm algorithm;
};
inline const std::map<std::string, TestKey>& keys() {
  using crypto::Algorithm;
  static const auto made = [] {
    std::map<std::string, TestKey> all;
    for (auto [name, algorithm] : {std::pair("rsa", Algorithm::rs256), std::pair("rsa2", Algorithm::rs256),
                                   std::pair("stranger", Algorithm::rs256), std::pair("ec", Algorithm::es256),
                                   std::pair("ec2", Algorithm::es256), std::pair("ec384", Algorithm::es384),
                                   std::pair("ec521", Algorithm::es512)}) {
      all.emplace(name, TestKey{*crypto::PrivateKey::generate(algorithm), algorithm});
    }
    return all;
  }();
  return made;
}

// The members of `changes`, set in `object`; a null removes.
inline void change(json::Value& object, const json::Value* changes) {
  if (!changes) return;
  for (const json::Member& member : changes->as_object()) {
    if (member.value.is_null()) {
      object.as_object().erase(member.name);
    } else {
      object.as_object().set(member.name, member.value);
    }
  }
}

// [rsa, {key: ec, set: {kid: x, use: null}}, {text: {...}}] as a key set. Each key has its name as kid.
inline std::string key_set(const json::Value& published) {
  json::Array list;
  for (const json::Value& item : published.as_array()) {
    if (const json::Value* text = item.find("text")) {
      list.push_back(*text);
      continue;
    }
    std::string name(item.is_string() ? item.as_string() : item.string_or("key", ""));
    json::Value jwk = keys().at(name).key.public_key().to_jwk();
    jwk.as_object().set("use", "sig");
    jwk.as_object().set("kid", name);
    change(jwk, item.find("set"));
    for (int64_t i = 0; i < item.int_or("times", 1); ++i) list.push_back(jwk);
  }
  return json::dump(json::Object{{"keys", std::move(list)}});
}

// A part of the token, encoded as no encoder should.
inline std::string encode_part(const std::string& text, std::string_view how) {
  std::string part = base::base64url(text);
  if (how == "padded") part.append((4 - part.size() % 4) % 4, '=');
  if (how == "spaced") part.insert(part.size() / 2, " ");
  if (how == "broken_line") part.insert(part.size() / 2, "\n");
  if (how == "standard") part = base::base64(text);
  if (how == "trailing_bits") ++part.back();  // the text has a length that leaves bits over
  return part;
}

inline std::string der_integer(std::string n) {
  n.erase(0, n.find_first_not_of('\0'));
  if (n[0] & 0x80) n.insert(n.begin(), '\0');
  return "\x02" + std::string(1, static_cast<char>(n.size())) + n;
}

inline std::string bend_signature(std::string good, std::string_view how, const std::string& signed_part,
                                  const crypto::PublicKey& key) {
  size_t half = good.size() / 2;
  if (how == "empty") return "";
  if (how == "flipped") good[half] = static_cast<char>(good[half] ^ 1);
  if (how == "zero") good.assign(good.size(), '\0');
  if (how == "zero_r") good.replace(0, half, half, '\0');
  if (how == "zero_s") good.replace(half, half, half, '\0');
  if (how == "swapped") good = good.substr(half) + good.substr(0, half);
  if (how == "short") good.pop_back();
  if (how == "long") good += '\0';
  if (how == "zero_in_front") good.insert(good.begin(), '\0');
  if (how == "der") {
    std::string both = der_integer(good.substr(0, half)) + der_integer(good.substr(half));
    good = "\x30" + std::string(1, static_cast<char>(both.size())) + both;
  }
  if (how == "hmac_with_jwk") good = crypto::hmac_sha256(json::dump(key.to_jwk()), signed_part);
  if (how == "hmac_with_modulus") {
    good = crypto::hmac_sha256(*base::unbase64url(key.to_jwk().string_or("n", "")), signed_part);
  }
  if (how == "hmac_with_nothing") good = crypto::hmac_sha256("", signed_part);
  return good;
}

inline std::string wrap(const std::string& token, std::string_view how) {
  size_t first = token.find('.');
  size_t second = token.find('.', first + 1);
  std::string header = token.substr(0, first);
  std::string payload = token.substr(first + 1, second - first - 1);
  std::string signature = token.substr(second + 1);
  if (how == "json") {
    return json::dump(json::Object{{"protected", header}, {"payload", payload}, {"signature", signature}});
  }
  if (how == "general_json") {
    json::Object one{{"protected", header}, {"signature", signature}};
    return json::dump(json::Object{{"payload", payload}, {"signatures", json::Array{std::move(one)}}});
  }
  if (how == "jwe") return header + "." + payload + "." + signature + "." + payload + "." + signature;
  if (how == "two_parts") return header + "." + payload;
  if (how == "four_parts") return token + "." + signature;
  if (how == "dot_at_end") return token + ".";
  if (how == "newline_at_end") return token + "\n";
  if (how == "detached") return header + ".." + signature;
  return token;
}

// See the head of attacks.yaml for what a row may say about its token.
inline std::string forge(const json::Value& row) {
  std::string name(row.string_or("key", "rsa"));
  const TestKey& key = keys().at(name);
  auto algorithm =
      crypto::algorithm_from_name(row.string_or("sign_as", crypto::algorithm_name(key.algorithm)));

  json::Value header = json::Object{{"alg", crypto::algorithm_name(key.algorithm)}, {"kid", name}};
  change(header, row.find("header"));
  if (const json::Value* own = row.find("header_jwk")) {
    header.as_object().set("jwk", keys().at(own->as_string()).key.public_key().to_jwk());
  }
  int64_t now = base::to_seconds(kNow);
  json::Value claims = json::Object{{"iss", kIssuer},
                                    {"sub", "system:serviceaccount:z1a2b3c4d-production:debian"},
                                    {"aud", json::Array{"sts.amazonaws.com"}},
                                    {"iat", now - 10},
                                    {"nbf", now - 10},
                                    {"exp", now + 100'000}};
  change(claims, row.find("claims"));
  if (const json::Value* times = row.find("times")) {
    for (const json::Member& time : times->as_object()) {
      claims.as_object().set(time.name, now + time.value.as_int());
    }
  }
  if (int64_t size = row.int_or("filler", 0)) claims.as_object().set("filler", std::string(size, 'a'));

  auto text_of = [&](const json::Value& object, const std::string& part) {
    std::string text = json::dump(object);
    if (const json::Value* more = row.find(part + "_more")) {
      text.back() = ',';
      text += more->as_string() + "}";
    }
    return std::string(row.string_or(part + "_before", "")) + text +
           std::string(row.string_or(part + "_after", ""));
  };
  std::string payload = text_of(claims, "payload");
  if (int64_t depth = row.int_or("depth", 0)) {
    payload.back() = ',';
    payload += "\"deep\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  }
  std::string how(row.string_or("encoding", ""));
  bool needs_rest = how == "trailing_bits" || how == "padded";
  while (needs_rest && payload.size() % 3 == 0) payload += ' ';
  std::string signed_part = base::base64url(text_of(header, "header")) + "." + encode_part(payload, how);
  std::string good = *key.key.sign(*algorithm, signed_part);
  std::string signature =
      bend_signature(std::move(good), row.string_or("signature", ""), signed_part, key.key.public_key());
  return wrap(signed_part + "." + base::base64url(signature), row.string_or("form", ""));
}

}  // namespace identity::testing
