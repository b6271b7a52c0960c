// RapidJSON reads the text and calls back for each token; this builds the located tree.
#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <span>
#include <unordered_set>

#include "base/encoding.h"
#include "base/json.h"

namespace json {
namespace {

using base::Span;

class Builder {
 public:
  Builder(const rapidjson::StringStream& stream, std::string_view text, const Limits& limits)
      : stream_(stream),
        text_(text),
        limits_(limits),
        is_plain_(text.find('\\') == std::string_view::npos && base::is_utf8(text)) {
    tree_.reserve(std::min<size_t>(64, 1 + text.size() / 16));
  }

  // NOLINTBEGIN(readability-identifier-naming): the names of functions are those that RapidJSON calls.

  bool Null() { return add(nullptr, place_back(4)); }
  bool Bool(bool v) { return add(v, place_back(v ? 4 : 5)); }
  // Numbers come as text: RapidJSON 1.1 reads 0e90 wrongly.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }
  bool RawNumber(const char* v, rapidjson::SizeType n, bool) {
    Span span = place(stream_.Tell(), n);
    int64_t integer = 0;
    auto whole = std::from_chars(v, v + n, integer);
    if (whole.ec == std::errc() && whole.ptr == v + n) return add(integer, span);
    double number = 0;
    auto result = std::from_chars(v, v + n, number);
    if (result.ec == std::errc() && result.ptr == v + n) return add(number, span);
    return refuse("a number that is out of range", span);
  }
  bool String(const char* v, rapidjson::SizeType n, bool) {
    Span span = place_string(n);
    return is_text(v, n, span) && add(std::string(v, n), span);
  }
  bool Key(const char* v, rapidjson::SizeType n, bool) {
    Span span = place_string(n);
    if (!is_text(v, n, span)) return false;
    Member& member = tree_.emplace_back();
    member.name.assign(v, n);
    member.name_span = span;
    is_named_ = true;
    return true;
  }
  bool StartObject() { return open(); }
  bool StartArray() { return open(); }
  bool EndObject(rapidjson::SizeType count) {
    auto first = tree_.end() - count;
    if (const Member* again = duplicate({first, tree_.end()})) {
      return refuse(fmt::format("duplicate name `{}`", again->name), again->name_span);
    }
    return close(count,
                 Object(std::vector<Member>(std::move_iterator(first), std::move_iterator(tree_.end()))));
  }
  bool EndArray(rapidjson::SizeType count) {
    Array array;
    array.reserve(count);
    for (auto at = tree_.end() - count; at != tree_.end(); ++at) array.push_back(std::move(at->value));
    return close(count, std::move(array));
  }

  // NOLINTEND(readability-identifier-naming)

  Value& root() { return tree_.front().value; }
  std::string error;
  Span error_span;

 private:
  static constexpr size_t kLinearSearch = 16;

  // The first member whose name another one before it has; nullptr if there is none.
  static const Member* duplicate(std::span<const Member> members) {
    std::unordered_set<std::string_view> seen;  // only of a large object
    for (size_t i = 0; i < members.size(); ++i) {
      const std::string& name = members[i].name;
      auto same = [&](const Member& earlier) { return earlier.name == name; };
      bool is_known = members.size() > kLinearSearch
                          ? !seen.insert(name).second
                          : std::any_of(members.begin(), members.begin() + i, same);
      if (is_known) return &members[i];
    }
    return nullptr;
  }

  // Places are asked for in the order of the text.
  Span place(size_t offset, size_t length) {
    while (line_end_ < offset) {
      ++line_;
      line_start_ = line_end_ + 1;
      line_end_ = text_.find('\n', line_start_);
    }
    auto column = static_cast<uint32_t>(offset - line_start_) + 1;
    return {static_cast<uint32_t>(offset), static_cast<uint32_t>(length), line_, column};
  }

  // Of a token of `length` bytes that has just ended.
  Span place_back(size_t length) { return place(stream_.Tell() - length, length); }

  // Of a string token that becomes `size` bytes; RapidJSON calls before it goes on behind it.
  Span place_string(size_t size) {
    size_t begin = stream_.Tell(), end = begin + 1 + size;
    if (!is_plain_) {
      for (end = begin + 1; text_[end] != '"'; ++end) end += text_[end] == '\\';
    }
    return place(begin, end + 1 - begin);
  }

  bool refuse(std::string why, Span where) {
    error = std::move(why);
    error_span = where;
    return false;
  }

  // RapidJSON 1.1 lets a lone low surrogate through.
  bool is_text(const char* v, size_t n, Span where) {
    return is_plain_ || base::is_utf8({v, n}) || refuse("a byte or an escape that is no character", where);
  }

  bool add(Value&& value, Span span) {
    if (++values_ > limits_.max_values) {
      return refuse(fmt::format("more than {} values", limits_.max_values), span);
    }
    value.span = span;
    Member& slot = is_named_ ? tree_.back() : tree_.emplace_back();
    slot.value = std::move(value);
    is_named_ = false;
    return true;
  }

  bool open() {
    Span span = place_back(1);
    if (++depth_ > limits_.max_depth) {
      return refuse(fmt::format("nested deeper than {} levels", limits_.max_depth), span);
    }
    return add({}, span);
  }

  // The last `count` members have become `value`, whose place stands before them.
  bool close(size_t count, Value&& value) {
    tree_.resize(tree_.size() - count);
    Span span = tree_.back().value.span;
    span.length = static_cast<uint32_t>(stream_.Tell()) - span.offset;
    tree_.back().value = std::move(value);
    tree_.back().value.span = span;
    --depth_;
    return true;
  }

  const rapidjson::StringStream& stream_;
  std::string_view text_;
  const Limits& limits_;
  const bool is_plain_;  // without escapes, all of it UTF-8
  // What is complete so far, elements as members without a name: of each open object or array the value that
  // it will be, then what it holds.
  std::vector<Member> tree_;
  bool is_named_ = false;  // the last member waits for its value
  size_t depth_ = 0, values_ = 0;
  uint32_t line_ = 1;
  size_t line_start_ = 0, line_end_ = text_.find('\n');
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
  std::string terminated(text);
  rapidjson::StringStream stream(terminated.c_str());
  Builder builder(stream, text, limits);
  rapidjson::Reader reader;
  auto result = reader.Parse<rapidjson::kParseNumbersAsStringsFlag>(stream, builder);
  if (result) return std::move(builder.root());
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
