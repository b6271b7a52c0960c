#include "account/record/lateness.h"

#include <gtest/gtest.h>

#include "store/store.h"

namespace account {
namespace {

using namespace std::chrono_literals;
using json::Object;

class LatenessTest : public ::testing::Test {
 protected:
  LatenessTest() { lateness_.turn_on(7); }

  void write(std::string_view kind, std::string_view id, const json::Value& record) {
    Lateness::OfThread late(lateness_, now_);
    Lateness::note(state_, kind, id, state_.get(kind, id));
    state_.put(kind, id, record);
  }
  std::string seen(std::string_view kind, std::string_view id, Reader reader = Reader::elsewhere) {
    Lateness::OfThread late(lateness_, now_);
    auto record = Lateness::seen(state_, kind, id, reader);
    return record ? json::dump(*record) : "nothing";
  }

  std::unique_ptr<store::Store> store_ = std::move(*store::open_in_memory());
  std::unique_ptr<store::Transaction> transaction_ = std::move(*store_->begin());
  State state_{*transaction_, "111122223333", ""};
  Lateness lateness_;
  base::Time now_ = base::from_seconds(1'795'249'800);
};

TEST_F(LatenessTest, what_is_new_is_not_there_yet) {
  write("iam.role", "made", Object{{"A", 1}});
  EXPECT_EQ(seen("iam.role", "made"), "nothing");
  now_ += 4999ms;
  EXPECT_EQ(seen("iam.role", "made"), "nothing");
  now_ += 2min;
  EXPECT_EQ(seen("iam.role", "made"), R"({"A":1})");
}

TEST_F(LatenessTest, what_is_changed_is_as_before_however_often) {
  write("iam.user", "a", Object{{"A", 1}});
  now_ += 1min;
  write("iam.user", "a", Object{{"A", 2}});
  write("iam.user", "a", Object{{"A", 3}});
  EXPECT_EQ(seen("iam.user", "a"), R"({"A":1})");
  now_ += 10s;
  EXPECT_EQ(seen("iam.user", "a"), R"({"A":3})");
}

TEST_F(LatenessTest, who_names_it_sees_it_sooner_than_who_searches) {
  int by_id = 0, by_search = 0;
  for (int i = 0; i < 100; ++i) write("ec2.vpc", std::to_string(i), Object{{"A", 1}});
  now_ += 3s;
  for (int i = 0; i < 100; ++i) {
    by_id += seen("ec2.vpc", std::to_string(i), Reader::by_id) != "nothing";
    by_search += seen("ec2.vpc", std::to_string(i), Reader::by_search) != "nothing";
  }
  EXPECT_GT(by_id, by_search + 20);
  EXPECT_GT(by_search, 5);
}

TEST_F(LatenessTest, other_kinds_and_other_threads_see_all_at_once) {
  write("sqs.queue", "q", Object{{"A", 1}});
  EXPECT_EQ(seen("sqs.queue", "q"), R"({"A":1})");
  write("iam.role", "made", Object{{"A", 1}});
  EXPECT_TRUE(Lateness::seen(state_, "iam.role", "made", Reader::elsewhere));
  Lateness off;
  Lateness::OfThread strict(off, now_);
  EXPECT_TRUE(Lateness::seen(state_, "iam.role", "made", Reader::elsewhere));
}

TEST_F(LatenessTest, the_same_seed_gives_the_same_times) {
  Lateness other;
  other.turn_on(7);
  write("iam.role", "made", Object{{"A", 1}});
  {
    Lateness::OfThread late(other, now_);
    Lateness::note(state_, "iam.role", "made", std::nullopt);
  }
  for (int i = 0; i < 150; ++i, now_ += 100ms) {
    std::string here = seen("iam.role", "made");
    Lateness::OfThread late(other, now_);
    auto there = Lateness::seen(state_, "iam.role", "made", Reader::elsewhere);
    EXPECT_EQ(here != "nothing", there.has_value()) << i;
  }
}

}  // namespace
}  // namespace account
