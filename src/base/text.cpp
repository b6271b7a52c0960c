#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <numeric>
#include <utility>

namespace base {
namespace {

char lower_char(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
void lower_eight(char* bytes) {
  constexpr uint64_t kEach = 0x0101010101010101;
  uint64_t eight = 0;
  std::memcpy(&eight, bytes, sizeof eight);
  uint64_t low = eight & 0x7F * kEach;
  // The high bit of each byte says whether it is one.
  uint64_t from_a = low + (0x80 - 'A') * kEach, behind_z = low + (0x7F - 'Z') * kEach;
  uint64_t upper = from_a & ~behind_z & ~eight & 0x80 * kEach;
  eight |= upper >> 2;
  std::memcpy(bytes, &eight, sizeof eight);
}
bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (lower_char(c) >= 'a' && lower_char(c) <= 'z');
}
bool is_token_char(char c) {
  return is_alnum(c) || c == '-' || c == '_' || c == '.' || c == '%' || c == '=';
}

// Optimal string alignment: insert, delete, replace and swap neighbours cost one each.
class EditDistance {
 public:
  // `limit` if it is no less; the lengths differ by less than that.
  size_t operator()(std::string_view a, std::string_view b, size_t limit) {
    row_.resize(b.size() + 1);
    above_.resize(b.size() + 1);
    second_above_.resize(b.size() + 1);
    std::iota(row_.begin(), row_.end(), 0);
    size_t least = 0;
    for (size_t i = 1; i <= a.size(); ++i) {
      second_above_.swap(above_);
      above_.swap(row_);
      size_t least_above = std::exchange(least, fill_row(a, b, i, limit));
      if (least >= limit && least_above >= limit) return limit;
    }
    return row_[b.size()];
  }

 private:
  // The distances of the first `i` letters of `a` from each beginning of `b`; returns the least. What is
  // further from the diagonal than `limit` letters is no less than it.
  size_t fill_row(std::string_view a, std::string_view b, size_t i, size_t limit) {
    size_t first = i > limit ? i - limit : 1, last = std::min(b.size(), i + limit);
    row_[first - 1] = first == 1 ? i : limit;
    size_t least = row_[first - 1];
    for (size_t j = first; j <= last; ++j) {
      size_t replace = above_[j - 1] + (lower_char(a[i - 1]) == lower_char(b[j - 1]) ? 0 : 1);
      row_[j] = std::min({above_[j] + 1, row_[j - 1] + 1, replace});
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row_[j] = std::min(row_[j], second_above_[j - 2] + 1);
      least = std::min(least, row_[j]);
    }
    if (last < b.size()) row_[last + 1] = limit;
    return least;
  }

  std::vector<size_t> row_, above_, second_above_;
};

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  size_t at = 0;
  for (; at + 8 <= out.size(); at += 8) lower_eight(out.data() + at);
  for (; at < out.size(); ++at) out[at] = lower_char(out[at]);
  return out;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a == b) return true;
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower_char(x) == lower_char(y); });
}

std::string_view trim(std::string_view text) {
  auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) {
    if (&part != &parts.front()) out += separator;
    out += part;
  }
  return out;
}

std::optional<int64_t> parse_int(std::string_view text) {
  int64_t value = 0;
  auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

namespace {

// The letters of a word, for telling soon that another one is far from it.
class Letters {
 public:
  explicit Letters(std::string_view word) : size_(word.size()) {
    for (char c : word) ++counts_[index(c)];
  }

  // No more than the edit distance: a letter that only one of the two has takes an edit.
  size_t distance_at_least(std::string_view other) const {
    auto counts = counts_;
    size_t common = 0;
    for (char c : other) common += counts[index(c)]-- > 0;
    return std::max(size_, other.size()) - common;
  }

 private:
  static size_t index(char c) { return static_cast<unsigned char>(lower_char(c)) % 128; }

  size_t size_;
  std::array<int16_t, 128> counts_ = {};
};

}  // namespace

std::optional<std::string> did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > 200) return std::nullopt;
  EditDistance edit_distance;
  Letters letters(word);
  const std::string* best = nullptr;
  size_t best_distance = std::max<size_t>(1, word.size() / 3) + 1;
  for (const auto& candidate : candidates) {
    if (letters.distance_at_least(candidate) >= best_distance) continue;
    size_t distance = edit_distance(word, candidate, best_distance);
    if (distance < best_distance) {
      best = &candidate;
      best_distance = distance;
    }
  }
  if (!best) return std::nullopt;
  return *best;
}

std::string slug(std::string_view text, size_t max_length) {
  std::string out;
  for (char c : text) {
    if (is_alnum(c)) {
      out += lower_char(c);
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  out = out.substr(0, max_length);
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

std::string redact(std::string_view text) {
  constexpr std::string_view kStarts[] = {"eyJ", "k8s-aws-v1.",
                                          "X-Amz-Signature=", "X-Amz-Security-Token=", "Signature="};
  constexpr std::string_view kMask = "[redacted]";
  std::string out;
  for (size_t i = 0; i < text.size();) {
    std::string_view rest = text.substr(i);
    auto start =
        std::find_if(std::begin(kStarts), std::end(kStarts), [&](auto s) { return rest.starts_with(s); });
    if (start == std::end(kStarts)) {
      out += text[i++];
      continue;
    }
    bool is_parameter = start->back() == '=';
    if (is_parameter) out += *start;
    i += start->size();
    while (i < text.size() && is_token_char(text[i])) ++i;
    out += kMask;
  }
  return out;
}

}  // namespace base
