// The expression language and numbers, case by case: testdata/*.yaml.
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/yaml.h"
#include "services/dynamodb/expression/evaluate.h"
#include "services/dynamodb/expression/parse.h"
#include "tests/source_dir.h"

namespace account::dynamodb {
namespace {

json::Value read_cases(std::string_view name) {
  std::string path = fmt::format("{}/src/services/dynamodb/testdata/{}.yaml", SLIPWAY_SOURCE_DIR, name);
  auto text = base::read_file(path);
  EXPECT_TRUE(text) << path;
  base::Diagnostics diagnostics;
  auto cases = yaml::parse(*text, diagnostics);
  EXPECT_TRUE(cases) << path;
  return *cases;
}

// A short form as DynamoDB's JSON.
json::Value shape_of_short(const json::Value& value) {
  if (value.is_null()) return json::Object{{"NULL", true}};
  if (value.is_bool()) return json::Object{{"BOOL", value}};
  if (value.is_int()) return json::Object{{"N", std::to_string(value.as_int())}};
  if (value.is_string()) return json::Object{{"S", value}};
  if (value.is_array()) {
    json::Array list;
    for (const json::Value& one : value.as_array()) list.push_back(shape_of_short(one));
    return json::Object{{"L", list}};
  }
  const json::Object& members = value.as_object();
  bool says_type = members.size() == 1 && type_named(members.begin()->name);
  if (says_type) return value;
  json::Object map;
  for (const json::Member& one : members) map.set(one.name, shape_of_short(one.value));
  return json::Object{{"M", map}};
}

Item item_of(const json::Value& shorthand) {
  json::Object shape;
  for (const json::Member& one : shorthand.as_object()) shape.set(one.name, shape_of_short(one.value));
  return read_item(shape).value();
}

json::Value prefixed(const json::Value* map, char first, bool is_value) {
  json::Object prefixed;
  for (const json::Member& one : map->as_object())
    prefixed.set(first + one.name, is_value ? shape_of_short(one.value) : one.value);
  return prefixed;
}

aws::Result<Placeholders> placeholders_of(const json::Value& one) {
  const json::Value* names = one.find("names");
  const json::Value* values = one.find("values");
  json::Value all_names = names ? prefixed(names, '#', false) : json::Value();
  json::Value all_values = values ? prefixed(values, ':', true) : json::Value();
  return Placeholders::read(names ? &all_names : nullptr, values ? &all_values : nullptr, true, "");
}

// Runs each case; `check` looks at what comes of it where it is no error.
template <typename Check>
void run_cases(std::string_view file, std::string_view parameter, Check check) {
  size_t count = 0;
  const json::Value cases = read_cases(file);
  for (const json::Member& chapter : cases.as_object()) {
    for (const json::Value& one : chapter.value.as_array()) {
      SCOPED_TRACE(fmt::format("{}: {}", chapter.name, json::dump(one)));
      ++count;
      aws::Result<void> got = check(one);
      std::string wanted(one.string_or("whole_error", ""));
      if (const json::Value* error = one.find("error"))
        wanted = fmt::format("Invalid {}: {}", parameter, error->as_string());
      EXPECT_EQ(got ? "" : got.error().message, wanted);
    }
  }
  EXPECT_GT(count, 5u);
}

TEST(Expressions, conditions_hold_as_the_cases_say) {
  run_cases("conditions", "ConditionExpression", [](const json::Value& one) -> aws::Result<void> {
    Placeholders placeholders = TRY(placeholders_of(one));
    Condition condition = TRY(parse_condition("ConditionExpression", one.string_or("is", ""), placeholders));
    TRY(placeholders.check_all_used());
    EXPECT_EQ(holds(condition, item_of(*one.find("of"))), one.bool_or("holds", false));
    return {};
  });
}

// As the result would stand in a case, so that the two can be compared.
json::Value expanded(const json::Value& one, std::string_view member) {
  const json::Value* wanted = one.find(member);
  return wanted ? shape_of(item_of(*wanted)) : json::Value();
}

TEST(Expressions, updates_make_what_the_cases_say) {
  run_cases("updates", "UpdateExpression", [](const json::Value& one) -> aws::Result<void> {
    Placeholders placeholders = TRY(placeholders_of(one));
    Update update = TRY(parse_update(one.string_or("is", ""), placeholders));
    TRY(placeholders.check_all_used());
    Item after = TRY(apply_update(update, item_of(*one.find("before"))));
    EXPECT_EQ(json::dump(shape_of(after)), json::dump(expanded(one, "after")));
    return {};
  });
}

TEST(Expressions, projections_give_what_the_cases_say) {
  run_cases("projections", "ProjectionExpression", [](const json::Value& one) -> aws::Result<void> {
    Placeholders placeholders = TRY(placeholders_of(one));
    std::vector<Path> paths = TRY(parse_projection(one.string_or("is", ""), placeholders));
    Item part = project(paths, item_of(*one.find("of")));
    EXPECT_EQ(json::dump(shape_of(part)), json::dump(expanded(one, "gives")));
    return {};
  });
}

TEST(Expressions, too_much_of_anything_is_refused) {
  Placeholders placeholders = Placeholders::read(nullptr, nullptr, true, "").value();
  auto message = [&](const std::string& text) {
    auto condition = parse_condition("FilterExpression", text, placeholders);
    return condition ? std::string() : condition.error().message;
  };
  std::string many = "a = b";
  for (int i = 1; i < 151; ++i) many += " AND a = b";
  EXPECT_EQ(message(many),
            "Invalid FilterExpression: The expression contains too many operators; operator count: 301");
  EXPECT_EQ(message(std::string(4097, ' ')),
            "Invalid FilterExpression: Expression size has exceeded the maximum allowed size; expression "
            "size: 4097");
  EXPECT_NE(message(std::string(4096, '(')), "");
  std::string nested;
  for (int i = 0; i < 800; ++i) nested += "(NOT ";
  EXPECT_EQ(message(nested),
            "Invalid FilterExpression: The expression contains too many operators; operator count: 301");
  std::string path = "a";
  for (int i = 0; i < 32; ++i) path += ".b";
  EXPECT_EQ(message(path + " = c"),
            "Invalid FilterExpression: The document path has too many nesting elements; nesting levels: 33");
}

TEST(Numbers, are_read_and_shown_as_the_cases_say) {
  json::Value cases = read_cases("numbers");
  for (const json::Value& one : cases.find("shown")->as_array()) {
    auto number = Number::parse(one.as_array()[0].as_string());
    ASSERT_TRUE(number) << json::dump(one);
    EXPECT_EQ(number->text(), one.as_array()[1].as_string());
    EXPECT_EQ(Number::parse(number->text()).value(), *number);
  }
  for (const json::Value& one : cases.find("refused")->as_array()) {
    auto number = Number::parse(one.as_array()[0].as_string());
    EXPECT_EQ(number ? number->text() : number.error().message, one.as_array()[1].as_string());
  }
}

// As numbers, and as the bytes by which the store orders them; and sums are what differences undo.
TEST(Numbers, have_one_order) {
  std::vector<Number> numbers;
  const json::Value cases = read_cases("numbers");
  for (const json::Value& one : cases.find("in_order")->as_array())
    numbers.push_back(Number::parse(one.as_string()).value());
  for (size_t i = 0; i < numbers.size(); ++i) {
    for (size_t j = 0; j < numbers.size(); ++j) {
      SCOPED_TRACE(numbers[i].text() + " and " + numbers[j].text());
      EXPECT_EQ(numbers[i] <=> numbers[j], i <=> j);
      EXPECT_EQ(numbers[i].order_key().compare(numbers[j].order_key()) <=> 0, i <=> j);
      bool is_beginning = i != j && numbers[j].order_key().starts_with(numbers[i].order_key());
      EXPECT_FALSE(is_beginning);
      auto sum = Number::add(numbers[i], numbers[j]);
      if (!sum) continue;
      EXPECT_EQ(Number::add(*sum, numbers[j].negated()).value(), numbers[i]);
    }
  }
}

}  // namespace
}  // namespace account::dynamodb
