// RapidJSON reads the text and calls back for each token; this builds the located tree.
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <charconv>
#include <unordered_set>

#include "base/encoding.h"
#include "base/json.h"

namespace json {
namespace {

using base::Span;

// NOLINTBEGIN(readability-identifier-naming): the names of functions are those that RapidJSON calls.

// Counts lines as RapidJSON consumes the text, so that a token's place costs nothing extra.
struct Stream {
  using Ch = char;
  explicit Stream(std::string_view text) : begin(text.data()), at(begin), end(begin + text.size()) {}

  Ch Peek() const { return at == end ? '\0' : *at; }
  Ch Take() {
    if (at == end) return '\0';
    if (*at == '\n') {
      ++line;
      line_start = at + 1;
    }
    return *at++;
  }
  size_t Tell() const { return static_cast<size_t>(at - begin); }
  Ch* PutBegin() { return nullptr; }
  void Put(Ch) {}
  void Flush() {}
  size_t PutEnd(Ch*) { return 0; }

  const char* begin;
  const char* at;
  const char* end;
  const char* line_start = begin;
  uint32_t line = 1;
};

class Builder {
 public:
  Builder(const Stream& stream, std::string_view text, const Limits& limits)
      : stream_(stream), text_(text), limits_(limits) {}

  bool Null() { return add(Value(nullptr), 4); }
  bool Bool(bool v) { return add(Value(v), v ? 4 : 5); }
  // Numbers come as text: RapidJSON 1.1 reads 0e90 wrongly.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* v, rapidjson::SizeType n, bool) {
    int64_t integer = 0;
    auto whole = std::from_chars(v, v + n, integer);
    if (whole.ec == std::errc() && whole.ptr == v + n) return add(Value(integer), n);
    double number = 0;
    auto result = std::from_chars(v, v + n, number);
    if (result.ec == std::errc() && result.ptr == v + n) return add(Value(number), n);
    return refuse("a number that is out of range", n);
  }
  bool String(const char* v, rapidjson::SizeType n, bool) {
    // RapidJSON 1.1 lets a lone low surrogate through.
    if (!base::is_utf8({v, n})) return refuse("an escape that is no character", string_length());
    return add(Value(std::string_view(v, n)), string_length());
  }
  bool Key(const char* v, rapidjson::SizeType n, bool) {
    Level& level = levels_.back();
    Span span = span_back(string_length());
    if (!base::is_utf8({v, n})) return refuse("an escape that is no character", span.length);
    if (is_duplicate(level, std::string_view(v, n))) {
      error = fmt::format("duplicate name `{}`", std::string_view(v, n));
      error_span = span;
      return false;
    }
    level.name = std::string(v, n);
    level.name_span = span;
    return true;
  }
  bool StartObject() { return open(Value(Object())); }
  bool StartArray() { return open(Value(Array())); }
  bool EndObject(rapidjson::SizeType) { return close(); }
  bool EndArray(rapidjson::SizeType) { return close(); }

  // NOLINTEND(readability-identifier-naming)

  Value root;
  std::string error;
  Span error_span;

 private:
  struct Level {
    Value value;
    std::string name;
    Span name_span;
    std::unordered_set<std::string> names;  // filled only once an object is large
  };

  static constexpr size_t kLinearSearch = 16;

  bool is_duplicate(Level& level, std::string_view name) {
    Object& object = level.value.as_object();
    if (object.size() < kLinearSearch) return object.contains(name);
    if (level.names.empty()) {
      for (const auto& member : object) level.names.insert(member.name);
    }
    return !level.names.insert(std::string(name)).second;
  }

  // The stream stands behind the token: the token began `length` bytes before. Tokens hold no line break.
  Span span_back(uint32_t length) const {
    auto offset = static_cast<uint32_t>(stream_.Tell()) - length;
    auto column = static_cast<uint32_t>(stream_.begin + offset - stream_.line_start) + 1;
    return {offset, length, stream_.line, column};
  }

