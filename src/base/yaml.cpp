#include "base/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace yaml {
namespace {

using base::Span;
using json::Value;

// libyaml counts characters; spans count bytes.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text), line_starts_{0} {
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') line_starts_.push_back(static_cast<uint32_t>(i) + 1);
    }
  }

  Span span(const yaml_mark_t& from, const yaml_mark_t& to) const {
    uint32_t begin = offset(from);
    auto line = static_cast<uint32_t>(std::min(from.line, line_starts_.size() - 1));
    return {begin, offset(to) - begin, line + 1, begin - line_starts_[line] + 1};
  }

 private:
  uint32_t offset(const yaml_mark_t& mark) const {
    if (mark.line >= line_starts_.size()) return static_cast<uint32_t>(text_.size());
    uint32_t at = line_starts_[mark.line];
    for (size_t characters = mark.column; characters > 0 && at < text_.size(); --characters) {
      ++at;
      while (at < text_.size() && (static_cast<unsigned char>(text_[at]) & 0xC0) == 0x80) ++at;
    }
    return at;
  }

  std::string_view text_;
  std::vector<uint32_t> line_starts_;
};

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

class Parser {
 public:
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
  std::nullopt_t refuse(std::string message) {
    diagnostics_.error("yaml-syntax-error", places_.span(event_.start_mark, event_.end_mark),
                       std::move(message));
    return std::nullopt;
  }

  bool next() {
    yaml_event_delete(&event_);
    if (yaml_parser_parse(&parser_, &event_)) return true;
    event_ = {};
    const yaml_mark_t& mark = parser_.problem_mark;
    std::string message = parser_.problem ? parser_.problem : "unreadable text";
    if (parser_.context) message += std::string(", ") + parser_.context;
    Span span = places_.span(mark, mark);
    span.length = 1;
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
        return refuse("aliases are not supported: write the value out");
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
    if (scalar.anchor || scalar.tag) return refuse("anchors and tags are not supported");
    std::string_view text(reinterpret_cast<const char*>(scalar.value), scalar.length);
    Value value = scalar.style == YAML_PLAIN_SCALAR_STYLE ? plain_scalar(text) : Value(text);
    value.span = places_.span(event_.start_mark, event_.end_mark);
    return value;
  }

  std::optional<Value> sequence(size_t depth) {
    if (event_.data.sequence_start.anchor || event_.data.sequence_start.tag) {
      return refuse("anchors and tags are not supported");
    }
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
    if (event_.data.mapping_start.anchor || event_.data.mapping_start.tag) {
      return refuse("anchors and tags are not supported");
    }
    Value result{json::Object()};
    Span start = places_.span(event_.start_mark, event_.end_mark);
    while (true) {
      if (!next()) return std::nullopt;
      if (event_.type == YAML_MAPPING_END_EVENT) break;
      if (event_.type != YAML_SCALAR_EVENT) return refuse("a key must be a plain name");
      const auto& scalar = event_.data.scalar;
      std::string name(reinterpret_cast<const char*>(scalar.value), scalar.length);
      Span name_span = places_.span(event_.start_mark, event_.end_mark);
      if (scalar.anchor || scalar.tag) return refuse("anchors and tags are not supported");
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
};

}  // namespace

std::unique_ptr<Value> parse(std::string_view text, base::Diagnostics& diagnostics,
                             const json::Limits& limits) {
  if (text.size() > limits.max_bytes) {
    diagnostics.error("too-large", {}, fmt::format("larger than {} bytes", limits.max_bytes));
    return nullptr;
  }
  std::optional<Value> value = Parser(text, diagnostics, limits).document();
  return value ? std::make_unique<Value>(std::move(*value)) : nullptr;
}

}  // namespace yaml
