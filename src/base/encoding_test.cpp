#include "base/encoding.h"

#include <gtest/gtest.h>

#include "base/seeded_random.h"

namespace base {
namespace {

using Texts = std::vector<std::pair<std::string, std::string>>;

// RFC 4648 section 10.
const Texts kBase64 = {{"", ""},
                       {"f", "Zg=="},
                       {"fo", "Zm8="},
                       {"foo", "Zm9v"},
                       {"foob", "Zm9vYg=="},
                       {"fooba", "Zm9vYmE="},
                       {"foobar", "Zm9vYmFy"},
                       {"\xFB\xEF\xFF", "++//"}};

TEST(Base64, IsRfc4648) {
  for (const auto& [bytes, text] : kBase64) {
    EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(unbase64(text), bytes);
  }
}

TEST(Base64, RefusesWhatItWouldNotWrite) {
  for (std::string text :
       {"Zg", "Zg=", "Zg===", "Z===", "====", "Zh==", "Zm9=", "Zm8=Zm8=", "Zm 9v", "--__", "Zm9v\n"}) {
    EXPECT_EQ(unbase64(text), std::nullopt) << text;
  }
}

TEST(Base64Url, HasItsOwnAlphabetAndNoPadding) {
  EXPECT_EQ(base64url("\xFB\xEF\xFF"), "--__");
  EXPECT_EQ(base64url("f"), "Zg");
  EXPECT_EQ(unbase64url("Zm8"), "fo");
  for (std::string text : {"Zg==", "Zm8=", "++//", "Zh", "Z"})
    EXPECT_EQ(unbase64url(text), std::nullopt) << text;
}

TEST(Hex, WritesLowerCaseAndReadsBoth) {
  EXPECT_EQ(hex(std::string("\x00\x1f\xff", 3)), "001fff");
  EXPECT_EQ(unhex("001FfF"), std::string("\x00\x1f\xff", 3));
  for (std::string text : {"0", "0g", "0x", " 0"}) EXPECT_EQ(unhex(text), std::nullopt) << text;
}

TEST(PercentEncoding, KeepsUnreservedCharactersOnly) {
  EXPECT_EQ(percent_encode("aZ0-_.~"), "aZ0-_.~");
  EXPECT_EQ(percent_encode("a b/c+\xC3\xA9*"), "a%20b%2Fc%2B%C3%A9%2A");
  EXPECT_EQ(percent_encode("a/b c", true), "a/b%20c");
}

TEST(PercentEncoding, ReadsPlusAsASpaceOnlyWhereAsked) {
  EXPECT_EQ(percent_decode("a+b%2B"), "a+b+");
  EXPECT_EQ(percent_decode("a+b%2B", true), "a b+");
  for (std::string text : {"%", "%4", "%zz", "a%2"}) EXPECT_EQ(percent_decode(text), std::nullopt) << text;
}

TEST(Encodings, ReadBackWhatTheyWrote) {
  SeededRandom random(20261122);
  for (size_t size = 0; size < 200; ++size) {
    std::string bytes = random.bytes(size);
    EXPECT_EQ(unhex(hex(bytes)), bytes);
    EXPECT_EQ(unbase64(base64(bytes)), bytes);
    EXPECT_EQ(unbase64url(base64url(bytes)), bytes);
    EXPECT_EQ(percent_decode(percent_encode(bytes)), bytes);
  }
}

// The Unicode Standard, table 3-7: well-formed UTF-8.
TEST(Utf8, IsWellFormedOrRefused) {
  for (std::string text : {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEF\xBF\xBF",
                           "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(is_utf8(text)) << hex(text);
  }
  for (std::string text :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x9F\xBF", "\xE2\x82", "\xED\xA0\x80",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xE2(\x80"}) {
    EXPECT_FALSE(is_utf8(text)) << hex(text);
  }
}

}  // namespace
}  // namespace base
