#include "services/dynamodb/expression/key_condition.h"

#include "services/dynamodb/errors.h"
#include "services/dynamodb/expression/tokens.h"

namespace account::dynamodb {
namespace {

using Kind = Condition::Kind;

constexpr std::string_view kParameter = "KeyConditionExpression";

bool is_allowed(Kind kind) {
  switch (kind) {
    case Kind::equal:
    case Kind::less:
    case Kind::less_or_equal:
    case Kind::greater:
    case Kind::greater_or_equal:
    case Kind::between:
    case Kind::begins_with:
      return true;
    default:
      return false;
  }
}

// What `:value < key` says of the key.
Kind mirrored(Kind kind) {
  switch (kind) {
    case Kind::less:
      return Kind::greater;
    case Kind::less_or_equal:
      return Kind::greater_or_equal;
    case Kind::greater:
      return Kind::less;
    case Kind::greater_or_equal:
      return Kind::less_or_equal;
    default:
      return kind;
  }
}

tl::unexpected<aws::Error> missed(const std::string& key) {
  return invalid("Query condition missed key schema element: {}", key);
}

struct OfKey {
  std::string name;
  KeyRange range;
};

aws::Result<OfKey> read_one(const Condition& condition) {
  if (!is_allowed(condition.kind)) {
    return invalid_expression(kParameter, fmt::format("Invalid operator used in KeyConditionExpression: {}",
                                                      name_of(condition.kind)));
  }
  std::vector<Operand> operands = condition.operands;
  Kind kind = condition.kind;
  bool may_be_mirrored = kind != Kind::between && kind != Kind::begins_with;
  if (may_be_mirrored && operands[0].is_value() && operands[1].is_path()) {
    std::swap(operands[0], operands[1]);
    kind = mirrored(kind);
  }
  if (!operands[0].is_path())
    return invalid_expression(kParameter,
                              "The first operand of a key condition must be the name of a key attribute;");
  for (size_t i = 1; i < operands.size(); ++i)
    if (!operands[i].is_value())
      return invalid_expression(kParameter,
                                "KeyConditionExpressions must compare key attributes with values;");
  if (operands[0].path.size() > 1)
    return invalid_expression(kParameter,
                              "KeyConditionExpressions cannot have conditions on nested attributes");
  OfKey of_key{operands[0].path[0].name, {kind, operands[1].value}};
  if (operands.size() > 2) of_key.range.upper = operands[2].value;
  return of_key;
}

aws::Result<std::vector<OfKey>> read_all(const Condition& condition) {
  std::vector<OfKey> all;
  if (condition.kind != Kind::all) {
    OfKey one = TRY(read_one(condition));
    all.push_back(std::move(one));
    return all;
  }
  for (const Condition& part : condition.parts) {
    std::vector<OfKey> inner = TRY(read_all(part));
    for (OfKey& one : inner) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

aws::Result<KeyCondition> parse_key_condition(std::string_view text, Placeholders& placeholders,
                                              const std::string& hash_name, const std::string& range_name) {
  Condition condition = TRY(parse_condition(kParameter, text, placeholders));
  std::vector<OfKey> all = TRY(read_all(condition));
  std::optional<Value> hash;
  std::optional<KeyRange> range;
  for (OfKey& one : all) {
    bool is_hash = one.name == hash_name;
    bool is_of_key = is_hash || (!range_name.empty() && one.name == range_name);
    if (!is_of_key && (!hash || range_name.empty())) return missed(hash_name);
    if (!is_of_key) return missed(range_name);
    if (is_hash ? hash.has_value() : range.has_value())
      return invalid("KeyConditionExpressions must only contain one condition per key");
    if (is_hash && one.range.kind != Kind::equal) return invalid("Query key condition not supported");
    if (is_hash) {
      hash = std::move(one.range.value);
    } else {
      range = std::move(one.range);
    }
  }
  if (!hash) return missed(hash_name);
  return KeyCondition{std::move(*hash), std::move(range)};
}

}  // namespace account::dynamodb
