#include "base/json_slices.h"

namespace json {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  size_t at() const { return at_; }
  bool is_at_end() const { return at_ == text_.size(); }
  char here() const { return is_at_end() ? '\0' : text_[at_]; }

  void skip_space() {
    while (!is_at_end() && kSpace.find(text_[at_]) != std::string_view::npos) ++at_;
  }

  bool take(char c) {
    skip_space();
    if (here() != c) return false;
    ++at_;
    return true;
  }

  // Past the closing quote; false if there is none.
  bool skip_string() {
    for (++at_; !is_at_end(); ++at_) {
      if (text_[at_] == '\\') {
        if (++at_ == text_.size()) return false;
      } else if (text_[at_] == '"') {
        ++at_;
        return true;
      }
    }
    return false;
  }

  // Past one value; brackets are counted, not matched.
  bool skip_value() {
    size_t begin = at_, depth = 0;
    while (!is_at_end()) {
      char c = text_[at_];
      if (c == '"') {
        if (!skip_string()) return false;
        if (depth == 0) return true;
        continue;
      }
      bool closes = c == '}' || c == ']';
      bool ends_scalar = closes || c == ',' || c == ':' || kSpace.find(c) != std::string_view::npos;
      if (depth == 0 && ends_scalar) return at_ > begin;
      if (c == '{' || c == '[') {
        if (depth == 0 && at_ > begin) return false;
        ++depth;
      }
      ++at_;
      if (closes && --depth == 0) return true;
    }
    return depth == 0 && at_ > begin;
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

std::optional<std::vector<Slice>> slices(std::string_view text) {
  Scanner scanner(text);
  scanner.skip_space();
  bool is_object = scanner.here() == '{';
  if (!scanner.take(is_object ? '{' : '[')) return std::nullopt;
  char close = is_object ? '}' : ']';
  std::vector<Slice> out;
  bool is_done = scanner.take(close);
  while (!is_done) {
    Slice slice;
    scanner.skip_space();
    if (is_object) {
      size_t begin = scanner.at();
      if (scanner.here() != '"' || !scanner.skip_string()) return std::nullopt;
      slice.name = text.substr(begin + 1, scanner.at() - begin - 2);
      if (!scanner.take(':')) return std::nullopt;
      scanner.skip_space();
    }
    size_t begin = scanner.at();
    if (!scanner.skip_value()) return std::nullopt;
    slice.value = text.substr(begin, scanner.at() - begin);
    out.push_back(slice);
    is_done = scanner.take(close);
    if (!is_done && !scanner.take(',')) return std::nullopt;
  }
  scanner.skip_space();
  if (!scanner.is_at_end()) return std::nullopt;
  return out;
}

std::string compact(std::string_view text) {
  std::string out;
  bool in_string = false;
  for (size_t at = 0; at < text.size(); ++at) {
    char c = text[at];
    if (!in_string && kSpace.find(c) != std::string_view::npos) continue;
    out += c;
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\' && at + 1 < text.size()) out += text[++at];
  }
  return out;
}

}  // namespace json
