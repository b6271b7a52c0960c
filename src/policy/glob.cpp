#include "policy/glob.h"

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
  return fits(pattern, text.size(), [&](Token token, size_t at) {
    return token == kAnyByte || token == static_cast<unsigned char>(text[at]);
  });
}

// Finds the shape of the pattern in literal_; `next(i)` is the place of the first wildcard from i on, or
// npos.
template <typename Next>
void Glob::divide(Next next) {
  size_t wild = next(0);
  if (wild == std::string::npos) return;
  if (wild + 1 == literal_.size() && literal_[wild] == '*') {  // nearly all of them
    shape_ = wild == 0 ? Shape::any : Shape::prefix;
    literal_.pop_back();
    return;
  }
  shape_ = Shape::general;
  pieces_.reserve(static_cast<size_t>(std::count(literal_.begin(), literal_.end(), '*')) + 1);
  pieces_.emplace_back();
  for (; wild != std::string::npos; wild = next(wild + 1)) {
    Piece& piece = pieces_.back();
    piece.size = wild - piece.begin;
    if (literal_[wild] == '?') {
      piece.any_byte.resize(piece.size, '\0');
      piece.any_byte += '\1';
      continue;
    }
    bool is_inner = pieces_.size() > 1;
    if (is_inner && piece.size == 0) pieces_.pop_back();
    pieces_.push_back({wild + 1, 0, {}});
  }
  pieces_.back().size = literal_.size() - pieces_.back().begin;
  for (Piece& piece : pieces_) {
    if (!piece.any_byte.empty()) piece.any_byte.resize(piece.size, '\0');
  }
}

Glob::Glob(TokensView tokens) : literal_(tokens.size(), '\0') {
  std::transform(tokens.begin(), tokens.end(), literal_.begin(), [](Token token) {
    return token == kAnyRun ? '*' : token == kAnyByte ? '?' : static_cast<char>(token);
  });
  divide([&](size_t from) {
    auto at = std::find_if(tokens.begin() + from, tokens.end(), [](Token t) { return t >= kAnyByte; });
    return at == tokens.end() ? std::string::npos : static_cast<size_t>(at - tokens.begin());
  });
}

Glob Glob::written(std::string text) {
  Glob glob;
  glob.literal_ = std::move(text);
  glob.divide([&](size_t from) { return find_wildcard(glob.literal_, from); });
  return glob;
}

bool Glob::matches_pieces(std::string_view rest) const {
  const Piece& first = pieces_.front();
  if (pieces_.size() == 1) return rest.size() == first.size && begins(rest, first);
  const Piece& last = pieces_.back();
  if (rest.size() < first.size + last.size) return false;
  if (!begins(rest, first) || !begins(rest.substr(rest.size() - last.size), last)) return false;
  rest = rest.substr(first.size, rest.size() - first.size - last.size);
  for (size_t i = 1; i + 1 < pieces_.size(); ++i) {
    size_t at = find(rest, pieces_[i]);
    if (at == std::string_view::npos) return false;
    rest.remove_prefix(at + pieces_[i].size);
  }
  return true;
}

bool Glob::begins(std::string_view here, const Piece& piece) const {
  std::string_view text = std::string_view(literal_).substr(piece.begin, piece.size);
  if (piece.any_byte.empty()) return here.starts_with(text);
  if (here.size() < text.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!piece.any_byte[i] && here[i] != text[i]) return false;
  }
  return true;
}

size_t Glob::find(std::string_view haystack, const Piece& piece) const {
  if (piece.any_byte.empty()) {
    // memmem() is linear also in the worst case, std::string_view::find() is not.
    const void* found = memmem(haystack.data(), haystack.size(), literal_.data() + piece.begin, piece.size);
    return found ? static_cast<size_t>(static_cast<const char*>(found) - haystack.data())
                 : std::string_view::npos;
  }
  for (size_t i = 0; i + piece.size <= haystack.size(); ++i) {
    if (begins(haystack.substr(i), piece)) return i;
  }
  return std::string_view::npos;
}

}  // namespace policy
