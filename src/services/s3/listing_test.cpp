// Pages against a naive listing that reads everything, and how little the real one reads.
#include "services/s3/listing.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "services/s3/object.h"

namespace account::s3 {
namespace {

// Records in memory, ordered as the store orders them; counts what is read.
class MemoryTransaction final : public store::Transaction {
 public:
  std::optional<std::string> get(const store::Scope&, std::string_view id) override {
    auto found = records.find(std::string(id));
    return found == records.end() ? std::nullopt : std::optional(found->second);
  }
  std::vector<store::Record> list(const store::Scope&, const store::Range& range) override {
    EXPECT_TRUE(range.prefix.empty());
    std::vector<store::Record> result;
    auto at = records.upper_bound(std::string(range.after));
    for (; at != records.end() && result.size() < range.limit; ++at)
      result.push_back({at->first, at->second});
    read += result.size();
    return result;
  }
  void put(const store::Scope&, std::string_view id, std::string_view value) override {
    records[std::string(id)] = value;
  }
  bool erase(const store::Scope&, std::string_view id) override { return records.erase(std::string(id)) > 0; }
  void erase_account(std::string_view) override {}
  void fail(base::Error) override {}
  base::Status status() const override { return {}; }
  base::Status commit() override { return {}; }

  std::map<std::string, std::string> records;
  size_t read = 0;
};

std::string order(int version) {
  return fmt::format("{:016x}", 1000 - version);
}

void add(MemoryTransaction& store, const std::string& bucket, const std::string& key, int version = 0,
         bool marker = false) {
  store.put({}, key_prefix(bucket, key) + order(version), marker ? R"({"DeleteMarker":true})" : "{}");
}

// All keys and prefixes that a listing without pages holds.
std::vector<std::string> naive(const std::set<std::string>& keys, const ListRequest& request) {
  std::vector<std::string> result;
  for (const std::string& key : keys) {
    if (!key.starts_with(request.prefix)) continue;
    size_t at =
        request.delimiter.empty() ? std::string::npos : key.find(request.delimiter, request.prefix.size());
    std::string name = at == std::string::npos ? key : key.substr(0, at + request.delimiter.size());
    if (result.empty() || result.back() != name) result.push_back(name);
  }
  return result;
}

// The same, page by page.
std::vector<std::string> paged(MemoryTransaction& store, ListRequest request) {
  State owner(store, "111122223333", "");
  std::vector<std::string> result;
  while (true) {
    ListPage page = list_page(owner, request);
    std::vector<std::string> names = page.prefixes;
    for (const Entry& entry : page.entries) names.emplace_back(key_of(entry.id, request.bucket));
    EXPECT_LE(names.size(), request.max);
    std::sort(names.begin(), names.end());
    result.insert(result.end(), names.begin(), names.end());
    if (!page.truncated) return result;
    std::string last = page.last_is_prefix ? page.last : std::string(key_of(page.last, request.bucket));
    EXPECT_EQ(last, names.back());
    request.after = after_marker(request, last);
  }
}

TEST(Listing, EqualsTheNaiveOne) {
  std::mt19937 random(4711);
  auto below = [&](size_t n) { return random() % n; };
  for (int round = 0; round < 200; ++round) {
    MemoryTransaction store;
    std::set<std::string> keys;
    for (size_t i = 0, count = below(40); i < count; ++i) {
      std::string key;
      for (size_t length = 1 + below(5); length > 0; --length) key += "ab//\xC3\xBC!"[below(4)];
      bool hidden = below(5) == 0;
      int versions = static_cast<int>(1 + below(12));
      for (int version = 0; version < versions; ++version)
        add(store, "bucket", key, version, hidden && version == versions - 1);
      // An earlier turn may have left a newer version of the same key.
      State owner(store, "111122223333", "");
      if (find_newest(owner, "bucket", key)->is_marker()) {
        keys.erase(key);
      } else {
        keys.insert(key);
      }
    }
    for (const char* other : {"bucke", "bucket-2", "bucket.1", "bucketa"}) add(store, other, "a");
    for (const char* prefix : {"", "a", "/", "a/", "b//"}) {
      for (const char* delimiter : {"", "/", "a", "//"}) {
        for (size_t max : {1, 2, 7, 1000}) {
          ListRequest request{kObject, "bucket", prefix, delimiter, "", max, true};
          EXPECT_EQ(paged(store, request), naive(keys, request))
              << "round " << round << ", prefix `" << prefix << "`, delimiter `" << delimiter << "`, max "
              << max;
        }
      }
    }
  }
}

TEST(Listing, SkipsWhatItDoesNotShow) {
  MemoryTransaction store;
  for (int folder = 0; folder < 10; ++folder)
    for (int i = 0; i < 3000; ++i) add(store, "bucket", fmt::format("{}/{:05}", folder, i));
  State owner(store, "111122223333", "");
  ListPage page = list_page(owner, {kObject, "bucket", "", "/", "", 1000, true});
  EXPECT_EQ(page.prefixes.size(), 10u);
  EXPECT_FALSE(page.truncated);
  EXPECT_LE(store.read, 200u);

  store.read = 0;
  page = list_page(owner, {kObject, "bucket", "5/", "", "", 10, true});
  EXPECT_EQ(page.entries.size(), 10u);
  EXPECT_LE(store.read, 11u);
}

TEST(Listing, OfVersionsShowsEachInOrder) {
  MemoryTransaction store;
  for (int version = 0; version < 3; ++version) add(store, "bucket", "k", version);
  add(store, "bucket", "l");
  State owner(store, "111122223333", "");
  ListPage page = list_page(owner, {kObject, "bucket", "", "", "", 10, false});
  ASSERT_EQ(page.entries.size(), 4u);
  EXPECT_EQ(page.entries[0].id, key_prefix("bucket", "k") + order(2));
  EXPECT_EQ(page.entries[2].id, key_prefix("bucket", "k") + order(0));
}

TEST(Listing, OfNothingIsNotTruncated) {
  MemoryTransaction store;
  add(store, "bucket", "k");
  State owner(store, "111122223333", "");
  ListPage page = list_page(owner, {kObject, "bucket", "", "", "", 0, true});
  EXPECT_TRUE(page.entries.empty());
  EXPECT_FALSE(page.truncated);
}

}  // namespace
}  // namespace account::s3
