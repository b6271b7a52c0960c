#include "services/testing/indexes.h"

#include <gtest/gtest.h>

#include "account/record/index.h"

namespace account::testing {
namespace {

std::string text_of(const std::vector<IndexEntry>& entries) {
  std::string text;
  for (const IndexEntry& entry : entries)
    text += fmt::format("{}={}: {}\n", entry.member, entry.value, entry.id);
  return text;
}

}  // namespace

void expect_indexes_hold(EmbeddedAccount& account) {
  auto transaction = account.store().begin();
  ASSERT_TRUE(transaction);
  for (const std::string& id : {kFirst, kSecond}) {
    for (const std::string& region : {std::string(), kRegion}) {
      State state(**transaction, id, region);
      for (const Service& service : account.gateway().services())
        for (const RecordKind* kind : service.kinds)
          EXPECT_EQ(text_of(entries_of_index(state, *kind)), text_of(entries_of_records(state, *kind)))
              << kind->name;
    }
  }
}

}  // namespace account::testing
