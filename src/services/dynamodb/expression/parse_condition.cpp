#include <fmt/core.h>

#include "base/text.h"
#include "services/dynamodb/expression/reader.h"

namespace account::dynamodb {
namespace {

using Kind = Condition::Kind;

constexpr Kind kComparisons[] = {Kind::equal, Kind::not_equal,        Kind::less_or_equal,
                                 Kind::less,  Kind::greater_or_equal, Kind::greater};

struct Function {
  Kind kind;
  size_t operands;
  bool is_about_path;  // the first operand can be no value
};
constexpr Function kFunctions[] = {{Kind::attribute_exists, 1, true},
                                   {Kind::attribute_not_exists, 1, true},
                                   {Kind::attribute_type, 2, true},
                                   {Kind::begins_with, 2, false},
                                   {Kind::contains, 2, false}};
constexpr size_t kMostInList = 100;

const Function* function_named(std::string_view name) {
  for (const Function& function : kFunctions)
    if (name_of(function.kind) == name) return &function;
  return nullptr;
}

bool has_order(Type type) {
  return type == Type::S || type == Type::N || type == Type::B;
}

bool is_function_of_updates(std::string_view name) {
  return name == "if_not_exists" || name == "list_append";
}

std::string shown(const Value& value) {
  std::string content = value.type == Type::N ? value.number.text() : value.text;
  return fmt::format("AttributeValue: {{{}:{}}}", name_of(value.type), content);
}

class ConditionReader {
 public:
  explicit ConditionReader(ExpressionReader& reader) : reader_(reader), tokens_(reader.tokens()) {}

  aws::Result<Condition> any() { return joined(Kind::any, &ConditionReader::all); }

 private:
  aws::Result<Condition> all() { return joined(Kind::all, &ConditionReader::one); }

  aws::Result<Condition> joined(Kind kind, aws::Result<Condition> (ConditionReader::*part)()) {
    Condition first = TRY((this->*part)());
    if (!tokens_.is_at_word(name_of(kind))) return first;
    Condition whole{kind};
    whole.parts.push_back(std::move(first));
    while (tokens_.accept_word(name_of(kind))) {
      TRY(reader_.count_operator());
      Condition next = TRY((this->*part)());
      whole.parts.push_back(std::move(next));
    }
    return whole;
  }

  aws::Result<Condition> one() {
    if (tokens_.accept_word("NOT")) {
      TRY(reader_.count_operator());
      Condition part = TRY(one());
      Condition none{Kind::none};
      none.parts.push_back(std::move(part));
      return none;
    }
    if (tokens_.is_at("(") && !is_operand_in_parentheses()) return in_parentheses();
    const Function* function = is_at_function() ? function_named(tokens_.peek().text) : nullptr;
    if (function && !is_comparison(tokens_.peek(tokens_.distance_to_close(1) + 1)))
      return function_call(*function);
    return comparison();
  }

  aws::Result<Condition> in_parentheses() {
    size_t end = tokens_.distance_to_close();
    bool is_doubled = tokens_.peek(1).text == "(" && tokens_.distance_to_close(1) + 1 == end;
    if (is_doubled) return redundant();
    TRY(tokens_.expect("("));
    TRY(reader_.enter());
    Condition inner = TRY(any());
    reader_.leave();
    TRY(tokens_.expect(")"));
    return inner;
  }

  tl::unexpected<aws::Error> redundant() const {
    return invalid_expression(tokens_.parameter(), "The expression has redundant parentheses;");
  }

  bool is_at_function() const {
    return tokens_.peek().kind == Token::Kind::name && tokens_.peek(1).text == "(";
  }

  static bool is_comparison(const Token& token) {
    if (token.kind == Token::Kind::name)
      return base::equal_ignoring_case(token.text, "BETWEEN") || base::equal_ignoring_case(token.text, "IN");
    if (token.kind != Token::Kind::symbol) return false;
    for (Kind kind : kComparisons)
      if (token.text == name_of(kind)) return true;
    return false;
  }

