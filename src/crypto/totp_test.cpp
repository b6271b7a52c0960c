#include "crypto/totp.h"

#include <gtest/gtest.h>

namespace crypto {
namespace {

// RFC 6238, appendix B; six digits instead of eight.
TEST(Totp, gives_the_codes_of_the_rfc) {
  struct Row {
    int64_t seconds;
    std::string_view code;
  };
  constexpr Row kRows[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                           {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const Row& row : kRows) {
    base::Time time = base::from_seconds(row.seconds);
    EXPECT_EQ(totp_code("12345678901234567890", totp_step(time)), row.code) << row.seconds;
  }
}

TEST(Totp, writes_secrets_as_apps_read_them) {
  EXPECT_EQ(base32("12345678901234567890"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(base32(""), "");
}

}  // namespace
}  // namespace crypto
