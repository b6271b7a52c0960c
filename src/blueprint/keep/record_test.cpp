#include "blueprint/keep/record.h"

#include <gtest/gtest.h>

namespace blueprint {
namespace {

const Record kRecord = {7, "a-writer", "`me` begins to apply", {R"({"serial":1})", R"({"serial":2})"}};

TEST(RecordTest, IsReadAsItWasWritten) {
  EXPECT_EQ(*parse_record(to_text(kRecord)), kRecord);
  EXPECT_EQ(*parse_record(to_text(Record{1, "w", "", {}})), (Record{1, "w", "", {}}));
}

// No part of one is taken for one, and no byte can be another.
TEST(RecordTest, RefusesWhatIsDamaged) {
  const std::string whole = to_text(kRecord);
  for (size_t size = 0; size < whole.size(); ++size) {
    auto read = parse_record(whole.substr(0, size));
    ASSERT_FALSE(read) << size;
    EXPECT_EQ(read.error().kind, base::ErrorKind::invalid);
    std::string changed = whole;
    changed[size] = static_cast<char>(changed[size] ^ 1);
    EXPECT_FALSE(parse_record(changed)) << changed;
  }
  EXPECT_FALSE(parse_record(whole + "\n"));
  EXPECT_FALSE(parse_record(whole + whole));
}

TEST(LeaseRecordTest, IsReadAsItWasWritten) {
  LeaseRecord record{{"me@here", "apply", 7, base::from_ms(1000), base::from_ms(2000)}, "a-writer"};
  std::string text = to_text(record);
  EXPECT_EQ(*parse_lease(text), record);
  EXPECT_EQ(text.back(), '\n');
  for (size_t size = 0; size + 1 < text.size(); ++size)
    EXPECT_FALSE(parse_lease(text.substr(0, size))) << size;
}

TEST(LeaseRecordTest, RefusesWhatIsNothingOfOurs) {
  for (const char* text : {"{}", "[]", "7", R"({"version":"1"})", R"({"version":0})"}) {
    auto read = parse_lease(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().message, "it is nothing that Slipway wrote") << text;
  }
}

}  // namespace
}  // namespace blueprint
