#include "services/s3/sealed_bytes.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/encoding.h"
#include "base/file.h"
#include "crypto/digest.h"
#include "services/testing/embedded_account.h"

namespace account::s3 {
namespace {

using testing::EmbeddedAccount;

constexpr std::string_view kMarker = "nobody may read this at rest. ";

std::string text_of(size_t size) {
  std::string text;
  while (text.size() < size) text += kMarker;
  text.resize(size);
  return text;
}

void add_key(json::Object& input, char letter) {
  std::string key(crypto::kCounterKeySize, letter);
  input.set("SSECustomerAlgorithm", "AES256");
  input.set("SSECustomerKey", base::base64(key));
  input.set("SSECustomerKeyMD5", base::base64(crypto::digest(crypto::Digest::md5, key)));
}

class SealedObjects : public ::testing::Test {
 protected:
  SealedObjects() {
    account_.must(account_.root(), "s3", "CreateBucket", json::Object{{"Bucket", "one"}}, kEast);
  }

  void put(const std::string& body) {
    json::Object input{{"Bucket", "one"}, {"Key", "k"}, {"Body", body}};
    add_key(input, 'k');
    account_.must(account_.root(), "s3", "PutObject", input);
  }

  std::string get(const std::string& range = "") {
    json::Object input{{"Bucket", "one"}, {"Key", "k"}};
    if (!range.empty()) input.set("Range", range);
    add_key(input, 'k');
    account_.must(account_.root(), "s3", "GetObject", input);
    return account_.body();
  }

  // Whether any file below the data directory, the database and its log included, holds the text.
  bool is_at_rest(std::string_view text) const {
    namespace fs = std::filesystem;
    for (const auto& file :
         fs::recursive_directory_iterator(fs::path(account_.data_dir().database()).parent_path())) {
      if (!file.is_regular_file()) continue;
      auto content = base::read_file(file.path().string());
      if (content && content->find(text) != std::string::npos) return true;
    }
    return false;
  }

  static inline const testing::Sending kEast{.region = "us-east-1"};
  EmbeddedAccount account_;
};

// A small body is a record, others are files.
TEST_F(SealedObjects, are_nowhere_plain_at_rest) {
  for (size_t size : {size_t{100}, size_t{1} << 20}) {
    put(text_of(size));
    EXPECT_FALSE(is_at_rest(kMarker)) << size;
    EXPECT_FALSE(is_at_rest(std::string(crypto::kCounterKeySize, 'k'))) << "the key itself";
    EXPECT_TRUE(get() == text_of(size)) << size;
  }
  account_.must(account_.root(), "s3", "PutObject",
                json::Object{{"Bucket", "one"}, {"Key", "plain"}, {"Body", text_of(100)}});
  EXPECT_TRUE(is_at_rest(kMarker)) << "the search finds nothing at all";
}

TEST_F(SealedObjects, are_read_in_part_and_with_their_length) {
  std::string text = text_of(1'000'003);
  put(text);
  EXPECT_TRUE(get() == text);
  EXPECT_EQ(account_.headers().get("Content-Length"), "1000003");
  for (auto [first, last] :
       {std::pair<size_t, size_t>{0, 0}, {1, 17}, {262'140, 262'150}, {999'999, 1'000'002}}) {
    EXPECT_EQ(get(fmt::format("bytes={}-{}", first, last)), text.substr(first, last - first + 1));
    EXPECT_EQ(account_.headers().get("Content-Length"), std::to_string(last - first + 1));
  }
}

TEST_F(SealedObjects, are_neither_sent_nor_fetched_in_the_clear) {
  put("text");
  json::Object input{{"Bucket", "one"}, {"Key", "k"}};
  add_key(input, 'k');
  testing::Sending plain;
  plain.tls = false;
  for (std::string_view operation : {"GetObject", "HeadObject", "PutObject"}) {
    auto output = account_.call(account_.root(), "s3", operation, input, plain);
    ASSERT_FALSE(output) << operation;
    EXPECT_EQ(output.error().status, 400) << operation;
  }
}

// What is put together of parts has a run for each of them.
TEST(SealedRuns, meet_within_a_range) {
  SealingKey key{base::Secret(std::string(crypto::kCounterKeySize, 'k')), "md5"};
  std::vector<SealedRun> runs = {
      {std::string(12, 'a'), 5}, {std::string(12, 'b'), 0}, {std::string(12, 'c'), 20}};
  std::string text = "0123456789abcdefghijklmno";
  std::string sealed = apply_key(key, runs, {0, 25}, text);
  EXPECT_NE(sealed, text);
  for (int64_t first = 0; first < 25; ++first) {
    for (int64_t size = 0; first + size <= 25; ++size) {
      auto at = static_cast<size_t>(first), length = static_cast<size_t>(size);
      EXPECT_EQ(apply_key(key, runs, {first, size}, sealed.substr(at, length)), text.substr(at, length));
    }
  }
}

}  // namespace
}  // namespace account::s3
