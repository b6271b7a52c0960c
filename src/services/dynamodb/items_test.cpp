// The orders in which items are read, against a model that sorts and filters all of them; and what a read costs.
#include "services/dynamodb/items.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/seeded_random.h"
#include "services/dynamodb/expression/evaluate.h"

namespace account::dynamodb {
namespace {

using Kind = Condition::Kind;

// Counts the records that lists give.
class CountingTransaction : public store::Transaction {
 public:
  explicit CountingTransaction(std::unique_ptr<store::Transaction> inner) : inner_(std::move(inner)) {}

  std::optional<std::string> get(const store::Scope& scope, std::string_view id) override {
    ++read;
    return inner_->get(scope, id);
  }
  std::vector<store::Record> list(const store::Scope& scope, const store::Range& range) override {
    std::vector<store::Record> records = inner_->list(scope, range);
    read += records.size();
    return records;
  }
  void put(const store::Scope& scope, std::string_view id, std::string_view value) override {
    inner_->put(scope, id, value);
  }
  bool erase(const store::Scope& scope, std::string_view id) override { return inner_->erase(scope, id); }
  void erase_account(std::string_view account) override { inner_->erase_account(account); }
  void fail(base::Error error) override { inner_->fail(std::move(error)); }
  base::Status status() const override { return inner_->status(); }
  base::Status commit() override { return inner_->commit(); }

  size_t read = 0;

 private:
  std::unique_ptr<store::Transaction> inner_;
};

// Items {p, c, g, h}: p and c are the table's keys, g and h those of the index `by-g`.
class Items : public ::testing::Test {
 protected:
  void begin(Type range) {
    schema_ = {"app", {{"p", Type::S}, KeyAttribute{"c", range}}, {}};
    schema_.indexes.push_back({"by-g", {{"g", Type::S}, KeyAttribute{"h", range}}, true, true, {}});
  }

  void put(Item item) {
    std::optional<Item> before = find_item(state_, schema_, item);
    change_item(state_, schema_, before ? &*before : nullptr, &item);
    std::erase_if(all_, [&](const Item& one) { return schema_.keys.of(one) == schema_.keys.of(item); });
    all_.push_back(std::move(item));
  }
  void erase_one() {
    size_t at = random_.below(all_.size());
    change_item(state_, schema_, &all_[at], nullptr);
    all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(at));
  }

  Value some_value(Type type) {
    if (type == Type::N) {
      std::string sign = random_.below(2) ? "-" : "";
      std::string number =
          sign + std::to_string(random_.below(20)) + "e" + std::to_string(random_.below(4)) + "";
      return number_value(Number::parse(number).value());
    }
    static constexpr std::string_view kPieces[] = {
        std::string_view("\0", 1), "a", "b", "\x7F", "\xC3\xBF", "\x01"};
    static constexpr std::string_view kBytes[] = {
        std::string_view("\0", 1), "\x01", "\xFF", "\xFE", "a", "\x7F"};
    Value value{type};
    for (size_t length = 1 + random_.below(3); length > 0; --length)
      value.text += type == Type::S ? kPieces[random_.below(6)] : kBytes[random_.below(6)];
    return value;
  }
  Value some_partition() { return text_value(random_.below(2) ? "x" : "xy"); }

  void put_some(Type type) {
    Item item{{"p", some_partition()}, {"c", some_value(type)}};
    if (random_.below(4)) item.emplace("g", some_partition());
    if (random_.below(4)) item.emplace("h", some_value(type));
    put(std::move(item));
  }

  std::optional<KeyRange> some_range(Type type) {
    constexpr Kind kKinds[] = {
        Kind::equal,   Kind::less,       Kind::less_or_equal, Kind::greater, Kind::greater_or_equal,
        Kind::between, Kind::begins_with};
    Kind kind = kKinds[random_.below(type == Type::N ? 6 : 7)];
    KeyRange range{kind, some_value(type)};
    if (kind == Kind::between) {
      range.upper = some_value(type);
      if (compare(range.value, *range.upper) == std::strong_ordering::greater)
        std::swap(range.value, *range.upper);
    }
    return random_.below(5) ? std::optional<KeyRange>(range) : std::nullopt;
  }

  // By the expression language's own means.
  static bool is_in(const std::optional<KeyRange>& range, const std::string& name, const Item& item) {
    if (!range) return true;
    Condition condition{range->kind};
    condition.operands.push_back({Operand::Kind::path, {{name}}});
    condition.operands.push_back({Operand::Kind::value, {}, range->value});
    if (range->upper) condition.operands.push_back({Operand::Kind::value, {}, *range->upper});
    return holds(condition, item);
  }

