#include "engine/apply/observer.h"

#include <gtest/gtest.h>

#include "base/clock.h"

namespace engine {
namespace {

// Policies of a role: each is found in the list of all, as IAM tells them.
class ObserverTest : public testing::Test {
 protected:
  ObserverTest() {
    ResourceKind kind;
    kind.name = "policy";
    kind.found_by = FoundBy::name;
    kind.absent = {"NoSuchEntity"};
    kind.find = kind.read = [](const Subject& subject) {
      return Request{"iam", "ListPolicies", json::Object{{"Role", *subject.desired.find("role")}}};
    };
    kind.reading = [](const json::Value& output, const Subject& subject) {
      Reading reading;
      for (const std::string& each : output.strings_at("Policies"))
        reading.is_there = reading.is_there || each == subject.desired.string_or("policy", "");
      reading.is_ours = subject.is_lost;
      return reading;
    };
    kinds_.emplace(kind.name, std::make_shared<ResourceKind>(kind));
  }

  static Resource policy(const std::string& role, const std::string& name, const std::string& region = "x") {
    return {fmt::format("{}/{}/{}", region, role, name),
            "policy",
            {"prod", region, nullptr},
            json::Object{{"role", role}, {"policy", name}},
            {},
            "",
            false,
            {}};
  }
  // Whatever is asked is answered by what `say` says of it; how many calls that took.
  size_t look(Observer& observer, const std::function<Answer(const Call&)>& say) {
    base::Time now = base::from_seconds(1'800'000'000);
    size_t calls = 0;
    std::vector<CallOut> open;
    auto take = [&](Effects effects) {
      for (CallOut& call : effects.calls) open.push_back(std::move(call));
      if (effects.wake) now = std::max(now, *effects.wake);
      return effects.finished;
    };
    bool is_finished = take(observer.start(now));
    while (!is_finished) {
      Event event;
      if (!open.empty()) {
        ++calls;
        event = {Event::Type::answer, open.front().id, say(open.front().call), {}, {}};
        open.erase(open.begin());
      }
      is_finished = take(observer.handle(now, event));
    }
    return calls;
  }

  Kinds kinds_;
};

Answer listed(std::vector<std::string> names) {
  return {Answer::Status::done, json::Object{{"Policies", json::Array(names.begin(), names.end())}}, "", ""};
}

TEST_F(ObserverTest, WhatSeveralAskAlikeIsAskedOnce) {
  std::vector<Resource> desired = {policy("a", "read"), policy("a", "write"), policy("b", "read"),
                                   policy("a", "read", "y")};
  ObserveSettings settings;
  settings.looks_for_names = true;
  Observer observer({}, desired, kinds_, settings);
  EXPECT_EQ(look(observer, [](const Call&) { return listed({"read"}); }), 3U)
      << "another role, another region";
  EXPECT_TRUE(observer.observed().at({"x/a/read", 1}).is_there);
  EXPECT_FALSE(observer.observed().at({"x/a/write", 1}).is_there);
  EXPECT_TRUE(observer.observed().at({"y/a/read", 1}).is_there);
}

// Its name is all that finds it, and its tags tell whose it is, whatever else of it is not known yet.
TEST_F(ObserverTest, WhatHasANameIsLookedForByThatAlone) {
  ResourceKind named = *kinds_.at("policy");
  named.name_from = {"role", "policy"};
  kinds_["policy"] = std::make_shared<ResourceKind>(named);
  Resource marked = policy("a", "read"), unmarked = policy("b", "read"), unnamed = policy("c", "read");
  json::Value output = after({"network", "Id"});
  for (Resource* each : {&marked, &unmarked}) each->desired.as_object().set("subnet", output);
  for (Resource* each : {&marked, &unnamed}) each->desired.as_object().set("tags", json::Object());
  unnamed.desired.as_object().set("policy", output);
  ObserveSettings settings;
  settings.looks_for_names = true;
  Observer observer({}, {marked, unmarked, unnamed}, kinds_, settings);
  EXPECT_EQ(look(observer, [](const Call&) { return listed({"read"}); }), 1U);
  EXPECT_TRUE(observer.observed().contains({marked.address, 1}));
}

TEST_F(ObserverTest, AnAnswerThatTellsNothingIsAskedForAgain) {
  ObserveSettings settings;
  settings.looks_for_names = true;
  for (Answer::Status status : {Answer::Status::throttled, Answer::Status::unknown}) {
    Observer observer({}, {policy("a", "read"), policy("a", "write")}, kinds_, settings);
    int asked = 0;
    EXPECT_EQ(look(observer,
                   [&](const Call&) {
                     return ++asked < 3 ? Answer{status, nullptr, "Throttling", ""} : listed({"write"});
                   }),
              3U);
    EXPECT_TRUE(observer.errors().empty());
    EXPECT_TRUE(observer.observed().at({"x/a/write", 1}).is_there);
  }
  Observer refused({}, {policy("a", "read"), policy("a", "write")}, kinds_, settings);
  look(refused, [](const Call&) { return Answer{Answer::Status::refused, nullptr, "AccessDenied", "no"}; });
  EXPECT_EQ(refused.errors().size(), 2U);
}

// One that is not seen yet is asked about anew, and not by the answer that came too early.
TEST_F(ObserverTest, WhatMayBeInvisibleIsAskedForAgain) {
  ResourceKind slow = *kinds_.at("policy");
  slow.window = base::Milliseconds(5000);
  kinds_["policy"] = std::make_shared<ResourceKind>(slow);
  State state;
  for (const char* name : {"read", "write"}) {
    Record record;
    record.kind = "policy";
    record.connection = {"prod", "x", nullptr};
    record.identity = record.applied = policy("a", name).desired;
    record.made_at = base::from_seconds(1'799'999'999);
    state.records.emplace(Key{name, 1}, record);
  }
  Observer observer(state, {}, kinds_, {});
  int asked = 0;
  look(observer, [&](const Call&) { return ++asked < 3 ? listed({}) : listed({"read", "write"}); });
  EXPECT_TRUE(observer.observed().at({"read", 1}).is_there);
  EXPECT_TRUE(observer.observed().at({"write", 1}).is_there);
}

// Whose a thing is that was never heard of may be a detail, and is asked for before it is ready, too.
TEST_F(ObserverTest, WhatIsPendingIsNotOursBecauseItDoesNotSay) {
  ResourceKind table = *kinds_.at("policy");
  table.reading = [](const json::Value&, const Subject&) {
    Reading reading;
    reading.is_there = true;
    reading.condition = Reading::Condition::pending;
    reading.identity = json::Object{{"Name", "t"}};
    return reading;
  };
  table.details = {{[](const Subject&) {
                      return Request{"iam", "ListTags", json::Object()};
                    },
                    [](const json::Value& output, const Subject&, Reading& reading) {
                      reading.is_ours = output.string_or("Owner", "") == "us";
                    }}};
  kinds_["policy"] = std::make_shared<ResourceKind>(table);
  ObserveSettings settings;
  settings.looks_for_names = true;
  for (const auto& [owner, is_ours] : {std::pair("us", true), std::pair("them", false)}) {
    Observer observer({}, {policy("a", "read")}, kinds_, settings);
    look(observer, [owner = owner](const Call&) {
      return Answer{Answer::Status::done, json::Object{{"Owner", owner}}, "", ""};
    });
    EXPECT_EQ(observer.observed().at({"x/a/read", 1}).is_ours, is_ours) << owner;
  }
  Observer refused({}, {policy("a", "read")}, kinds_, settings);
  look(refused, [](const Call& call) {
    if (call.request.operation != "ListTags") return Answer{Answer::Status::done, json::Object(), "", ""};
    return Answer{Answer::Status::refused, nullptr, "ResourceInUseException", "it is being made"};
  });
  EXPECT_FALSE(refused.observed().at({"x/a/read", 1}).is_ours);
}

// By its marks, whichever token it carries; what names outputs of others is not looked for.
TEST_F(ObserverTest, WhatWasLostIsLookedFor) {
  Resource behind = policy("b", "read");
  behind.desired.as_object().set("role", after({"x/a/read", "Name"}));
  ObserveSettings settings;
  settings.looks_for_lost = true;
  Observer observer({}, {policy("a", "read"), behind}, kinds_, settings);
  EXPECT_EQ(look(observer, [](const Call&) { return listed({"read"}); }), 1U);
  EXPECT_TRUE(observer.observed().at({"x/a/read", 1}).is_ours);
  EXPECT_EQ(observer.observed().size(), 1U);
}

}  // namespace
}  // namespace engine
