// The texts were compressed by Python's gzip at several levels.
#include "aws/payload/gunzip.h"

#include <gtest/gtest.h>

#include "base/encoding.h"

namespace aws {
namespace {

constexpr size_t kMost = 1 << 20;

constexpr std::string_view kStored = "H4sIAAAAAAAEAwEPAPD/c3RvcmVkIGFzIGl0IGlzZXjRWg8AAAA=";
constexpr std::string_view kFixed = "H4sIAAAAAAACA0tMhIEkOAAAxgpRKBQAAAA=";
constexpr std::string_view kNamed =
    "H4sICAAAAAAC/24uanNvbgArzyzJUEhUyEvMTVXIzFPILClWyEhNTEktAgC9kZADGQAAAA==";
constexpr std::string_view kEmpty = "H4sIAAAAAAACAwMAAAAAAAAAAAA=";
constexpr std::string_view kDynamic =
    "H4sIAAAAAAACA4XUKw4CUQxA0b08PSG0fcNvDyDxEzKChDEEFGHvYDCYI5vrTtq+2nF+3K+X07TM7dCWdRvaebo9v0Osxvfw"
    "+uuBnuiF3tFH9A36Fn2HvpcPASUYIgwZhhBDiiHGkGMIMiSZkkzuoiRTkinJlGRKMiWZkkxJliRLksWzlmRJsiRZkixJliRL"
    "kl2SXZJdkp0fUpL9J/kBwRP4VtwFAAA=";
constexpr size_t kDynamicSize = 1500;

std::string repeated() {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "{\"MetricName\":\"m" + std::to_string(i) + "\",\"Value\":1.5},";
  return text;
}

TEST(Gunzip, reads_blocks_of_each_kind) {
  EXPECT_EQ(*gunzip(*base::unbase64(kStored), kMost), "stored as it is");
  EXPECT_EQ(*gunzip(*base::unbase64(kFixed), kMost), "aaaaaaaaaabbbbbbbbbb");
  EXPECT_EQ(*gunzip(*base::unbase64(kNamed), kMost), "with a name in its header");
  EXPECT_EQ(*gunzip(*base::unbase64(kEmpty), kMost), "");
  EXPECT_EQ(*gunzip(*base::unbase64(kDynamic), kMost), repeated().substr(0, kDynamicSize));
}

TEST(Gunzip, refuses_what_is_cut_or_changed) {
  std::string whole = *base::unbase64(kDynamic);
  for (size_t size = 0; size < whole.size(); ++size)
    ASSERT_EQ(gunzip(whole.substr(0, size), kMost).error().code, "SerializationException") << size;
  for (size_t i = 10; i < whole.size() - 4; ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    ASSERT_FALSE(gunzip(changed, kMost)) << i;
  }
  EXPECT_EQ(gunzip("{}", kMost).error().code, "SerializationException");
}

TEST(Gunzip, stops_at_what_is_too_large) {
  auto large = gunzip(*base::unbase64(kDynamic), 100);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().status, 413);
}

}  // namespace
}  // namespace aws
