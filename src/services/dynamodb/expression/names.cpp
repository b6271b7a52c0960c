#include "services/dynamodb/expression/names.h"

#include "services/dynamodb/expression/parse.h"
#include "services/dynamodb/expression/tokens.h"

namespace account::dynamodb {
namespace {

void add_names(const Operand& operand, std::vector<std::string>& names) {
  if (operand.is_path()) names.push_back(operand.path.front().name);
  for (const Operand& argument : operand.arguments) add_names(argument, names);
}

void add_names(const Condition& condition, std::vector<std::string>& names) {
  for (const Operand& operand : condition.operands) add_names(operand, names);
  for (const Condition& part : condition.parts) add_names(part, names);
}

}  // namespace

std::vector<std::string> attribute_names(std::string_view expression, const json::Value* names) {
  std::vector<std::string> found;
  if (expression.empty()) return found;
  aws::Result<Tokens> tokens = Tokens::read("", expression);
  if (!tokens) return found;
  bool is_behind_dot = false;
  while (tokens->peek().kind != Token::Kind::end) {
    bool is_function = tokens->peek(1).text == "(";
    Token token = tokens->take();
    if (!is_behind_dot && token.kind == Token::Kind::name_placeholder)
      if (const json::Value* name = names ? names->find(token.text) : nullptr)
        found.push_back(name->as_string());
    // Words of the language are reserved, so that no attribute is named so.
    bool is_attribute = token.kind == Token::Kind::name && !is_function && !is_reserved_word(token.text);
    if (!is_behind_dot && is_attribute) found.emplace_back(token.text);
    is_behind_dot = token.text == ".";
  }
  return found;
}

std::vector<std::string> attribute_names(const Condition& condition) {
  std::vector<std::string> names;
  add_names(condition, names);
  return names;
}

}  // namespace account::dynamodb
