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

Glob::Glob(TokensView tokens) {
  auto wild = static_cast<size_t>(
      std::find_if(tokens.begin(), tokens.end(), [](Token t) { return t >= kAnyByte; }) - tokens.begin());
  bool is_prefix = wild + 1 == tokens.size() && tokens[wild] == kAnyRun;
  if (wild == tokens.size() || is_prefix) {  // nearly all of them
    shape_ = wild == tokens.size() ? Shape::exact : wild == 0 ? Shape::any : Shape::prefix;
    literal_.reserve(wild);
    for (Token token : tokens.substr(0, wild)) literal_ += static_cast<char>(token);
    return;
  }
  shape_ = Shape::general;
  pieces_.emplace_back();
  for (Token token : tokens) {
    if (token == kAnyRun) {
      pieces_.emplace_back();
      continue;
    }
    Piece& piece = pieces_.back();
    if (token == kAnyByte) piece.any_byte.resize(piece.text.size(), '\0');
    piece.text += token == kAnyByte ? '?' : static_cast<char>(token);
    if (token == kAnyByte) piece.any_byte += '\1';
  }
  for (Piece& piece : pieces_) {
    if (!piece.any_byte.empty()) piece.any_byte.resize(piece.text.size(), '\0');
  }
  std::erase_if(pieces_, [&](const Piece& piece) {
    return piece.text.empty() && &piece != &pieces_.front() && &piece != &pieces_.back();
  });
}

bool Glob::matches_pieces(std::string_view rest) const {
  const Piece& first = pieces_.front();
  if (pieces_.size() == 1) return rest.size() == first.text.size() && first.at(rest);
  const Piece& last = pieces_.back();
  if (rest.size() < first.text.size() + last.text.size()) return false;
  if (!first.at(rest) || !last.at(rest.substr(rest.size() - last.text.size()))) return false;
  rest = rest.substr(first.text.size(), rest.size() - first.text.size() - last.text.size());
  for (size_t i = 1; i + 1 < pieces_.size(); ++i) {
    size_t at = pieces_[i].find_in(rest);
    if (at == std::string_view::npos) return false;
    rest.remove_prefix(at + pieces_[i].text.size());
  }
  return true;
}

bool Glob::Piece::at(std::string_view here) const {
  if (any_byte.empty()) return here.starts_with(text);
  if (here.size() < text.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (!any_byte[i] && here[i] != text[i]) return false;
  }
  return true;
}

size_t Glob::Piece::find_in(std::string_view haystack) const {
  if (any_byte.empty()) {
    // memmem() is linear also in the worst case, std::string_view::find() is not.
    const void* found = memmem(haystack.data(), haystack.size(), text.data(), text.size());
    return found ? static_cast<size_t>(static_cast<const char*>(found) - haystack.data())
                 : std::string_view::npos;
  }
  for (size_t i = 0; i + text.size() <= haystack.size(); ++i) {
    if (at(haystack.substr(i))) return i;
  }
  return std::string_view::npos;
}

}  // namespace policy
