#include "runtime/token/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/encoding.h"
#include "base/file.h"
#include "runtime/testing/test_folder.h"

namespace runtime {
namespace {

mode_t mode_of(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 07777 : 0;
}

std::string jwt(std::string_view payload) {
  return base::base64url(R"({"alg":"RS256"})") + "." + base::base64url(payload) + ".c2lnbmF0dXJl";
}

TEST(TokenFile, IsForTheContainersUserBehindAFolderForItsOwner) {
  TestFolder folder;
  std::string tokens = folder.path() + "/token-files/app";
  mode_t umask = ::umask(077);
  auto written = write_token(tokens, "one");
  ::umask(umask);
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(mode_of(folder.path() + "/token-files"), 0700u);
  EXPECT_EQ(mode_of(tokens), 0755u);
  EXPECT_EQ(mode_of(tokens + "/token"), 0644u);
  EXPECT_EQ(read_token(tokens).value(), "one");
}

TEST(TokenFile, IsNotWrittenWhereItsFolderHasGone) {
  TestFolder folder;
  std::string tokens = folder.path() + "/token-files/app";
  ASSERT_TRUE(write_token(tokens, "one"));
  ASSERT_TRUE(remove_token(tokens));
  auto replaced = replace_token(tokens, "two");
  ASSERT_FALSE(replaced);
  EXPECT_EQ(replaced.error().kind, base::ErrorKind::not_found);
  EXPECT_FALSE(base::exists(tokens));
  EXPECT_TRUE(remove_token(tokens)) << "nothing there is no error";
}

TEST(TokenFile, SaysWhenItExpires) {
  auto life = token_life(jwt(R"({"iat":1000,"exp":4600})"));
  ASSERT_TRUE(life);
  EXPECT_EQ(base::to_seconds(life->issued), 1000);
  EXPECT_EQ(base::to_seconds(life->expires), 4600);
  EXPECT_TRUE(token_life(jwt(R"({"exp":9223372036854775807})"))) << "a far moment, not an overflow";
  for (const std::string& odd : std::vector<std::string>{"", "a.b", "a.b.c", jwt("{}"), jwt("[]"), jwt("{"),
                                                         jwt(R"({"exp":"4600"})"), jwt(R"({"exp":1.5})")}) {
    EXPECT_FALSE(token_life(odd)) << odd;
  }
}

}  // namespace
}  // namespace runtime
