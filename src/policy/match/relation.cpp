#include "policy/match/relation.h"

#include <algorithm>
#include <vector>

namespace policy {
namespace {

// Whether a byte of one pattern and one of the other can be the same; a run stands for one of its bytes.
bool may_be_same(Token a, Token b) {
  if (a < kAnyByte && b < kAnyByte) return a == b;
  auto takes = [](Token wildcard, Token byte) {
    return wildcard < kAnyByte || byte >= kAnyByte ||
           without(wildcard).find(static_cast<char>(byte)) == std::string_view::npos;
  };
  return takes(a, b) && takes(b, a);
}

// reach[i][j]: the rests of the two patterns from i and j have a text in common.
class Meeting {
 public:
  Meeting(TokensView a, TokensView b)
      : a_(a), b_(b), width_(b.size() + 1), reach_((a.size() + 1) * width_, 0) {
    for (size_t i = a.size() + 1; i-- > 0;) {
      for (size_t j = b.size() + 1; j-- > 0;) reach_[i * width_ + j] = meets(i, j);
    }
  }

  bool at(size_t i, size_t j) const { return reach_[i * width_ + j] != 0; }

  // Follows the first way to the end.
  std::string text(char filler) const {
    std::string out;
    size_t i = 0, j = 0;
    while (i < a_.size() || j < b_.size()) {
      bool run_a = i < a_.size() && is_run(a_[i]), run_b = j < b_.size() && is_run(b_[j]);
      if (run_a && at(i + 1, j)) {
        ++i;
      } else if (run_b && at(i, j + 1)) {
        ++j;
      } else {
        Token byte = run_a ? b_[j] : run_b ? a_[i] : a_[i] >= kAnyByte ? b_[j] : a_[i];
        out += byte >= kAnyByte ? filler : static_cast<char>(byte);
        i += !run_a;
        j += !run_b;
      }
    }
    return out;
  }

 private:
  bool meets(size_t i, size_t j) const {
    bool end_a = i == a_.size(), end_b = j == b_.size();
    if (end_a && end_b) return true;
    bool run_a = !end_a && is_run(a_[i]), run_b = !end_b && is_run(b_[j]);
    if (run_a && at(i + 1, j)) return true;
    if (run_b && at(i, j + 1)) return true;
    if (end_a || end_b || (run_a && run_b) || !may_be_same(a_[i], b_[j])) return false;
    return at(run_a ? i : i + 1, run_b ? j : j + 1);
  }

  TokensView a_, b_;
  size_t width_;
  std::vector<char> reach_;
};

}  // namespace

bool overlap(TokensView a, TokensView b) {
  // Where both begin or end with a byte, or one is all wildcard, no search is needed.
  auto both = [](Token x, Token y) { return x < kAnyByte && y < kAnyByte; };
  auto is_any = [](TokensView tokens) { return tokens.size() == 1 && tokens[0] == kAnyRun; };
  while (!a.empty() && !b.empty() && both(a.front(), b.front())) {
    if (a.front() != b.front()) return false;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && both(a.back(), b.back())) {
    if (a.back() != b.back()) return false;
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  if (is_any(a) || is_any(b)) return true;
  return Meeting(a, b).at(0, 0);
}

bool common_text(TokensView a, TokensView b, std::string& out, char filler) {
  Meeting meeting(a, b);
  if (!meeting.at(0, 0)) return false;
  out = meeting.text(filler);
  return true;
}

// The tokens of `narrow` taken as letters: a `*` of `wide` takes any of them, a `?` any but a run. Never
// wrongly true; it misses that `?*` covers `*a`. What is above the wildcards stands for a text of any length.
bool covers(TokensView wide, TokensView narrow) {
  return fits(wide, kAnyRun, narrow.size(), [&](Token token, size_t at) {
    bool is_one_byte = narrow[at] <= kAnyByte;
    return narrow[at] != kAnyRun && (token == narrow[at] || (token == kAnyByte && is_one_byte));
  });
}

}  // namespace policy
