#include "services/s3/range.h"

#include <gtest/gtest.h>

namespace account::s3 {
namespace {

TEST(Range, OfTenBytes) {
  struct Row {
    const char* header;
    const char* expected;  // OFFSET+SIZE, `whole` or an error's code
  };
  constexpr Row kRows[] = {
      {"bytes=0-0", "0+1"},
      {"bytes=0-3", "0+4"},
      {"bytes=8-", "8+2"},
      {"bytes=9-9", "9+1"},
      {"bytes=4-100", "4+6"},
      {"bytes=0-99999999999999999999", "0+10"},
      {"bytes=-3", "7+3"},
      {"bytes=-10", "0+10"},
      {"bytes=-11", "0+10"},
      {"bytes= 1-2 ", "1+2"},
      // None of the object is in it.
      {"bytes=10-", "InvalidRange"},
      {"bytes=10-12", "InvalidRange"},
      {"bytes=99999999999999999999-", "InvalidRange"},
      {"bytes=-0", "InvalidRange"},
      // No range that S3 understands.
      {"", "whole"},
      {"bytes", "whole"},
      {"bytes=", "whole"},
      {"bytes=-", "whole"},
      {"bytes=5", "whole"},
      {"bytes=5-2", "whole"},
      {"bytes=a-b", "whole"},
      {"bytes=0-1,3-4", "whole"},
      {"bytes=+1-2", "whole"},
      {"items=0-1", "whole"},
  };
  for (const Row& row : kRows) {
    auto range = parse_range(row.header, 10);
    std::string got = !range    ? range.error().code
                      : !*range ? "whole"
                                : fmt::format("{}+{}", (*range)->offset, (*range)->size);
    EXPECT_EQ(got, row.expected) << row.header;
  }
}

TEST(Range, OfNothing) {
  EXPECT_EQ(parse_range("bytes=0-", 0).error().status, 416);
  EXPECT_EQ(parse_range("bytes=-1", 0).error().status, 416);
  EXPECT_FALSE(parse_range("", 0)->has_value());
}

TEST(Range, Shown) {
  EXPECT_EQ(content_range({2, 3}, 10), "bytes 2-4/10");
}

}  // namespace
}  // namespace account::s3
