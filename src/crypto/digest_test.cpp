#include "crypto/digest.h"

#include <gtest/gtest.h>

#include <array>

#include "base/encoding.h"

namespace crypto {
namespace {

struct DigestVector {
  Digest algorithm;
  std::string data;
  std::string_view hex;
};

// FIPS 180-4 examples (NIST, "Example algorithms"), RFC 1321 appendix A.5.
const std::array kDigestVectors = {
    DigestVector{Digest::md5, "abc", "900150983cd24fb0d6963f7d28e17f72"},
    DigestVector{Digest::sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"},
    DigestVector{Digest::sha1, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                 "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
    DigestVector{Digest::sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    DigestVector{Digest::sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    DigestVector{Digest::sha256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    DigestVector{Digest::sha256, std::string(1'000'000, 'a'),
                 "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
    DigestVector{
        Digest::sha384, "abc",
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"},
    DigestVector{Digest::sha512, "abc",
                 "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                 "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
};

TEST(Digest, gives_the_published_values) {
  for (const DigestVector& vector : kDigestVectors) {
    EXPECT_EQ(base::hex(digest(vector.algorithm, vector.data)), vector.hex);
  }
}

TEST(Digest, in_pieces_equals_the_whole) {
  for (const DigestVector& vector : kDigestVectors) {
    for (size_t piece : {size_t{1}, size_t{63}, size_t{64}, size_t{4096}}) {
      if (vector.data.size() / piece > 20'000) continue;
      Hasher hasher(vector.algorithm);
      for (size_t at = 0; at < vector.data.size(); at += piece) {
        hasher.update(std::string_view(vector.data).substr(at, piece));
      }
      EXPECT_EQ(base::hex(hasher.finish()), vector.hex) << piece;
    }
  }
}

TEST(Digest, hashers_do_not_disturb_each_other) {
  Hasher one(Digest::sha256);
  one.update("a");
  EXPECT_EQ(base::hex(digest(Digest::sha256, "abc")), kDigestVectors[4].hex);
  Hasher other = std::move(one);
  other.update("bc");
  EXPECT_EQ(base::hex(other.finish()), kDigestVectors[4].hex);
}

// RFC 4231 sections 4.2 to 4.8, less the truncated one.
TEST(Hmac, gives_the_values_of_rfc_4231) {
  auto hmac = [](std::string_view key, std::string_view data) { return base::hex(hmac_sha256(key, data)); };
  EXPECT_EQ(hmac(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac(std::string(20, '\xaa'), std::string(50, '\xdd')),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(hmac(*base::unhex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd')),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  EXPECT_EQ(hmac(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(hmac(std::string(131, '\xaa'),
                 "This is a test using a larger than block-size key and a larger than block-size data. The "
                 "key needs "
                 "to be hashed before being used by the HMAC algorithm."),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST(Hmac, an_empty_key_is_not_the_key_before) {
  std::string empty = hmac_sha256("", "");
  hmac_sha256("secret", "");
  EXPECT_EQ(hmac_sha256("", ""), empty);
  EXPECT_EQ(hmac_sha256(std::string_view(), ""), empty);
  EXPECT_EQ(base::hex(empty), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
}  // namespace crypto
