#include "aws/values/pattern.h"

#include <algorithm>
#include <string>

#include "aws/values/pattern_syntax.h"

namespace aws {
namespace {

using pattern::kMany;
using pattern::Piece;
using pattern::Sequence;

constexpr size_t kMaxSteps = 5'000'000;  // characters looked at

// Matches without backtracking: the set of places that the pattern has reached so far is carried from piece
// to piece. It recurses as deep as the pattern nests, never as long as the text is, since servers give their
// threads small stacks.
class Matcher {
 public:
  explicit Matcher(std::u32string_view text) : text_(text) {}

  bool matches(const std::vector<Sequence>& alternatives) {
    Places start(text_.size() + 1);
    start[0] = true;
    return any(alternatives, start).back() && steps_ <= kMaxSteps;
  }

 private:
  using Places = std::vector<bool>;  // [i]: before character i

  static bool empty(const Places& places) {
    return std::find(places.begin(), places.end(), true) == places.end();
  }

  Places any(const std::vector<Sequence>& alternatives, const Places& starts) {
    Places ends(starts.size());
    for (const auto& sequence : alternatives) {
      Places reached = starts;
      for (const auto& piece : sequence) reached = repeat(piece, reached);
      for (size_t i = 0; i < ends.size(); ++i) ends[i] = ends[i] || reached[i];
    }
    return ends;
  }

  Places repeat(const Piece& piece, Places places) {
    for (size_t count = 0; count < piece.least; ++count) places = once(piece, places);
    if (piece.most == kMany && piece.kind == Piece::Kind::characters) return spread(piece, std::move(places));
    Places ends = places;
    for (size_t count = piece.least; count < piece.most && !empty(places) && steps_ <= kMaxSteps; ++count) {
      places = once(piece, places);
      // Only places that fewer repetitions have not reached can lead to more.
      for (size_t i = 0; i < ends.size(); ++i) {
        places[i] = places[i] && !ends[i];
        ends[i] = ends[i] || places[i];
      }
    }
    return ends;
  }

  // Any number of characters of the set, in one pass.
  Places spread(const Piece& piece, Places places) {
    steps_ += text_.size();
    for (size_t i = 0; i < text_.size(); ++i)
      if (places[i] && piece.set.has(text_[i])) places[i + 1] = true;
    return places;
  }

  Places once(const Piece& piece, const Places& starts) {
    steps_ += starts.size();
    if (piece.kind == Piece::Kind::group) return any(piece.alternatives, starts);
    Places ends(starts.size());
    for (size_t i = 0; i < starts.size() && steps_ <= kMaxSteps; ++i) {
      if (!starts[i]) continue;
      if (piece.kind == Piece::Kind::characters) {
        if (i < text_.size() && piece.set.has(text_[i])) ends[i + 1] = true;
      } else if (piece.kind == Piece::Kind::begin) {
        ends[i] = i == 0;
      } else if (piece.kind == Piece::Kind::end) {
        ends[i] = i == text_.size();
      } else {
        Places here(starts.size());
        here[i] = true;
        ends[i] = empty(any(piece.alternatives, here));
      }
    }
    return ends;
  }

  std::u32string_view text_;
  size_t steps_ = 0;
};

bool matches_class(const Piece& piece, std::string_view text) {
  size_t count = 0;
  for (size_t at = 0; at < text.size(); ++count)
    if (!piece.set.has(pattern::next_code_point(text, at))) return false;
  return count >= piece.least && count <= piece.most;
}

}  // namespace

bool matches(std::string_view regular_expression, std::string_view text) {
  auto parsed = pattern::parse(regular_expression);
  if (!parsed) return true;
  if (parsed->size() == 1 && parsed->front().size() == 1 &&
      parsed->front().front().kind == Piece::Kind::characters)
    return matches_class(parsed->front().front(), text);
  std::u32string characters;
  for (size_t at = 0; at < text.size();) characters += pattern::next_code_point(text, at);
  return Matcher(characters).matches(*parsed);
}

bool is_understood(std::string_view regular_expression) {
  return pattern::parse(regular_expression).has_value();
}

}  // namespace aws
