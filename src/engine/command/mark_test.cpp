// What is nobody's gets our marks, and nothing else does.
#include "engine/command/mark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/manual_clock.h"

namespace engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kOurs = "ours";

// One thing, with whoever's mark.
class Shelf final : public Caller {
 public:
  Answer call(const Call& call, const base::Deadline&) override {
    if (lost_answers > 0) {
      --lost_answers;
      return {Answer::Status::unknown, nullptr, "", ""};
    }
    if (call.request.operation == "Mark") {
      marked.push_back(std::string(call.request.input.string_or("mark", "")));
      mark = marked.back();
      return {};
    }
    if (!is_there) return {Answer::Status::refused, nullptr, "NotFound", ""};
    return {Answer::Status::done, json::Object{{"mark", mark}}, "", ""};
  }

  bool is_there = true;
  std::string mark;
  int lost_answers = 0;
  std::vector<std::string> marked;
};

ResourceKind kind_of_shelf() {
  ResourceKind kind;
  kind.name = "thing";
  kind.absent = {"NotFound"};
  kind.find = [](const Subject&) { return Request{"shelf", "Find", json::Object()}; };
  kind.reading = [](const json::Value& output, const Subject&) {
    Reading reading;
    reading.is_there = true;
    reading.is_ours = output.string_or("mark", "") == kOurs;
    return reading;
  };
  kind.mark = [](const json::Value& output, const Subject&) -> base::Result<std::vector<Request>> {
    std::string whose(output.string_or("mark", ""));
    if (!whose.empty()) return base::fail(base::ErrorKind::conflict, "it is {}", whose);
    return std::vector{Request{"shelf", "Mark", json::Object{{"mark", kOurs}}}};
  };
  return kind;
}

class MarkTest : public testing::Test {
 protected:
  MarkTest() { resource_.address = "network/thing"; }

  std::string mark() {
    auto done = engine::mark(resource_, "token", kind_, shelf_, clock_);
    return done ? "" : done.error().message + "; " + done.error().hint;
  }

  base::VirtualClock clock_{base::from_seconds(1'800'000'000)};
  Shelf shelf_;
  ResourceKind kind_ = kind_of_shelf();
  Resource resource_;
};

TEST_F(MarkTest, WhatIsNobodysIsMarkedOnce) {
  EXPECT_EQ(mark(), "");
  EXPECT_EQ(mark(), "");
  EXPECT_THAT(shelf_.marked, ElementsAre(kOurs));
}

TEST_F(MarkTest, LostAnswersAreAskedForAgain) {
  shelf_.lost_answers = 3;
  EXPECT_EQ(mark(), "");
  EXPECT_THAT(shelf_.marked, ElementsAre(kOurs));
  EXPECT_GT(clock_.now(), base::from_seconds(1'800'000'000)) << "not at once";
}

TEST_F(MarkTest, WhatIsAnothersStays) {
  shelf_.mark = "theirs";
  EXPECT_EQ(mark(), "it is theirs; ");
  EXPECT_THAT(shelf_.marked, IsEmpty());
}

TEST_F(MarkTest, WhatIsNotThereOrCarriesNoMarksIsTold) {
  shelf_.is_there = false;
  EXPECT_EQ(mark(), "what is to be `network/thing` is not there; correct its name, account and region");
  kind_.mark = nullptr;
  kind_.unmarkable = "it is made anew";
  EXPECT_EQ(mark(), "`network/thing` is of the kind thing, which cannot be adopted; it is made anew");
}

// Things with tags, as EKS has them: found by name, and whose they are their tags say.
class TaggedTest : public testing::Test {
 protected:
  TaggedTest() {
    resource_.address = "cluster/logs";
    resource_.desired = json::Object{{"tags", json::Object{{"whose", "ours"}}}};
    kind_.name = "tagged";
    kind_.found_by = FoundBy::name;
    kind_.in_place = {"tags"};
    kind_.find = [](const Subject&) { return Request{"shelf", "Find", json::Object()}; };
    kind_.reading = [](const json::Value& output, const Subject& subject) {
      Reading reading;
      reading.is_there = true;
      reading.note = output.string_or("mark", "");
      reading.is_ours = reading.note == subject.token;
      if (reading.is_ours) reading.note.clear();
      reading.identity = json::Object{{"Arn", "arn"}};
      reading.members = {{"tags", reading.is_ours ? *subject.desired.find("tags") : json::Object()}};
      return reading;
    };
    kind_.change = [](const Subject& subject, const std::vector<std::string>&) {
      EXPECT_EQ(subject.identity.string_or("Arn", ""), "arn");
      return std::vector{Request{"shelf", "Mark", json::Object{{"mark", subject.token}}}};
    };
  }

  base::Result<Reading> mark() { return engine::mark(resource_, "token", kind_, shelf_, clock_); }

  Resource resource_;
  ResourceKind kind_;
  Shelf shelf_;
  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
};

TEST_F(TaggedTest, GetTagsByTheCallsThatChangeThem) {
  auto marked = mark();
  ASSERT_TRUE(marked) << marked.error().message;
  EXPECT_TRUE(marked->is_ours);
  EXPECT_EQ(marked->members.find("tags"), nullptr) << "it counts as having those that are desired";
  EXPECT_THAT(shelf_.marked, ElementsAre("token"));
  ASSERT_TRUE(mark());
  EXPECT_THAT(shelf_.marked, ElementsAre("token")) << "once";
}

TEST_F(TaggedTest, AreLeftToWhoseTheyAre) {
  shelf_.mark = "organization=other";
  auto refused = mark();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, base::ErrorKind::conflict);
  EXPECT_THAT(refused.error().message,
              testing::HasSubstr("another deployment of Slipway (organization=other)"));
  EXPECT_THAT(shelf_.marked, IsEmpty());
}

TEST_F(TaggedTest, WithoutTagsTheyAreOursByBeingThere) {
  kind_.in_place = {};
  kind_.reading = [](const json::Value&, const Subject&) { return Reading{.is_there = true}; };
  resource_.desired = json::Object();
  EXPECT_TRUE(mark());
  EXPECT_THAT(shelf_.marked, IsEmpty());
  kind_.unmarkable = "it is made anew";
  EXPECT_FALSE(mark());
}

}  // namespace
}  // namespace engine
