#include "base/json_nodes.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <unordered_set>

#include "base/encoding.h"
#include "base/json_escape.h"
#include "base/lines.h"
#include "base/utf8.h"

namespace json {
namespace {

using base::Span;
using Type = Node::Type;

// Whether a byte stands for itself in a string: ASCII, neither a control character nor a quote or backslash.
bool is_plain(char c) {
  auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

// How many of eight bytes, from the first on, are plain.
size_t plain_of_eight(const char* bytes) {
  constexpr uint64_t kEach = 0x0101010101010101, kHigh = 0x80 * kEach;
  uint64_t eight = 0;
  std::memcpy(&eight, bytes, sizeof eight);
  // Sets the high bit of the first byte below `limit`, and perhaps of others behind it.
  auto below = [](uint64_t x, uint64_t limit) { return x - limit * kEach; };
  uint64_t quote = eight ^ '"' * kEach, backslash = eight ^ '\\' * kEach;
  uint64_t others = (eight | below(eight, 0x20) | below(quote, 1) | below(backslash, 1)) & kHigh;
  return static_cast<size_t>(std::countr_zero(others)) / 8;
}

// Recursive descent; each read_ function begins at the first byte of what it reads and ends behind it, or
// returns false with error_ set.
class Scanner {
 public:
  Scanner(std::string_view text, const Limits& limits) : text_(text), limits_(limits) {
    nodes_.list.reserve(std::min<size_t>(4096, 16 + text.size() / 12));
  }

  tl::expected<Nodes, SyntaxError> read() {
    if (read_document()) return std::move(nodes_);
    return tl::unexpected(std::move(error_));
  }

 private:
  static constexpr size_t kLinearSearch = 16;

  bool read_document() {
    if (text_.size() > limits_.max_bytes) {
      return refuse(fmt::format("larger than {} bytes", limits_.max_bytes), {});
    }
    if (auto other = base::foreign_encoding(text_); !other.empty()) {
      return refuse_at(0, fmt::format("the text is {}, expected UTF-8", other));
    }
    if (text_.starts_with(base::kByteOrderMark)) {
      return refuse_at(0, "a byte order mark, which JSON must not begin with");
    }
    if (size_t nul = text_.find('\0'); nul != std::string_view::npos) return refuse_at(nul, "a NUL byte");
    skip_space();
    if (at_ == text_.size()) return refuse_at(at_, "the document is empty");
    if (!read_value()) return false;
    skip_space();
    return at_ == text_.size() || refuse_at(at_, "the document root must not be followed by other values");
  }

  bool read_value() {
    switch (here()) {
      case '{':
        return read_object();
      case '[':
        return read_array();
      case '"':
        return read_string_value();
      case 't':
        return read_word("true", Type::boolean);
      case 'f':
        return read_word("false", Type::boolean);
      case 'n':
        return read_word("null", Type::null);
      default:
        return read_number();
    }
  }

  bool read_object() {
    size_t object = nodes_.list.size();
    if (!open(Type::object)) return false;
    skip_space();
    if (here() != '}') {
      do {
        skip_space();
        if (here() != '"') return refuse_at(at_, "missing a name of an object member");
        std::string_view name;
        Span name_span;
        if (!read_string(name, name_span)) return false;
        skip_space();
        if (!take(':')) return refuse_at(at_, "missing a colon after the name of an object member");
        skip_space();
        size_t member = nodes_.list.size();
        if (!read_value()) return false;
        nodes_.list[member].name = name;
        nodes_.list[member].name_span = name_span;
        skip_space();
      } while (take(','));
      if (here() != '}') return refuse_at(at_, "missing a comma or `}` after an object member");
    }
    close(object);
    const Node* again = duplicate(nodes_.list[object]);
    return !again || refuse(fmt::format("duplicate name `{}`", again->name), again->name_span);
  }

  bool read_array() {
    size_t array = nodes_.list.size();
    if (!open(Type::array)) return false;
    skip_space();
    if (here() != ']') {
      do {
        skip_space();
        if (!read_value()) return false;
        skip_space();
      } while (take(','));
      if (here() != ']') return refuse_at(at_, "missing a comma or `]` after an array element");
    }
    close(array);
    return true;
  }

  bool open(Type type) {
    Span span = span_from(at_, 1);
    if (++depth_ > limits_.max_depth) {
      return refuse(fmt::format("nested deeper than {} levels", limits_.max_depth), span);
    }
    ++at_;
    return add(type, {}, span);
  }

  // At its bracket.
  void close(size_t index) {
    ++at_;
    --depth_;
    Node& node = nodes_.list[index];
    node.size = static_cast<uint32_t>(nodes_.list.size() - index);
    node.span.length = static_cast<uint32_t>(at_) - node.span.offset;
  }

  // The first member whose name another one before it has; nullptr if there is none.
  static const Node* duplicate(const Node& object) {
    std::unordered_set<std::string_view> seen;  // only of a large object
    bool is_large = object.count() > kLinearSearch;
    for (const Node& member : object) {
      bool is_known = is_large ? !seen.insert(member.name).second : object.find(member.name) != &member;
      if (is_known) return &member;
    }
    return nullptr;
  }

  bool read_string_value() {
    std::string_view text;
    Span span;
    return read_string(text, span) && add(Type::string, text, span);
  }

  bool read_string(std::string_view& text, Span& span) {
    size_t begin = ++at_;
    bool is_ascii = true;
    std::string* unescaped = nullptr;
    size_t copied = begin;  // the text up to here is in `unescaped`
    while (true) {
      skip_plain();
      char c = here();
      if (c == '"') break;
      if (c == '\\') {
        if (!unescaped) unescaped = &nodes_.unescaped.emplace_front();
        unescaped->append(text_, copied, at_ - copied);
        size_t escape = at_;
        std::string_view wrong = read_escape(text_, at_, *unescaped);
        if (!wrong.empty()) return refuse_at(escape, std::string(wrong));
        copied = at_;
      } else if (static_cast<unsigned char>(c) >= 0x80) {
        ++at_;
      } else {
        return refuse_at(at_, at_ == text_.size() ? "missing a closing quotation mark in string"
                                                  : "a control character in a string, which must be escaped");
      }
      is_ascii = false;  // perhaps
    }
    if (unescaped) unescaped->append(text_, copied, at_ - copied);
    text = unescaped ? *unescaped : text_.substr(begin, at_ - begin);
    ++at_;
    span = span_from(begin - 1, at_ - begin + 1);
    return is_ascii || base::is_utf8(text) || refuse("a byte or an escape that is no character", span);
  }

  bool read_number() {
    size_t begin = at_;
    take('-');
    if (!take('0') && !skip_digits()) return refuse_at(at_, "invalid value");
    if (take('.') && !skip_digits()) return refuse_at(at_, "missing digits behind the point of a number");
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      if (!skip_digits()) return refuse_at(at_, "missing digits in the exponent of a number");
    }
    std::string_view text = text_.substr(begin, at_ - begin);
    if (is_number<int64_t>(text)) return add(Type::integer, text, span_from(begin, text.size()));
    if (is_number<double>(text)) return add(Type::number, text, span_from(begin, text.size()));
    return refuse("a number that is too big or too small", span_from(begin, text.size()));
  }

  template <typename Number>
  static bool is_number(std::string_view text) {
    Number number = 0;
    auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size();
  }

  bool skip_digits() {
    size_t begin = at_;
    while (here() >= '0' && here() <= '9') ++at_;
    return at_ > begin;
  }

  bool read_word(std::string_view word, Type type) {
    size_t begin = at_;
    for (char c : word) {
      if (!take(c)) return refuse_at(at_, "invalid value");
    }
    return add(type, word, span_from(begin, word.size()));
  }

  bool add(Type type, std::string_view text, Span span) {
    if (nodes_.list.size() == limits_.max_values) {
      return refuse(fmt::format("more than {} values", limits_.max_values), span);
    }
    nodes_.list.push_back({type, 1, text, {}, span, {}});
    return true;
  }

  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char c) {
    bool is_here = here() == c;
    at_ += is_here;
    return is_here;
  }

