#include "cli/command_line/fill.h"

#include "base/text.h"

namespace cli {
namespace {

class Lines {
 public:
  explicit Lines(size_t column) : column_(column), width_(column) {}

  void add_word(std::string_view word) {
    if (width_ > column_ && width_ + 1 + word.size() > kWidth) end_line();
    if (width_ == column_) {
      if (!is_first_) out_.append(column_, ' ');
    } else {
      out_ += ' ';
      ++width_;
    }
    out_ += word;
    width_ += word.size();
    is_first_ = false;
  }

  void add_line(std::string_view line) {
    if (width_ > column_) end_line();
    out_ += line;
    end_line();
  }

  std::string take() {
    while (out_.ends_with('\n')) out_.pop_back();
    return std::move(out_);
  }

 private:
  void end_line() {
    out_ += '\n';
    width_ = column_;
    is_first_ = false;
  }

  size_t column_;
  size_t width_;  // of the line that is begun
  bool is_first_ = true;
  std::string out_;
};

// The word at the beginning of `text`, which is what a space ends, outside of backticks.
std::string_view next_word(std::string_view text) {
  bool is_code = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '`') is_code = !is_code;
    if (text[i] == ' ' && !is_code) return text.substr(0, i);
  }
  return text;
}

}  // namespace

std::string fill(std::string_view text, size_t column) {
  Lines lines(column);
  for (std::string_view line : base::split(text, '\n')) {
    if (line.empty() || line.starts_with(' ')) {
      lines.add_line(line);
      continue;
    }
    while (!line.empty()) {
      std::string_view word = next_word(line);
      lines.add_word(word);
      line.remove_prefix(std::min(line.size(), word.size() + 1));
    }
  }
  return lines.take();
}

}  // namespace cli
