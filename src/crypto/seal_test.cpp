#include "crypto/seal.h"

#include <gtest/gtest.h>

#include "base/seeded_random.h"

namespace crypto {
namespace {

const base::Secret kKey(std::string(kSealKeySize, 'k'));

TEST(Seal, OpensWhatItSealedForTheSamePurposeOnly) {
  base::SeededRandom random(1);
  std::string sealed = seal(kKey, "session", "the text", random);
  EXPECT_EQ(unseal(kKey, "session", sealed), "the text");
  EXPECT_EQ(unseal(kKey, "message", sealed), std::nullopt);
  EXPECT_EQ(unseal(base::Secret(std::string(kSealKeySize, 'x')), "session", sealed), std::nullopt);
  EXPECT_NE(seal(kKey, "session", "the text", random), sealed) << "the nonce must differ";
}

TEST(Seal, RefusesEveryChangedByteAndEveryCut) {
  base::SeededRandom random(2);
  std::string sealed = seal(kKey, "session", "some text", random);
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(unseal(kKey, "session", changed), std::nullopt) << i;
    EXPECT_EQ(unseal(kKey, "session", sealed.substr(0, i)), std::nullopt) << i;
  }
}

}  // namespace
}  // namespace crypto