  void skip_plain() {
    while (at_ + 8 <= text_.size()) {
      size_t plain = plain_of_eight(text_.data() + at_);
      at_ += plain;
      if (plain < 8) return;
    }
    while (at_ < text_.size() && is_plain(text_[at_])) ++at_;
  }

  // Lines end only here: a string holds no line break.
  void skip_space() {
    for (; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      if (base::ends_line(text_, at_)) {
        ++line_;
        line_begin_ = at_ + 1;
      }
    }
  }

  // Of a token in the line that has been reached.
  Span span_from(size_t begin, size_t length) const {
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(length), line_,
            static_cast<uint32_t>(begin - line_begin_) + 1};
  }

  bool refuse(std::string why, Span where) {
    error_ = {std::move(why), where};
    return false;
  }
  bool refuse_at(size_t offset, std::string why) {
    return refuse(std::move(why), base::span_at(text_, static_cast<uint32_t>(offset)));
  }

  std::string_view text_;
  const Limits& limits_;
  Nodes nodes_;
  SyntaxError error_;
  size_t at_ = 0, depth_ = 0, line_begin_ = 0;
  uint32_t line_ = 1;
};

}  // namespace

size_t Node::count() const {
  size_t count = 0;
  for (auto at = begin(); !(at == end()); ++at) ++count;
  return count;
}

const Node* Node::find(std::string_view member) const {
  if (!is_object()) return nullptr;
  for (const Node& node : *this) {
    if (node.name == member) return &node;
  }
  return nullptr;
}

std::string_view Node::type_name() const {
  static constexpr std::string_view kNames[] = {"null",   "boolean", "integer", "number",
                                                "string", "array",   "object"};
  return kNames[static_cast<size_t>(type)];
}

tl::expected<Nodes, SyntaxError> read(std::string_view text, const Limits& limits) {
  return Scanner(text, limits).read();
}

}  // namespace json
