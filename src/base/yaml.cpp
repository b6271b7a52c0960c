#include "base/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/lines.h"
#include "base/utf8.h"

namespace yaml {
namespace {

using base::Span;
using json::Value;

// Where libyaml's characters stand: it counts those behind the byte order mark, spans count bytes. Its lines
// and columns are not asked, since its idea of a line is not that of spans.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text), lines_(text) {
    size_t at = text.starts_with(base::kByteOrderMark) ? base::kByteOrderMark.size() : 0;
    for (size_t index = 0;; ++index) {
      if (index % kEach == 0) every_.push_back(static_cast<uint32_t>(at));
      if (at >= text.size()) break;
      at = behind(at);
    }
  }

  Span span(const yaml_mark_t& from, const yaml_mark_t& to) const {
    size_t begin = offset(from.index);
    return lines_.span(begin, offset(to.index) - begin);
  }
  Span span_of_byte(size_t at) const { return lines_.span(std::min(at, text_.size()), 1); }

 private:
  static constexpr size_t kEach = 64;  // so few characters are walked for one place

  size_t behind(size_t at) const {
    do ++at;
    while (at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0xC0) == 0x80);
    return at;
  }

  size_t offset(size_t index) const {
    if (index / kEach >= every_.size()) return text_.size();
    size_t at = every_[index / kEach];
    for (size_t rest = index % kEach; rest > 0 && at < text_.size(); --rest) at = behind(at);
    return at;
  }

  std::string_view text_;
  base::Lines lines_;
  std::vector<uint32_t> every_;  // where each kEach-th character begins
};

// What libyaml would read otherwise than the person who wrote it; false with the reason in `diagnostics`.
bool check_characters(std::string_view text, base::Diagnostics& diagnostics) {
  if (std::string_view other = base::foreign_encoding(text); !other.empty()) {
    diagnostics.error("not-utf-8", {}, fmt::format("the text is {}, expected UTF-8", other),
                      "save it as UTF-8");
    return false;
  }
  constexpr std::pair<std::string_view, std::string_view> kInvisible[] = {{"\xC2\x85", "0085"},
                                                                          {"\xE2\x80\xA8", "2028"},
                                                                          {"\xE2\x80\xA9", "2029"},
                                                                          {base::kByteOrderMark, "FEFF"}};
  size_t begin = text.starts_with(base::kByteOrderMark) ? base::kByteOrderMark.size() : 0;
  for (const auto& [bytes, code] : kInvisible) {
    size_t at = text.find(bytes, begin);
    if (at == std::string_view::npos) continue;
    diagnostics.error(
        "invisible-character",
        base::span_at(text, static_cast<uint32_t>(at), static_cast<uint32_t>(bytes.size())),
        fmt::format("the invisible character U+{} stands here, which not all programs read alike", code),
        fmt::format("remove it; in a text that needs it, write `\\u{}` in double quotes", code));
    return false;
  }
  return true;
}

// YAML 1.2 core schema, section 10.3.2.
Value plain_scalar(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  bool plus = text.front() == '+' && !text.starts_with("+-");  // from_chars knows no plus sign
  std::string_view digits = plus ? text.substr(1) : text;
  const char* end = digits.data() + digits.size();
  int64_t integer = 0;
  if (auto r = std::from_chars(digits.data(), end, integer); r.ec == std::errc() && r.ptr == end)
    return integer;
  bool numeric = digits.find_first_not_of("0123456789.eE+-") == std::string_view::npos &&
                 digits.find_first_of("0123456789") != std::string_view::npos;
  double number = 0;
  if (numeric) {
    auto r = std::from_chars(digits.data(), end, number);
    if (r.ec == std::errc() && r.ptr == end && std::isfinite(number)) return number;
  }
  return text;
}

// What stands in a file is read where it stands: an alias would say it somewhere else, and so would its errors.
constexpr const char* kWrittenOut =
    "write the values out at each place, or have it done: yq 'explode(.)' FILE";

class Parser {
 public:
  using Written = std::unordered_map<uint32_t, std::string>;

  Parser(std::string_view text, base::Diagnostics& diagnostics, const json::Limits& limits)
      : places_(text), diagnostics_(diagnostics), limits_(limits) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Parser() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  Written& written() { return written_; }

  std::optional<Value> document() {
    if (!next() || !next()) return std::nullopt;  // stream start, document start
    if (event_.type == YAML_STREAM_END_EVENT) return Value(json::Object());
    if (!next()) return std::nullopt;
    std::optional<Value> value = node(0);
    if (!value || !next() || !next()) return std::nullopt;  // document end, stream end
    if (event_.type != YAML_STREAM_END_EVENT) return refuse("more than one document in the file");
    return value;
  }

 private:
  std::nullopt_t refuse(std::string message, std::string hint = "") {
    diagnostics_.error("yaml-syntax-error", places_.span(event_.start_mark, event_.end_mark),
                       std::move(message), std::move(hint));
    return std::nullopt;
  }
  std::nullopt_t refuse_mark(const yaml_char_t* anchor) {
    return refuse("anchors and tags are not supported",
                  anchor ? kWrittenOut : "take the tag off: what is a text stands in quotes");
  }

