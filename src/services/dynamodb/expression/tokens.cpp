#include "services/dynamodb/expression/tokens.h"

#include <algorithm>

#include "base/text.h"
#include "services/dynamodb/errors.h"

namespace account::dynamodb {
namespace {

using Kind = Token::Kind;

constexpr size_t kLongest = 4096;
constexpr std::string_view kSymbols[] = {"<>", "<=", ">=", "=", "<", ">", "(",
                                         ")",  "[",  "]",  ",", ".", "+", "-"};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

template <typename Test>
size_t count_while(std::string_view text, size_t from, Test test) {
  size_t end = from;
  while (end < text.size() && test(text[end])) ++end;
  return end - from;
}

// The token that a text begins with; one of no kind has length 0.
Token first_token(std::string_view text) {
  char c = text[0];
  if (is_letter(c)) return {Kind::name, text.substr(0, count_while(text, 0, is_word))};
  if (is_digit(c)) return {Kind::number, text.substr(0, count_while(text, 0, is_digit))};
  if (c == '#' || c == ':') {
    size_t length = count_while(text, 1, is_word);
    return {c == '#' ? Kind::name_placeholder : Kind::value_placeholder,
            text.substr(0, length ? length + 1 : 0)};
  }
  for (std::string_view symbol : kSymbols)
    if (text.starts_with(symbol)) return {Kind::symbol, text.substr(0, symbol.size())};
  return {Kind::symbol, text.substr(0, 0)};
}

// A whole character of the text, where it is none of the language.
std::string_view first_character(std::string_view text) {
  size_t length = 1;
  while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) ++length;
  return text.substr(0, length);
}

}  // namespace

tl::unexpected<aws::Error> invalid_expression(std::string_view parameter, std::string_view what) {
  return invalid("Invalid {}: {}", parameter, what);
}

aws::Result<Tokens> Tokens::read(std::string_view parameter, std::string_view expression) {
  if (expression.empty()) return invalid_expression(parameter, "The expression can not be empty;");
  if (expression.size() > kLongest) {
    return invalid_expression(parameter,
                              fmt::format("Expression size has exceeded the maximum allowed size; expression "
                                          "size: {}",
                                          expression.size()));
  }
  Tokens tokens;
  tokens.parameter_ = parameter;
  tokens.expression_ = expression;
  for (size_t at = 0; at < expression.size();) {
    if (is_space(expression[at])) {
      ++at;
      continue;
    }
    Token token = first_token(expression.substr(at));
    bool is_token = !token.text.empty();
    if (!is_token) token.text = first_character(expression.substr(at));
    at += token.text.size();
    tokens.tokens_.push_back(token);
    if (is_token) continue;
    tokens.at_ = tokens.tokens_.size() - 1;
    return tokens.unexpected();
  }
  tokens.tokens_.push_back({Kind::end, expression.substr(expression.size())});
  return tokens;
}

const Token& Tokens::peek(size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

Token Tokens::take() {
  Token token = peek();
  if (token.kind != Kind::end) ++at_;
  return token;
}

bool Tokens::is_at(std::string_view symbol) const {
  return peek().kind == Kind::symbol && peek().text == symbol;
}

bool Tokens::is_at_word(std::string_view word) const {
  return peek().kind == Kind::name && base::equal_ignoring_case(peek().text, word);
}

bool Tokens::accept(std::string_view symbol) {
  if (!is_at(symbol)) return false;
  ++at_;
  return true;
}

bool Tokens::accept_word(std::string_view word) {
  if (!is_at_word(word)) return false;
  ++at_;
  return true;
}

aws::Result<void> Tokens::expect(std::string_view symbol) {
  if (!accept(symbol)) return unexpected();
  return {};
}

size_t Tokens::distance_to_close(size_t ahead) const {
  size_t open = 0;
  for (size_t i = at_ + ahead; i < tokens_.size(); ++i) {
    if (tokens_[i].kind != Kind::symbol) continue;
    if (tokens_[i].text == "(") ++open;
    if (tokens_[i].text == ")" && --open == 0) return i - at_;
  }
  return tokens_.size() - at_;
}

// With the token before it and the one behind it, as they stand in the expression.
tl::unexpected<aws::Error> Tokens::unexpected() const {
  const Token& token = peek();
  const Token& before = tokens_[at_ > 0 ? at_ - 1 : 0];
  const Token& behind = peek(1);
  auto first = static_cast<size_t>(before.text.data() - expression_.data());
  auto last = static_cast<size_t>(behind.text.data() + behind.text.size() - expression_.data());
  return invalid_expression(parameter_, fmt::format("Syntax error; token: \"{}\", near: \"{}\"",
                                                    token.kind == Kind::end ? "<EOF>" : token.text,
                                                    expression_.substr(first, last - first)));
}

}  // namespace account::dynamodb
