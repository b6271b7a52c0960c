#include "services/logs/filter_regex.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace account::logs {
namespace {

using Bytes = std::bitset<256>;

constexpr size_t kMostRepetitions = 999;
constexpr std::string_view kSymbols = ":_#=@/;,-";  // beside letters, digits and operators

bool is_alphanumeric(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

Bytes one_byte(char c) {
  Bytes bytes;
  bytes.set(static_cast<unsigned char>(c));
  return bytes;
}

Bytes bytes_where(bool (*holds)(unsigned char)) {
  Bytes bytes;
  for (size_t i = 0; i < 256; ++i) bytes.set(i, holds(static_cast<unsigned char>(i)));
  return bytes;
}

// \d, \s and \w; in capitals, all others. nullopt: the letter means nothing.
std::optional<Bytes> class_of(char letter) {
  auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  Bytes bytes;
  if (lower == 'd') {
    bytes = bytes_where([](unsigned char c) { return c >= '0' && c <= '9'; });
  } else if (lower == 's') {
    bytes = bytes_where([](unsigned char c) { return c == ' ' || (c >= '\t' && c <= '\r'); });
  } else if (lower == 'w') {
    bytes = bytes_where([](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
  } else {
    return std::nullopt;
  }
  return letter == lower ? bytes : ~bytes;
}

}  // namespace

class RegexReader {
 public:
  explicit RegexReader(std::string_view text) : text_(text) {}

  base::Result<FilterRegex> read() {
    FilterRegex regex;
    regex.alternatives_.emplace_back();
    while (!is_over()) {
      if (take('|')) {
        regex.alternatives_.emplace_back();
        continue;
      }
      FilterRegex::Element element = TRY(read_element());
      TRY(read_repetition(element));
      regex.alternatives_.back().push_back(element);
    }
    bool is_empty = std::any_of(regex.alternatives_.begin(), regex.alternatives_.end(),
                                [](const auto& one) { return one.empty(); });
    if (is_empty) return refuse("an alternative is empty");
    return regex;
  }

 private:
  using Kind = FilterRegex::Kind;
  using Element = FilterRegex::Element;

  bool is_over() const { return at_ >= text_.size(); }
  bool take(char c) {
    bool is_next = !is_over() && text_[at_] == c;
    if (is_next) ++at_;
    return is_next;
  }
  static tl::unexpected<base::Error> refuse(std::string_view why) {
    return base::fail(base::ErrorKind::invalid, "the regular expression is not supported: {}", why);
  }

  base::Result<Element> read_element() {
    char c = text_[at_++];
    if (c == '^') return Element{.kind = Kind::begin};
    if (c == '$') return Element{.kind = Kind::end};
    if (c == '.') return Element{.bytes = ~one_byte('\n')};
    if (c == '[') return read_class();
    if (c == '\\') {
      Bytes bytes = TRY(read_escape());
      return Element{.bytes = bytes};
    }
    if (is_alphanumeric(c) || kSymbols.find(c) != kSymbols.npos) return Element{.bytes = one_byte(c)};
    return refuse(fmt::format("`{}` cannot stand there", c));
  }

  base::Result<Bytes> read_escape() {
    if (is_over()) return refuse("a backslash is its end");
    char c = text_[at_++];
    if (auto bytes = class_of(c)) return *bytes;
    if (c == 'x') {
      constexpr std::string_view kDigits = "0123456789abcdef";
      size_t value = 0;
      for (int i = 0; i < 2; ++i) {
        std::string digit = is_over() ? "" : base::lower(text_.substr(at_++, 1));
        size_t place = digit.empty() ? kDigits.npos : kDigits.find(digit);
        if (place == kDigits.npos) return refuse("\\x wants two hexadecimal digits");
        value = value * 16 + place;
      }
      return one_byte(static_cast<char>(value));
    }
    if (is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80)
      return refuse(fmt::format("\\{} means nothing", c));
    return one_byte(c);
  }

  base::Result<Element> read_class() {
    bool is_other = take('^');
    Bytes bytes;
    bool is_first = true;
    while (is_first || !take(']')) {
      is_first = false;
      if (is_over()) return refuse("a `[` is not closed");
      char from = text_[at_++];
      if (from == '\\') {
        bytes |= TRY(read_escape());
        continue;
      }
      bool is_range = at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']';
      char to = is_range ? text_[at_ + 1] : from;
      if (is_range) at_ += 2;
      if (static_cast<unsigned char>(to) < static_cast<unsigned char>(from))
        return refuse("a range goes down");
      for (int i = static_cast<unsigned char>(from); i <= static_cast<unsigned char>(to); ++i)
        bytes.set(static_cast<size_t>(i));
    }
    return Element{.bytes = is_other ? ~bytes : bytes};
  }

  base::Result<size_t> read_number() {
    size_t from = at_;
    while (!is_over() && text_[at_] >= '0' && text_[at_] <= '9') ++at_;
    auto number = base::parse_int(text_.substr(from, at_ - from));
    if (!number || static_cast<size_t>(*number) > kMostRepetitions)
      return refuse(fmt::format("a number of repetitions is wanted, {} at most", kMostRepetitions));
    return static_cast<size_t>(*number);
  }

  base::Status read_repetition(Element& element) {
    if (is_over()) return {};
    char c = text_[at_];
    if (c != '*' && c != '+' && c != '?' && c != '{') return {};
    if (element.kind != Kind::bytes) return refuse("an anchor does not repeat");
    ++at_;
    if (c == '{') {
      element.least = TRY(read_number());
      element.most = element.least;
      if (take(',')) element.most = SIZE_MAX;
      bool is_bounded = element.most == SIZE_MAX && !is_over() && text_[at_] != '}';
      if (is_bounded) element.most = TRY(read_number());
      if (!take('}')) return refuse("a `{` is not closed");
      if (element.most < element.least) return refuse("a repetition has no number");
      return {};
    }
    element.least = c == '+' ? 1 : 0;
    element.most = c == '?' ? 1 : SIZE_MAX;
    return {};
  }

  std::string_view text_;
  size_t at_ = 0;
};

base::Result<FilterRegex> FilterRegex::parse(std::string_view text) {
  return RegexReader(text).read();
}

// places[i]: what comes before the element can end there.
bool FilterRegex::fits(const Alternative& alternative, std::string_view text) {
  size_t end = text.size();
  std::vector<bool> places(end + 1, true);
  for (const Element& element : alternative) {
    std::vector<bool> after(end + 1, false);
    if (element.kind != Kind::bytes) {
      size_t place = element.kind == Kind::begin ? 0 : end;
      after[place] = places[place];
    } else {
      bool is_endless = element.most == SIZE_MAX;
      size_t rounds = is_endless ? element.least : element.most;
      std::vector<bool> now = std::move(places);
      for (size_t round = 0;; ++round) {
        if (round >= element.least)
          for (size_t i = 0; i <= end; ++i) after[i] = after[i] || now[i];
        if (round == rounds) break;
        for (size_t i = end; i > 0; --i)
          now[i] = now[i - 1] && element.bytes.test(static_cast<unsigned char>(text[i - 1]));
        now[0] = false;
        bool is_over = std::find(now.begin(), now.end(), true) == now.end();
        if (is_over) break;
      }
      for (size_t i = 0; is_endless && i < end; ++i)
        if (after[i] && element.bytes.test(static_cast<unsigned char>(text[i]))) after[i + 1] = true;
    }
    places = std::move(after);
  }
  return std::find(places.begin(), places.end(), true) != places.end();
}

bool FilterRegex::matches(std::string_view text) const {
  return std::any_of(alternatives_.begin(), alternatives_.end(),
                     [&](const Alternative& one) { return fits(one, text); });
}

}  // namespace account::logs
