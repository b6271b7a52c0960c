#include "services/logs/filter_reader.h"

#include <cctype>

namespace account::logs {
namespace {

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

}  // namespace

tl::unexpected<base::Error> bad_pattern(std::string why) {
  return tl::unexpected(base::Error{base::ErrorKind::invalid, std::move(why), ""});
}

void FilterReader::skip_blanks() {
  while (!is_over() && is_blank(text_[at_])) ++at_;
}

bool FilterReader::take(std::string_view word) {
  skip_blanks();
  if (!is_next(word)) return false;
  at_ += word.size();
  return true;
}

bool FilterReader::take_word(std::string_view word) {
  skip_blanks();
  bool is_longer = at_ + word.size() < text_.size() && is_letter(text_[at_ + word.size()]);
  return !is_longer && take(word);
}

std::string FilterReader::take_while(bool (*holds)(char)) {
  size_t from = at_;
  while (!is_over() && holds(text_[at_])) ++at_;
  return std::string(text_.substr(from, at_ - from));
}

base::Result<std::string> FilterReader::quoted() {
  std::string text;
  for (++at_; !is_over(); ++at_) {
    char c = text_[at_];
    if (c == '"') {
      ++at_;
      return text;
    }
    bool is_escape = c == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\');
    if (is_escape) c = text_[++at_];
    text += c;
  }
  return bad_pattern("a quotation mark is not closed");
}

base::Result<Comparison> FilterReader::comparison() {
  if (take("!=")) return Comparison::different;
  if (take("<=")) return Comparison::at_most;
  if (take(">=")) return Comparison::at_least;
  if (take("=")) return Comparison::equal;
  if (take("<")) return Comparison::less;
  if (take(">")) return Comparison::more;
  return bad_pattern("a comparison is wanted: =, !=, <, <=, > or >=");
}

base::Result<FilterValue> FilterReader::value(Comparison comparison, std::string_view ends) {
  skip_blanks();
  FilterValue value;
  if (peek() == '"') {
    value.text = TRY(quoted());
  } else if (peek() == '%') {
    size_t end = text_.find('%', at_ + 1);
    if (end == text_.npos) return bad_pattern("a percent sign is not closed");
    value.regex = TRY(FilterRegex::parse(text_.substr(at_ + 1, end - at_ - 1)));
    at_ = end + 1;
  } else {
    while (!is_over() && !is_blank(peek()) && ends.find(peek()) == ends.npos) value.text += text_[at_++];
    if (value.text.empty()) return bad_pattern("a value is wanted");
    value.number = number_of(value.text);
  }
  bool is_of_numbers = comparison != Comparison::equal && comparison != Comparison::different;
  if (is_of_numbers && !value.number) return bad_pattern("<, <=, > and >= compare numbers");
  return value;
}

}  // namespace account::logs
