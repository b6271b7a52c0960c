// DynamoDB's expressions and numbers. The first byte says which; the rest is the text. Whatever it is, it must be
// refused in words or be applied, and what comes of it must be an item that can be stored and read again.
#include <cstdint>
#include <cstdlib>

#include "services/dynamodb/expression/evaluate.h"
#include "services/dynamodb/expression/key_condition.h"
#include "services/dynamodb/expression/names.h"
#include "services/dynamodb/expression/parse.h"

namespace dynamodb = account::dynamodb;

namespace {

const dynamodb::Item& item() {
  static const dynamodb::Item item = [] {
    auto shape = json::parse(
        R"({"a": {"N": "1"}, "b": {"S": "x"}, "c": {"L": [{"N": "2"}, {"M": {"d": {"SS": ["x", "y"]}}}]},
                                 "e": {"M": {"f": {"NS": ["1", "2.5"]}, "g": {"BOOL": true}, "h": {"NULL": true}}}})");
    return dynamodb::read_item(*shape).value();
  }();
  return item;
}

dynamodb::Placeholders placeholders() {
  static const json::Value names = json::Object{{"#n", "c"}, {"#m", "d"}};
  static const json::Value values = *json::parse(
      R"({":n": {"N": "3"}, ":s": {"S": "S"}, ":x": {"SS": ["x", "z"]}, ":l": {"L": [{"N": "1"}]}, ":m": {"M": {}}})");
  return dynamodb::Placeholders::read(&names, &values, true, "").value();
}

void check_condition(std::string_view text) {
  dynamodb::Placeholders known = placeholders();
  auto condition = dynamodb::parse_condition("FilterExpression", text, known);
  if (!condition && condition.error().message.empty()) std::abort();
  if (!condition) return;
  dynamodb::Condition opposite{dynamodb::Condition::Kind::none, {}, {*condition}};
  if (dynamodb::holds(*condition, item()) == dynamodb::holds(opposite, item())) std::abort();
  dynamodb::attribute_names(*condition);
  dynamodb::parse_key_condition(text, known, "a", "b").has_value();
}

void check_update(std::string_view text) {
  dynamodb::Placeholders known = placeholders();
  auto update = dynamodb::parse_update(text, known);
  auto after = update ? dynamodb::apply_update(*update, item()) : item();
  if (!after) return;
  auto again = dynamodb::read_item(dynamodb::shape_of(*after));
  if (!again || *again != *after) std::abort();
}

void check_projection(std::string_view text) {
  dynamodb::Placeholders known = placeholders();
  auto paths = dynamodb::parse_projection(text, known);
  if (!paths) return;
  dynamodb::Item part = dynamodb::project(*paths, item());
  if (dynamodb::size_of(part) > dynamodb::size_of(item())) std::abort();
}

void check_number(std::string_view text) {
  auto number = dynamodb::Number::parse(text);
  if (!number) return;
  auto again = dynamodb::Number::parse(number->text());
  if (!again || *again != *number || again->order_key() != number->order_key()) std::abort();
  auto twice = dynamodb::Number::add(*number, *number);
  if (twice && dynamodb::Number::add(*twice, number->negated()).value() != *number) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'u':
      check_update(text);
      break;
    case 'p':
      check_projection(text);
      break;
    case 'n':
      check_number(text);
      break;
    default:
      check_condition(text);
      break;
  }
  dynamodb::attribute_names(text, nullptr);
  return 0;
}