  bool is_operand_in_parentheses() const {
    return is_comparison(tokens_.peek(tokens_.distance_to_close() + 1));
  }

  aws::Result<Condition> function_call(const Function& function) {
    std::string_view name = tokens_.take().text;
    TRY(reader_.count_operator());
    Condition condition{function.kind};
    condition.operands = TRY(arguments());
    check_function(function, name, condition.operands);
    return condition;
  }

  void check_function(const Function& function, std::string_view name, const std::vector<Operand>& operands) {
    if (operands.size() != function.operands) return reader_.note_count(name, operands.size());
    if (function.is_about_path && !operands[0].is_path()) {
      return reader_.note(
          Mistake::type,
          fmt::format("Operator or function requires a document path; operator or function: {}", name));
    }
    if (function.kind == Kind::begins_with) {
      for (const Operand& operand : operands)
        if (operand.is_value() && operand.value.type != Type::S && operand.value.type != Type::B)
          return reader_.note_type(name, operand.value.type);
    }
    if (function.kind == Kind::attribute_type) check_type_name(name, operands[1]);
    if (function.operands == 2) check_distinct(name, operands[0], operands[1]);
  }

  void check_type_name(std::string_view name, const Operand& operand) {
    if (!operand.is_value()) {
      return reader_.note(Mistake::type,
                          fmt::format("Incorrect operand type for operator or function; operator or "
                                      "function: {}, operand type: {{NS,SS,L,BS,N,M,B,BOOL,NULL,S}}",
                                      name));
    }
    if (operand.value.type != Type::S) return reader_.note_type(name, operand.value.type);
    if (type_named(operand.value.text)) return;
    reader_.note(Mistake::type, fmt::format("Invalid attribute type name found; type: {}, valid types: "
                                            "{{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}",
                                            operand.value.text));
  }

  void check_distinct(std::string_view name, const Operand& first, const Operand& other) {
    if (!first.is_path() || !other.is_path() || first.path != other.path) return;
    reader_.note(
        Mistake::distinct,
        fmt::format("The first operand must be distinct from the remaining operands for this operator "
                    "or function; operator: {}, first operand: {}",
                    name, text_of(first.path)));
  }

  // ( operand, ... )
  aws::Result<std::vector<Operand>> arguments() {
    std::vector<Operand> operands;
    TRY(tokens_.expect("("));
    do {
      Operand next = TRY(operand());
      operands.push_back(std::move(next));
    } while (tokens_.accept(","));
    TRY(tokens_.expect(")"));
    return operands;
  }

  aws::Result<Operand> operand() {
    if (tokens_.accept("(")) {
      if (tokens_.is_at("(")) return redundant();
      Operand inner = TRY(operand());
      TRY(tokens_.expect(")"));
      return inner;
    }
    if (tokens_.peek().kind == Token::Kind::value_placeholder) return reader_.value();
    if (is_at_function()) return function_as_operand();
    Operand path{Operand::Kind::path};
    path.path = TRY(reader_.path());
    return path;
  }

  // size is the one that is an operand; others are mistakes.
  aws::Result<Operand> function_as_operand() {
    std::string_view name = tokens_.take().text;
    TRY(reader_.count_operator());
    std::vector<Operand> operands = TRY(arguments());
    Operand size{Operand::Kind::size};
    if (is_function_of_updates(name)) {
      reader_.note(Mistake::usage,
                   fmt::format("The function is not allowed in a condition expression; function: {}", name));
    } else if (function_named(name)) {
      reader_.note(
          Mistake::usage,
          fmt::format("The function is not allowed to be used this way in an expression; function: {}",
                      name));
    } else if (name != "size") {
      reader_.note(Mistake::function, fmt::format("Invalid function name; function: {}", name));
    } else if (operands.size() != 1) {
      reader_.note_count(name, operands.size());
    } else {
      check_size(operands[0]);
    }
    size.arguments = std::move(operands);
    return size;
  }

