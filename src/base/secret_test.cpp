#include "base/secret.h"

#include <gtest/gtest.h>

#include <concepts>
#include <ostream>

#include "base/result.h"

namespace base {
namespace {

template <typename T>
concept Streamable = requires(std::ostream& out, const T& value) {
  out << value;
};

// What keeps a secret out of a log line is that the line does not compile.
static_assert(!Streamable<Secret>);
static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!std::convertible_to<Secret, std::string>);
static_assert(!std::convertible_to<Secret, std::string_view>);

TEST(Secret, ComparesItsWholeText) {
  EXPECT_EQ(Secret("abc"), Secret("abc"));
  EXPECT_FALSE(Secret("abc") == Secret("abd"));
  EXPECT_FALSE(Secret("abc") == Secret("ab"));
  EXPECT_FALSE(Secret("abc") == Secret(""));
  EXPECT_TRUE(Secret().empty());
}

}  // namespace
}  // namespace base
