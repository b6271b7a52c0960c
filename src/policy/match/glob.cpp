#include "policy/match/glob.h"

#include <algorithm>
#include <cstring>

namespace policy {

namespace {

void append(std::string_view text, bool wildcards, Tokens& to) {
  size_t at = to.size();
  to.resize(at + text.size());
  for (char c : text) {
    Token wildcard = c == '*' ? kAnyRun : c == '?' ? kAnyByte : 0;
    to[at++] = wildcards && wildcard ? wildcard : static_cast<unsigned char>(c);
  }
}

}  // namespace

Tokens tokenize(std::string_view text, bool wildcards) {
  Tokens tokens;
  append(text, wildcards, tokens);
  return tokens;
}

Tokens tokenize_template(std::string_view text, TokensView any) {
  Tokens out;
  out.reserve(text.size());
  while (true) {
    size_t begin = text.find("${");
    size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
    append(end == std::string_view::npos ? text : text.substr(0, begin), true, out);
    if (end == std::string_view::npos) return out;
    out += any;
    text.remove_prefix(end + 1);
  }
}

bool matches(TokensView pattern, std::string_view text) {
  return fits(pattern, kAnyRun, text.size(), [&](Token token, size_t at) {
    return token == kAnyByte || token == static_cast<unsigned char>(text[at]);
  });
}

Glob::Glob(std::string written) : text_(std::move(written)) {
  size_t first = text_.find('*');
  if (text_.find('?') != std::string::npos) {
    shape_ = Shape::bytes;
  } else if (first != std::string::npos && first + 1 == text_.size()) {  // nearly all of them
    shape_ = first == 0 ? Shape::any : Shape::prefix;
    text_.pop_back();
  } else if (first != std::string::npos) {
    shape_ = Shape::runs;
    before_ = static_cast<uint32_t>(first);
    behind_ = static_cast<uint32_t>(text_.size() - 1 - text_.rfind('*'));
  }
}

Glob Glob::literal(std::string text) {
  Glob glob;
  glob.text_ = std::move(text);
  return glob;
}

bool Glob::matches_runs(std::string_view text) const {
  std::string_view pattern = text_;
  if (text.size() < before_ + behind_ || !text.starts_with(pattern.substr(0, before_)) ||
      !text.ends_with(pattern.substr(pattern.size() - behind_)))
    return false;
  text = text.substr(before_, text.size() - before_ - behind_);
  pattern = pattern.substr(before_, pattern.size() - before_ - behind_);  // from the first `*` to the last
  while (!pattern.empty()) {
    pattern.remove_prefix(1);
    std::string_view piece = pattern.substr(0, pattern.find('*'));
    // memmem() is linear also in the worst case, std::string_view::find() is not.
    const void* found = memmem(text.data(), text.size(), piece.data(), piece.size());
    if (!found) return false;
    text.remove_prefix(static_cast<size_t>(static_cast<const char*>(found) - text.data()) + piece.size());
    pattern.remove_prefix(piece.size());
  }
  return true;
}

bool Glob::matches_bytes(std::string_view text) const {
  return fits(std::string_view(text_), '*', text.size(),
              [&](char wanted, size_t at) { return wanted == '?' || wanted == text[at]; });
}

}  // namespace policy
