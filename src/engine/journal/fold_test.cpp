#include "engine/journal/fold.h"

#include <gtest/gtest.h>

#include "engine/journal/state_json.h"

namespace engine {
namespace {

using Type = Entry::Type;

Entry entry(int64_t serial, Type type, Key key = {}) {
  Entry out;
  out.serial = serial;
  out.type = type;
  out.at = base::from_ms(1000 * serial);
  out.key = std::move(key);
  return out;
}

Entry intend(int64_t serial, Action action, Key key, std::vector<Key> needs = {}) {
  Entry out = entry(serial, Type::intend, key);
  out.action = action;
  out.needs = std::move(needs);
  if (action == Action::destroy) return out;
  out.desired = json::Object{{"size", serial}};
  if (action == Action::change) return out;
  out.kind = "thing";
  out.connection = {"prod", "eu-west-3", nullptr};
  out.token = token_of("history", key);
  if (action == Action::adopt) out.identity = json::Object{{"Id", "there-before"}};
  return out;
}

Entry begin() {
  Entry out = entry(1, Type::begin);
  out.lineage = "history";
  return out;
}

Entry made(int64_t serial, Key key) {
  Entry out = entry(serial, Type::made, std::move(key));
  out.identity = json::Object{{"Id", "x-1"}};
  return out;
}

Entry applied(int64_t serial, Key key) {
  Entry out = entry(serial, Type::applied, std::move(key));
  out.outputs = json::Object{{"Arn", "arn"}};
  return out;
}

Entry moved(int64_t serial, std::string from, std::string to) {
  Entry out = entry(serial, Type::move, {std::move(from), 1});
  out.to = std::move(to);
  return out;
}

State folded(const std::vector<Entry>& entries) {
  State state;
  for (const Entry& each : entries) {
    auto done = fold(state, each);
    EXPECT_TRUE(done) << done.error().message;
  }
  return state;
}

const Key kVpc{"vpc", 1}, kSubnet{"subnet", 1}, kNewVpc{"vpc", 2};

std::vector<Entry> life() {
  return {begin(),
          intend(2, Action::create, kVpc),
          made(3, kVpc),
          applied(4, kVpc),
          intend(5, Action::create, kSubnet, {kVpc}),
          made(6, kSubnet),
          applied(7, kSubnet),
          intend(8, Action::create, kNewVpc),
          made(9, kNewVpc),
          applied(10, kNewVpc),
          intend(11, Action::change, kSubnet, {kNewVpc})};
}

TEST(Fold, KnowsWhatWasMadeAndWhatItUses) {
  State state = folded(life());
  EXPECT_EQ(state.serial, 11);
  EXPECT_EQ(state.find(kSubnet)->uses(), (std::vector<Key>{kVpc, kNewVpc}))
      << "the change may be done by half";
  EXPECT_EQ(state.newest("vpc")->first, kNewVpc);
  ASSERT_TRUE(fold(state, applied(12, kSubnet)));
  EXPECT_EQ(state.find(kSubnet)->uses(), (std::vector<Key>{kNewVpc}));
  EXPECT_EQ(state.find(kSubnet)->applied, (json::Object{{"size", 11}}));
  ASSERT_TRUE(fold(state, intend(13, Action::destroy, kNewVpc)));
  ASSERT_TRUE(fold(state, entry(14, Type::gone, kNewVpc)));
  EXPECT_EQ(state.newest("vpc")->first, kVpc);
  EXPECT_EQ(state.next_generation("vpc"), 3) << "no generation is given twice";
}

TEST(Fold, RemembersWhatIntentsThatStayedOpenMayHaveDone) {
  std::vector<Entry> entries = life();
  entries.push_back(intend(12, Action::change, kSubnet, {}));
  State state = folded(entries);
  EXPECT_EQ(state.find(kSubnet)->uses(), (std::vector<Key>{kVpc, kNewVpc}));
}

TEST(Fold, MovesARecordWithAllThatUsesIt) {
  std::vector<Entry> entries = life();
  entries.push_back(moved(12, "vpc", "network/vpc"));
  State state = folded(entries);
  EXPECT_EQ(state.newest("vpc"), nullptr);
  EXPECT_EQ(state.find({"network/vpc", 1})->token, token_of("history", kVpc)) << "it was made with that one";
  EXPECT_EQ(state.find(kSubnet)->uses(), (std::vector<Key>{{"network/vpc", 1}, {"network/vpc", 2}}));
  EXPECT_EQ(state.next_generation("network/vpc"), 3);
  EXPECT_EQ(state.next_generation("vpc"), 3);
}

Entry restored(int64_t serial, const State& state) {
  Entry out = entry(serial, Type::restore);
  out.state = to_json(state);
  return out;
}

TEST(Fold, PutsAStateBackAndGivesNothingTwice) {
  State earlier = folded({begin(), intend(2, Action::create, kSubnet)});
  State state = folded(life());
  ASSERT_TRUE(fold(state, restored(12, earlier)));
  EXPECT_EQ(state.records, earlier.records);
  EXPECT_EQ(state.serial, 12);
  EXPECT_EQ(state.next_generation("vpc"), 3) << "the state of before had given two";
  State later = folded(life());
  State behind = folded({begin()});
  ASSERT_TRUE(fold(behind, restored(2, later)));
  EXPECT_EQ(behind.serial, 12) << "a plan of serial 2 would be taken for one of this state";
  ASSERT_TRUE(fold(behind, entry(13, Type::unlock)));
  EXPECT_EQ(behind.records, later.records);
}

struct Row {
  Entry entry;
  std::string_view error;
};

TEST(Fold, RefusesWhatCannotStandThere) {
  const Row kRows[] = {
      {entry(13, Type::gone, kVpc), "stands behind entry 11: what was between them is missing"},
      {entry(11, Type::gone, kVpc), "is missing"},
      {entry(12, Type::begin), "a history begins with its first entry"},
      {entry(12, Type::gone, {"vpc", 3}), "it is not there"},
      {entry(12, Type::forget, {"stranger", 1}), "it is not there"},
      {made(12, kVpc), "nobody intended it"},
      {applied(12, kVpc), "nobody intended it"},
      {intend(12, Action::create, kVpc), "it is there already"},
      {intend(12, Action::change, {"stranger", 1}), "it is not there"},
      {intend(12, Action::destroy, {"stranger", 1}), "it is not there"},
      {moved(12, "stranger", "x"), "it is not there"},
      {moved(12, "vpc", "subnet"), "something has the new address already"},
      {entry(12, Type::protect, {"stranger", 1}), "it is not there"},
      {entry(12, Type::restore), "that is no state"},
  };
  const State before = folded(life());
  for (const Row& row : kRows) {
    State state = before;
    auto done = fold(state, row.entry);
    ASSERT_FALSE(done) << row.error;
    EXPECT_NE(done.error().message.find(row.error), std::string::npos) << done.error().message;
    EXPECT_EQ(state, before);
  }
  State gone = folded({begin(), intend(2, Action::create, kVpc), entry(3, Type::gone, kVpc)});
  EXPECT_FALSE(fold(gone, intend(4, Action::create, kVpc))) << "that generation was given before";
  State open = folded({begin(), intend(2, Action::create, kVpc)});
  EXPECT_FALSE(fold(open, applied(3, kVpc))) << "it was not made before";
}

TEST(Fold, IsWrittenAndReadBack) {
  State state, read;
  std::vector<Entry> entries = life();
  entries.push_back(intend(12, Action::adopt, {"bucket", 1}));
  entries.push_back(moved(13, "vpc", "network/vpc"));
  Entry unlocked = entry(14, Type::unlock);
  unlocked.note = "somebody broke the lock";
  entries.push_back(unlocked);
  entries.push_back(restored(15, folded(life())));
  for (const Entry& each : entries) {
    auto again = parse_entry(json::dump(to_json(each)));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, each);
    ASSERT_TRUE(fold(state, each));
    auto back = parse_state(json::dump(to_json(state)));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, state);
    EXPECT_EQ(json::dump(to_json(*back)), json::dump(to_json(state)));
  }
}

TEST(State, OfALaterVersionIsRefusedInWords) {
  auto read = parse_state(R"({"version": 2})");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "the state is of version 2; this Slipway reads version 1");
  EXPECT_EQ(read.error().hint, "use the Slipway that wrote it, or a later one");
}

TEST(Token, FollowsFromWhatIsAskedForOnly) {
  EXPECT_EQ(token_of("history", kVpc), token_of("history", kVpc));
  EXPECT_NE(token_of("history", kVpc), token_of("history", kNewVpc));
  EXPECT_NE(token_of("history", kVpc), token_of("another", kVpc));
  EXPECT_LE(token_of("history", kVpc).size(), 64U);
}

}  // namespace
}  // namespace engine