  std::vector<Item> wanted(const Walk& walk) {
    const Keys& keys = walk.index ? walk.index->keys : schema_.keys;
    std::vector<Item> items;
    for (const Item& item : all_) {
      bool is_there =
          (!walk.index || walk.index->takes(item)) && item.at(keys.hash.name) == walk.condition->hash;
      if (is_there && is_in(walk.condition->range, keys.range->name, item)) items.push_back(item);
    }
    std::sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
      auto order = compare(a.at(keys.range->name), b.at(keys.range->name));
      return walk.is_backward ? *order > 0 : *order < 0;
    });
    return items;
  }

  std::vector<Item> walked(const Walk& walk) {
    Walker walker(state_, schema_, walk);
    std::vector<Item> items;
    while (auto item = walker.next()) items.push_back(std::move(*item));
    return items;
  }

  // The same items, in the order of the range key; those that have the same may come in any order.
  void expect_walk(const Walk& walk) {
    std::vector<Item> should = wanted(walk);
    std::vector<Item> are = walked(walk);
    ASSERT_EQ(are.size(), should.size());
    const std::string& range = (walk.index ? walk.index->keys : schema_.keys).range->name;
    for (size_t i = 0; i < are.size(); ++i) EXPECT_EQ(are[i].at(range), should[i].at(range));
    EXPECT_TRUE(std::is_permutation(are.begin(), are.end(), should.begin()));
    // Page by page, it goes on behind each of them.
    for (size_t i = 0; i < are.size(); ++i) {
      Walk rest = walk;
      rest.after = are[i];
      Walker walker(state_, schema_, rest);
      EXPECT_FALSE(walker.is_beyond());
      auto next = walker.next();
      EXPECT_EQ(next.has_value(), i + 1 < are.size());
      if (!next) break;
      EXPECT_EQ(*next, are[i + 1]);
    }
  }

  uint64_t seed_ = base::SystemRandom().below(1'000'000);
  base::SeededRandom random_{seed_};
  std::unique_ptr<store::Store> store_ = store::open_in_memory().value();
  CountingTransaction transaction_{store_->begin().value()};
  State state_{transaction_, "111122223333", "eu-west-3"};
  Schema schema_;
  std::vector<Item> all_;
};

TEST_F(Items, are_read_in_the_order_of_their_keys) {
  SCOPED_TRACE(fmt::format("seed {}", seed_));
  for (Type type : {Type::S, Type::B, Type::N}) {
    begin(type);
    for (int i = 0; i < 60; ++i) put_some(type);
    for (int i = 0; i < 15; ++i) erase_one();
    for (int i = 0; i < 60; ++i) {
      Walk walk;
      walk.index = random_.below(2) ? &schema_.indexes[0] : nullptr;
      walk.is_backward = random_.below(2) == 0;
      walk.condition = KeyCondition{some_partition(), some_range(type)};
      expect_walk(walk);
    }
    EXPECT_EQ(count_of(state_, "app", "").items, static_cast<int64_t>(all_.size()));
    while (!all_.empty()) erase_one();
    EXPECT_EQ(count_of(state_, "app", "").bytes, 0);
    EXPECT_EQ(count_of(state_, "app", "by-g").items, 0);
    for (const char* kind : {"dynamodb.item", "dynamodb.index", "dynamodb.backward"})
      EXPECT_TRUE(state_.ids(kind).empty()) << kind;
  }
}

TEST_F(Items, stand_in_one_segment_each) {
  begin(Type::N);
  for (int i = 0; i < 200; ++i) put({{"p", text_value(std::to_string(i))}, {"c", number_value(Number())}});
  for (uint32_t segments : {1u, 2u, 3u, 7u}) {
    std::vector<Item> items;
    for (uint32_t segment = 0; segment < segments; ++segment) {
      Walk walk;
      walk.segment = segment;
      walk.segments = segments;
      std::vector<Item> part = walked(walk);
      EXPECT_GT(part.size(), 200 / segments / 4) << segment << " of " << segments;
      items.insert(items.end(), part.begin(), part.end());
    }
    EXPECT_EQ(items.size(), all_.size());
    EXPECT_TRUE(std::is_permutation(items.begin(), items.end(), all_.begin(), all_.end()));
  }
}

// Whatever the table holds beside it.
TEST_F(Items, cost_what_is_read_of_them) {
  begin(Type::N);
  for (int i = 0; i < 2000; ++i) {
    Number number = Number::parse(std::to_string(i)).value();
    put({{"p", text_value("x")},
         {"c", number_value(number)},
         {"g", text_value("y")},
         {"h", number_value(number)}});
  }
  transaction_.read = 0;
  find_item(state_, schema_, all_[1000]);
  EXPECT_EQ(transaction_.read, 1u);
  for (const Index* index :
       {static_cast<const Index*>(nullptr), static_cast<const Index*>(&schema_.indexes[0])}) {
    for (bool is_backward : {false, true}) {
      Walk walk;
      walk.index = index;
      walk.is_backward = is_backward;
      walk.condition = KeyCondition{text_value(index ? "y" : "x"),
                                    KeyRange{Kind::less, number_value(Number::parse("1000").value())}};
      transaction_.read = 0;
      Walker walker(state_, schema_, walk);
      EXPECT_EQ(walker.next()->at("c").number.text(), is_backward ? "999" : "0");
      EXPECT_LE(transaction_.read, 8u);
    }
  }
}

}  // namespace
}  // namespace account::dynamodb
