#include "crypto/counter_cipher.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace crypto {
namespace {

std::string applied(const base::Secret& key, std::string_view nonce, uint64_t offset, std::string text) {
  CounterCipher(key, nonce, offset).apply(text.data(), text.size());
  return text;
}

// RFC 3686 section 6, test vector 8: nonce and IV are the first twelve bytes, and the counter starts at 1.
TEST(CounterCipher, agrees_with_the_rfc) {
  base::Secret key(*base::unhex("f6d66d6bd52d59bb0796365879eff886c66dd51a5b6a99744b50590c87a23884"));
  std::string nonce = *base::unhex("00faac24c1585ef15a43d875");
  std::string text = *base::unhex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  EXPECT_EQ(base::hex(applied(key, nonce, 16, text)),
            "f05e231b3894612c49ee000b804eb2a9b8306b508f839d6a5530831d9344af1c");
}

TEST(CounterCipher, begins_anywhere) {
  base::Secret key(std::string(32, 'k'));
  std::string nonce(12, 'n');
  std::string text(1000, 't');
  std::string secret = applied(key, nonce, 0, text);
  EXPECT_NE(secret, text);
  for (size_t at : {0, 1, 15, 16, 17, 500, 999}) {
    EXPECT_EQ(applied(key, nonce, at, secret.substr(at)), text.substr(at)) << at;
    CounterCipher in_steps(key, nonce, at);
    std::string piece = secret.substr(at);
    for (char& byte : piece) in_steps.apply(&byte, 1);
    EXPECT_EQ(piece, text.substr(at)) << at;
  }
}

TEST(CounterCipher, differs_by_key_and_nonce) {
  std::string text(64, 't');
  std::string one = applied(base::Secret(std::string(32, 'a')), std::string(12, 'n'), 0, text);
  EXPECT_NE(one, applied(base::Secret(std::string(32, 'b')), std::string(12, 'n'), 0, text));
  EXPECT_NE(one, applied(base::Secret(std::string(32, 'a')), std::string(12, 'o'), 0, text));
}

}  // namespace
}  // namespace crypto