  // Length in the source of the string token that has just ended, quotes included.
  uint32_t string_length() const {
    size_t end = stream_.Tell();
    size_t at = end - 1;
    while (at > 0) {
      --at;
      if (text_[at] != '"') continue;
      size_t slashes = 0;
      while (at > slashes && text_[at - slashes - 1] == '\\') ++slashes;
      if (slashes % 2 == 0) break;
    }
    return static_cast<uint32_t>(end - at);
  }

  bool refuse(std::string why, uint32_t length) {
    error = std::move(why);
    error_span = span_back(length);
    return false;
  }

  bool count() {
    if (++values_ <= limits_.max_values) return true;
    error = fmt::format("more than {} values", limits_.max_values);
    error_span = span_back(0);
    return false;
  }

  bool add(Value value, uint32_t length) {
    if (!count()) return false;
    value.span = span_back(length);
    place(std::move(value));
    return true;
  }

  bool open(Value value) {
    if (!count()) return false;
    // RapidJSON's iterative parser calls for a bracket before it takes it: here and in close() the stream
    // stands on it.
    value.span = span_back(0);
    value.span.length = 1;
    if (levels_.size() >= limits_.max_depth) {
      error = fmt::format("nested deeper than {} levels", limits_.max_depth);
      error_span = value.span;
      return false;
    }
    levels_.push_back({std::move(value), {}, {}, {}});
    return true;
  }

  bool close() {
    Value value = std::move(levels_.back().value);
    levels_.pop_back();
    value.span.length = static_cast<uint32_t>(stream_.Tell()) + 1 - value.span.offset;
    place(std::move(value));
    return true;
  }

  void place(Value value) {
    if (levels_.empty()) {
      root = std::move(value);
      return;
    }
    Level& level = levels_.back();
    if (level.value.is_array()) {
      level.value.as_array().push_back(std::move(value));
    } else {
      level.value.as_object().append({std::move(level.name), std::move(value), level.name_span});
    }
  }

  const Stream& stream_;
  std::string_view text_;
  const Limits& limits_;
  std::vector<Level> levels_;
  size_t values_ = 0;
};

struct Failure {
  std::string message;
  Span span;
};

tl::expected<Value, Failure> read(std::string_view text, const Limits& limits) {
  if (text.size() > limits.max_bytes) {
    return tl::unexpected(Failure{fmt::format("larger than {} bytes", limits.max_bytes), {}});
  }
  if (size_t nul = text.find('\0'); nul != std::string_view::npos) {
    return tl::unexpected(Failure{"a NUL byte", base::span_at(text, static_cast<uint32_t>(nul))});
  }
  Stream stream(text);
  Builder builder(stream, text, limits);
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag |
                              rapidjson::kParseNumbersAsStringsFlag;
  auto result = reader.Parse<kFlags>(stream, builder);
  if (result) return std::move(builder.root);
  if (!builder.error.empty()) return tl::unexpected(Failure{builder.error, builder.error_span});
  std::string message = rapidjson::GetParseError_En(result.Code());
  if (!message.empty() && message.back() == '.') message.pop_back();
  if (!message.empty()) message[0] = static_cast<char>(std::tolower(message[0]));
  return tl::unexpected(Failure{message, base::span_at(text, static_cast<uint32_t>(result.Offset()))});
}

}  // namespace

base::Result<Value> parse(std::string_view text, const Limits& limits) {
  auto result = read(text, limits);
  if (result) return std::move(*result);
  const Failure& failure = result.error();
  return base::fail(base::ErrorKind::invalid, "invalid JSON at line {}, column {}: {}", failure.span.line,
                    failure.span.column, failure.message);
}

std::unique_ptr<Value> parse(std::string_view text, base::Diagnostics& diagnostics, const Limits& limits) {
  auto result = read(text, limits);
  if (result) return std::make_unique<Value>(std::move(*result));
  diagnostics.error("json-syntax-error", result.error().span, "invalid JSON: " + result.error().message);
  return nullptr;
}

}  // namespace json
