#include "account/record/paging.h"

#include <gtest/gtest.h>

namespace account {
namespace {

const aws::Error kBadToken("ValidationError", 400, "Invalid Marker.");

std::string walk(const std::vector<std::string>& ids, int64_t size) {
  std::string seen, token;
  do {
    std::vector<Entry> entries;
    for (const std::string& id : ids) entries.push_back({id, json::Value(id)});
    auto page = take_page(std::move(entries), token, size, kBadToken);
    EXPECT_TRUE(page);
    if (!page) return seen;
    for (const Entry& entry : page->entries) seen += entry.id + " ";
    token = page->next;
    seen += token.empty() ? "." : "| ";
  } while (!token.empty());
  return seen;
}

TEST(TakePage, pages_add_up_to_the_list_in_whatever_order_it_comes) {
  EXPECT_EQ(walk({}, 2), ".");
  EXPECT_EQ(walk({"a", "b", "c"}, 2), "a b | c .");
  EXPECT_EQ(walk({"a", "b"}, 2), "a b .");
  EXPECT_EQ(walk({"c", "a", "b"}, 1), "a | b | c .");
  // Versions of a policy as it keeps them.
  EXPECT_EQ(walk({"v9", "v10"}, 1), "v10 | v9 .");
}

TEST(TakePage, goes_on_behind_an_entry_that_is_gone) {
  auto first = take_page({{"a", {}}, {"b", {}}, {"c", {}}}, "", 2, kBadToken);
  ASSERT_TRUE(first);
  auto second = take_page({{"a", {}}, {"c", {}}}, first->next, 2, kBadToken);
  ASSERT_TRUE(second);
  ASSERT_EQ(second->entries.size(), 1u);
  EXPECT_EQ(second->entries[0].id, "c");
}

TEST(TakePage, refuses_a_token_that_it_did_not_give) {
  for (const char* token : {"!", "="}) {
    auto page = take_page({{"a", {}}}, token, 2, kBadToken);
    ASSERT_FALSE(page) << token;
    EXPECT_EQ(page.error().code, "ValidationError");
  }
}

}  // namespace
}  // namespace account
