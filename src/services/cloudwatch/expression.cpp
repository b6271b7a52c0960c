#include "services/cloudwatch/expression.h"

#include <cctype>
#include <charconv>
#include <cmath>
#include <span>

namespace account::cloudwatch {
namespace {

using Function = double (*)(double, double);

struct Operator {
  std::string_view text;
  Function function;
};
constexpr Operator kOr[] = {{"||", [](double a, double b) { return a != 0 || b != 0 ? 1.0 : 0.0; }},
                            {"OR", [](double a, double b) { return a != 0 || b != 0 ? 1.0 : 0.0; }}};
constexpr Operator kAnd[] = {{"&&", [](double a, double b) { return a != 0 && b != 0 ? 1.0 : 0.0; }},
                             {"AND", [](double a, double b) { return a != 0 && b != 0 ? 1.0 : 0.0; }}};
constexpr Operator kComparisons[] = {{">=", [](double a, double b) { return a >= b ? 1.0 : 0.0; }},
                                     {"<=", [](double a, double b) { return a <= b ? 1.0 : 0.0; }},
                                     {"==", [](double a, double b) { return a == b ? 1.0 : 0.0; }},
                                     {"!=", [](double a, double b) { return a != b ? 1.0 : 0.0; }},
                                     {">", [](double a, double b) { return a > b ? 1.0 : 0.0; }},
                                     {"<", [](double a, double b) { return a < b ? 1.0 : 0.0; }}};
constexpr Operator kSums[] = {{"+", [](double a, double b) { return a + b; }},
                              {"-", [](double a, double b) { return a - b; }}};
constexpr Operator kProducts[] = {{"*", [](double a, double b) { return a * b; }},
                                  {"/", [](double a, double b) { return a / b; }}};
constexpr Operator kPowers[] = {{"^", [](double a, double b) { return std::pow(a, b); }}};
// From what binds least to what binds most.
constexpr std::span<const Operator> kLevels[] = {kOr, kAnd, kComparisons, kSums, kProducts, kPowers};
constexpr size_t kMostDepth = 100;

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

class Reader {
 public:
  Reader(std::string_view text, const Sources& sources) : text_(text), sources_(sources) {}

  base::Result<Operand> read() {
    Operand result = TRY(level(0));
    skip_space();
    if (at_ < text_.size()) return wrong();
    return result;
  }

 private:
  tl::unexpected<base::Error> wrong() const {
    return base::fail(base::ErrorKind::invalid, "`{}` is not understood", text_.substr(at_));
  }

  void skip_space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }

  bool take(std::string_view token) {
    skip_space();
    if (!text_.substr(at_).starts_with(token)) return false;
    size_t end = at_ + token.size();
    if (is_word(token.back()) && end < text_.size() && is_word(text_[end])) return false;
    at_ = end;
    return true;
  }

  const Operator* take_operator(std::span<const Operator> operators) {
    for (const Operator& one : operators)
      if (take(one.text)) return &one;
    return nullptr;
  }

  base::Result<Operand> level(size_t number) {
    if (number == std::size(kLevels)) return sign();
    Operand left = TRY(level(number + 1));
    while (const Operator* one = take_operator(kLevels[number])) {
      Operand right = TRY(level(number + 1));
      Operand both = TRY(combine(left, right, one->function));
      left = std::move(both);
    }
    return left;
  }

  base::Result<Operand> sign() {
    if (++depth_ > kMostDepth) return base::fail(base::ErrorKind::invalid, "it is nested too deeply");
    base::Result<Operand> operand = take("-") ? sign().and_then([](const Operand& of) {
      return combine(0.0, of, [](double a, double b) { return a - b; });
    })
                                              : primary();
    --depth_;
    return operand;
  }

  base::Result<Operand> primary() {
    if (take("(")) {
      Operand inner = TRY(level(0));
      if (!take(")")) return wrong();
      return inner;
    }
    if (take("[")) return list();
    skip_space();
    if (at_ == text_.size()) return base::fail(base::ErrorKind::invalid, "something is missing at its end");
    char c = text_[at_];
    if (c == '"' || c == '\'') return quoted(c);
    if (std::isdigit(static_cast<unsigned char>(c)) || c == '.') return number();
    if (std::isalpha(static_cast<unsigned char>(c))) return named();
    return wrong();
  }

  base::Result<Operand> number() {
    double value = 0;
    auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc()) return wrong();
    at_ = static_cast<size_t>(end - text_.data());
    return value;
  }

  base::Result<Operand> quoted(char quote) {
    size_t end = text_.find(quote, at_ + 1);
    if (end == text_.npos) return wrong();
    std::string inner(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return inner;
  }

  base::Result<std::vector<Operand>> arguments(std::string_view end) {
    std::vector<Operand> arguments;
    if (take(end)) return arguments;
    do {
      arguments.push_back(TRY(level(0)));
    } while (take(","));
    if (!take(end)) return wrong();
    return arguments;
  }

  base::Result<Operand> list() {
    std::vector<Series> list;
    for (const Operand& one : TRY(arguments("]"))) {
      const auto* series = std::get_if<Series>(&one);
      if (!series) return base::fail(base::ErrorKind::invalid, "a list may have time series only");
      list.push_back(*series);
    }
    return list;
  }

  // A function has capitals alone, an id begins with a small letter.
  base::Result<Operand> named() {
    size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    std::string_view name = text_.substr(begin, at_ - begin);
    if (take("(")) return apply_function(name, TRY(arguments(")")), sources_);
    if (std::isupper(static_cast<unsigned char>(name[0]))) return std::string(name);
    Series found = TRY(sources_.find(name));
    return found;
  }

  std::string_view text_;
  const Sources& sources_;
  size_t at_ = 0;
  size_t depth_ = 0;
};

}  // namespace

base::Result<Operand> combine(const Operand& one, const Operand& other,
                              const std::function<double(double, double)>& function) {
  if (std::holds_alternative<std::string>(one) || std::holds_alternative<std::string>(other))
    return base::fail(base::ErrorKind::invalid, "a text is no number");
  const auto* left = std::get_if<double>(&one);
  const auto* right = std::get_if<double>(&other);
  if (left && right) return function(*left, *right);
  // Lists: each of their series.
  if (const auto* list = std::get_if<std::vector<Series>>(&one)) {
    std::vector<Series> results;
    for (const Series& each : *list) {
      Operand result = TRY(combine(each, other, function));
      if (!std::holds_alternative<Series>(result))
        return base::fail(base::ErrorKind::invalid, "two lists do not go together");
      results.push_back(std::get<Series>(result));
    }
    return results;
  }
  if (std::holds_alternative<std::vector<Series>>(other))
    return combine(other, one, [&](double a, double b) { return function(b, a); });
  Series result;
  auto add = [&](int64_t time, double value) {
    if (std::isfinite(value)) result[time] = value;  // what divides by nothing is no data
  };
  if (left)
    for (auto [time, value] : std::get<Series>(other)) add(time, function(*left, value));
  if (right)
    for (auto [time, value] : std::get<Series>(one)) add(time, function(value, *right));
  if (left || right) return result;
  const Series& others = std::get<Series>(other);
  for (auto [time, value] : std::get<Series>(one))
    if (auto found = others.find(time); found != others.end()) add(time, function(value, found->second));
  return result;
}

base::Result<Operand> compute(std::string_view expression, const Sources& sources) {
  return Reader(expression, sources).read();
}

}  // namespace account::cloudwatch