  bool next() {
    yaml_event_delete(&event_);
    if (yaml_parser_parse(&parser_, &event_)) return true;
    event_ = {};
    std::string message = parser_.problem ? parser_.problem : "unreadable text";
    if (parser_.context) message += std::string(", ") + parser_.context;
    Span span = places_.span(parser_.problem_mark, parser_.problem_mark);
    span.length = 1;
    if (parser_.error == YAML_READER_ERROR)
      span = places_.span_of_byte(parser_.problem_offset);  // it has no mark
    diagnostics_.error("yaml-syntax-error", span, "invalid YAML: " + message);
    return false;
  }

  // The node whose first event is the current one.
  std::optional<Value> node(size_t depth) {
    if (depth > limits_.max_depth)
      return refuse(fmt::format("nested deeper than {} levels", limits_.max_depth));
    if (++values_ > limits_.max_values) return refuse(fmt::format("more than {} values", limits_.max_values));
    switch (event_.type) {
      case YAML_ALIAS_EVENT:
        return refuse("aliases are not supported: write the value out", kWrittenOut);
      case YAML_SCALAR_EVENT:
        return scalar();
      case YAML_SEQUENCE_START_EVENT:
        return sequence(depth);
      case YAML_MAPPING_START_EVENT:
        return mapping(depth);
      default:
        return refuse("a value was expected");
    }
  }

  std::optional<Value> scalar() {
    const auto& scalar = event_.data.scalar;
    if (scalar.anchor || scalar.tag) return refuse_mark(scalar.anchor);
    std::string_view text(reinterpret_cast<const char*>(scalar.value), scalar.length);
    Value value = scalar.style == YAML_PLAIN_SCALAR_STYLE ? plain_scalar(text) : Value(text);
    value.span = places_.span(event_.start_mark, event_.end_mark);
    if (value.is_number() || value.is_bool()) written_.emplace(value.span.offset, text);
    return value;
  }

  std::optional<Value> sequence(size_t depth) {
    const auto& start_of = event_.data.sequence_start;
    if (start_of.anchor || start_of.tag) return refuse_mark(start_of.anchor);
    Value result{json::Array()};
    Span start = places_.span(event_.start_mark, event_.end_mark);
    while (true) {
      if (!next()) return std::nullopt;
      if (event_.type == YAML_SEQUENCE_END_EVENT) break;
      std::optional<Value> element = node(depth + 1);
      if (!element) return std::nullopt;
      result.as_array().push_back(std::move(*element));
    }
    result.span = start;
    return result;
  }

  std::optional<Value> mapping(size_t depth) {
    const auto& start_of = event_.data.mapping_start;
    if (start_of.anchor || start_of.tag) return refuse_mark(start_of.anchor);
    Value result{json::Object()};
    Span start = places_.span(event_.start_mark, event_.end_mark);
    while (true) {
      if (!next()) return std::nullopt;
      if (event_.type == YAML_MAPPING_END_EVENT) break;
      if (event_.type != YAML_SCALAR_EVENT) return refuse("a key must be a plain name");
      const auto& scalar = event_.data.scalar;
      std::string name(reinterpret_cast<const char*>(scalar.value), scalar.length);
      Span name_span = places_.span(event_.start_mark, event_.end_mark);
      if (scalar.anchor || scalar.tag) return refuse_mark(scalar.anchor);
      if (name == "<<" && scalar.style == YAML_PLAIN_SCALAR_STYLE)
        return refuse("merge keys (`<<`) are not supported", kWrittenOut);
      if (result.as_object().contains(name)) return refuse(fmt::format("duplicate name `{}`", name));
      if (!next()) return std::nullopt;
      std::optional<Value> value = node(depth + 1);
      if (!value) return std::nullopt;
      result.as_object().append({std::move(name), std::move(*value), name_span});
    }
    result.span = start;
    return result;
  }

  Places places_;
  base::Diagnostics& diagnostics_;
  const json::Limits& limits_;
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  size_t values_ = 0;
  Written written_;
};

}  // namespace

std::string Document::text_of(const Value& scalar) const {
  return scalar.is_string() ? scalar.as_string() : written_.at(scalar.span.offset);
}

std::optional<Document> read(std::string_view text, base::Diagnostics& diagnostics,
                             const json::Limits& limits) {
  if (text.size() > limits.max_bytes) {
    diagnostics.error("too-large", {}, fmt::format("larger than {} bytes", limits.max_bytes));
    return std::nullopt;
  }
  if (!check_characters(text, diagnostics)) return std::nullopt;
  Parser parser(text, diagnostics, limits);
  std::optional<Value> root = parser.document();
  if (!root) return std::nullopt;
  return Document(std::move(*root), std::move(parser.written()));
}

std::unique_ptr<Value> parse(std::string_view text, base::Diagnostics& diagnostics,
                             const json::Limits& limits) {
  std::optional<Document> document = read(text, diagnostics, limits);
  return document ? std::make_unique<Value>(document->root()) : nullptr;
}

}  // namespace yaml