  void check_size(const Operand& of) {
    Type type = of.value.type;
    bool has_size = type != Type::N && type != Type::BOOL && type != Type::Null;
    if (of.is_value() && !has_size) reader_.note_type("size", type);
  }

  aws::Result<Condition> comparison() {
    Operand first = TRY(operand());
    TRY(reader_.count_operator());
    if (tokens_.accept_word("BETWEEN")) return between(std::move(first));
    if (tokens_.accept_word("IN")) return in(std::move(first));
    for (Kind kind : kComparisons) {
      if (!tokens_.accept(name_of(kind))) continue;
      Operand second = TRY(operand());
      Condition condition{kind};
      condition.operands.push_back(std::move(first));
      condition.operands.push_back(std::move(second));
      check_comparison(condition);
      return condition;
    }
    if (first.kind == Operand::Kind::size) return not_alone();
    return tokens_.unexpected();
  }

  // A function that gives no truth, where one is wanted.
  aws::Result<Condition> not_alone() {
    reader_.note(Mistake::usage,
                 "The function is not allowed to be used this way in an expression; function: size");
    return Condition{Kind::all};
  }

  void check_comparison(const Condition& condition) {
    std::string_view name = name_of(condition.kind);
    bool is_equality = condition.kind == Kind::equal || condition.kind == Kind::not_equal;
    for (const Operand& operand : condition.operands)
      if (!is_equality && operand.is_value() && !has_order(operand.value.type))
        return reader_.note_type(name, operand.value.type);
    check_distinct(name, condition.operands[0], condition.operands[1]);
  }

  aws::Result<Condition> between(Operand first) {
    Operand lower = TRY(operand());
    if (!tokens_.accept_word("AND")) return tokens_.unexpected();
    Operand upper = TRY(operand());
    Condition condition{Kind::between};
    for (const Operand* bound : {&lower, &upper}) {
      if (bound->is_value() && !has_order(bound->value.type)) reader_.note_type("BETWEEN", bound->value.type);
      check_distinct("BETWEEN", first, *bound);
    }
    if (lower.is_value() && upper.is_value()) check_bounds(lower.value, upper.value);
    condition.operands.push_back(std::move(first));
    condition.operands.push_back(std::move(lower));
    condition.operands.push_back(std::move(upper));
    return condition;
  }

  void check_bounds(const Value& lower, const Value& upper) {
    std::string bounds =
        fmt::format("lower bound operand: {}, upper bound operand: {}", shown(lower), shown(upper));
    if (lower.type != upper.type)
      return reader_.note(
          Mistake::type,
          "The BETWEEN operator requires same data type for lower and upper bounds; " + bounds);
    if (compare(lower, upper) == std::strong_ordering::greater)
      reader_.note(
          Mistake::type,
          "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; " + bounds);
  }

  aws::Result<Condition> in(Operand first) {
    Condition condition{Kind::in};
    std::vector<Operand> list = TRY(arguments());
    if (list.size() > kMostInList) reader_.note_count("IN", list.size() + 1);
    for (const Operand& one : list) check_distinct("IN", first, one);
    condition.operands.push_back(std::move(first));
    for (Operand& one : list) condition.operands.push_back(std::move(one));
    return condition;
  }

  ExpressionReader& reader_;
  Tokens& tokens_;
};

}  // namespace

aws::Result<Condition> parse_condition(std::string_view parameter, std::string_view text,
                                       Placeholders& placeholders) {
  Tokens tokens = TRY(Tokens::read(parameter, text));
  ExpressionReader reader(std::move(tokens), placeholders);
  Condition condition = TRY(ConditionReader(reader).any());
  TRY(reader.finish());
  return condition;
}

}  // namespace account::dynamodb
