#include "services/dynamodb/expression/reader.h"

#include <fmt/core.h>

#include "base/text.h"

namespace account::dynamodb {
namespace {

using Kind = Token::Kind;

constexpr size_t kMostOperators = 300;
constexpr size_t kMostSteps = 32;

tl::unexpected<aws::Error> too_many(const Tokens& tokens, size_t operators) {
  return invalid_expression(
      tokens.parameter(),
      fmt::format("The expression contains too many operators; operator count: {}", operators));
}

}  // namespace

aws::Result<Path> ExpressionReader::path() {
  Path path;
  Step first = TRY(next_step(true));
  path.push_back(std::move(first));
  while (tokens_.is_at(".") || tokens_.is_at("[")) {
    Step step = TRY(next_step(false));
    path.push_back(std::move(step));
  }
  if (path.size() > kMostSteps)
    note(Mistake::usage,
         fmt::format("The document path has too many nesting elements; nesting levels: {}", path.size()));
  return path;
}

aws::Result<Step> ExpressionReader::next_step(bool is_first) {
  if (!is_first && tokens_.accept("[")) {
    if (tokens_.peek().kind != Kind::number) return tokens_.unexpected();
    std::string_view digits = tokens_.take().text;
    TRY(tokens_.expect("]"));
    auto index = base::parse_int(digits);
    if (index && *index <= INT32_MAX) return Step{"", static_cast<size_t>(*index)};
    note(Mistake::usage, fmt::format("List index is not within the allowable range; index: [{}]", digits));
    return Step{"", 0};
  }
  if (!is_first) TRY(tokens_.expect("."));
  Kind kind = tokens_.peek().kind;
  if (kind != Kind::name && kind != Kind::name_placeholder) return tokens_.unexpected();
  return Step{attribute_name(tokens_.take())};
}

std::string ExpressionReader::attribute_name(const Token& token) {
  if (token.kind == Kind::name) {
    if (is_reserved_word(token.text))
      note(Mistake::reserved,
           fmt::format("Attribute name is a reserved keyword; reserved keyword: {}", token.text));
    return std::string(token.text);
  }
  const std::string* name = placeholders_.name(token.text);
  if (name) return *name;
  note(
      Mistake::name,
      fmt::format("An expression attribute name used in the document path is not defined; attribute name: {}",
                  token.text));
  return std::string(token.text);
}

aws::Result<Operand> ExpressionReader::value() {
  if (tokens_.peek().kind != Kind::value_placeholder) return tokens_.unexpected();
  std::string_view placeholder = tokens_.take().text;
  Operand operand{Operand::Kind::value};
  const Value* value = placeholders_.value(placeholder);
  if (value) operand.value = *value;
  if (!value)
    note(Mistake::value,
         fmt::format("An expression attribute value used in expression is not defined; attribute value: {}",
                     placeholder));
  return operand;
}

aws::Result<void> ExpressionReader::count_operator() {
  if (++operators_ <= kMostOperators) return {};
  return too_many(tokens_, operators_);
}

aws::Result<void> ExpressionReader::enter() {
  if (++depth_ <= kMostOperators) return {};
  return too_many(tokens_, depth_);
}

void ExpressionReader::note(Mistake sort, std::string what) {
  if (sort_ && *sort_ <= sort) return;
  sort_ = sort;
  what_ = std::move(what);
}

void ExpressionReader::note_type(std::string_view of, Type type) {
  note(Mistake::type,
       fmt::format("Incorrect operand type for operator or function; operator or function: {}, "
                   "operand type: {}",
                   of, name_of(type)));
}

void ExpressionReader::note_count(std::string_view of, size_t operands) {
  note(Mistake::count, fmt::format("Incorrect number of operands for operator or function; operator or "
                                   "function: {}, number of operands: {}",
                                   of, operands));
}

aws::Result<void> ExpressionReader::finish() const {
  if (tokens_.peek().kind != Kind::end) return tokens_.unexpected();
  if (sort_) return invalid_expression(tokens_.parameter(), what_);
  return {};
}

}  // namespace account::dynamodb
