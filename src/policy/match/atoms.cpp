#include "policy/match/atoms.h"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/encoding.h"
#include "policy/buffer.h"

namespace policy {
namespace {

char swap_case(char c) {
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 32);
  return lower_byte(c);
}

// Where in each of the patterns a text may have got: a bit for each place, the patterns one after the other.
using Places = std::vector<bool>;

class Search {
 public:
  Search(const std::vector<TextPattern>& patterns, size_t most_states)
      : patterns_(patterns), most_states_(most_states) {
    for (const TextPattern& pattern : patterns) {
      begins_.push_back(size_);
      size_ += pattern.tokens.size() + 1;
    }
    collect_bytes();
  }

  Atoms run() {
    Places begin(size_);
    for (size_t i = 0; i < patterns_.size(); ++i) enter(i, 0, begin);
    states_.push_back(
        {std::move(begin), 0, '\0'});  // of the empty text, which is told from the same places later
    for (size_t at = 0; at < states_.size(); ++at) {
      for (char byte : bytes_) {
        if (states_.size() >= most_states_) {
          out_.is_complete = false;
          return std::move(out_);
        }
        add(step(states_[at].places, byte), at, byte);
      }
    }
    return std::move(out_);
  }

 private:
  struct State {
    Places places;
    size_t from = 0;
    char byte = '\0';
  };

  // The bytes that some pattern tells from others, and one that none does.
  void collect_bytes() {
    std::string named;
    for (const TextPattern& pattern : patterns_) {
      for (Token token : pattern.tokens) {
        if (token < kAnyByte) {
          named += static_cast<char>(token);
          if (pattern.fold_case) named += swap_case(static_cast<char>(token));
        } else {
          named += without(token);
        }
      }
    }
    constexpr std::string_view kReadable = "xyzwvuqkjXYZWVUQKJ0123456789";
    size_t fresh = kReadable.find_first_not_of(named);
    if (fresh != std::string_view::npos) bytes_ += kReadable[fresh];
    for (char c : named) {
      if (bytes_.find(c) == std::string::npos) bytes_ += c;
    }
    if (fresh == std::string_view::npos) out_.is_complete = false;
  }

  // `place` of the pattern i, and what is reached from it by an empty run.
  void enter(size_t i, size_t place, Places& to) const {
    const Tokens& tokens = patterns_[i].tokens;
    to[begins_[i] + place] = true;
    while (place < tokens.size() && is_run(tokens[place])) to[begins_[i] + ++place] = true;
  }

  Places step(const Places& from, char byte) const {
    Places to(size_);
    for (size_t i = 0; i < patterns_.size(); ++i) {
      const TextPattern& pattern = patterns_[i];
      for (size_t place = 0; place < pattern.tokens.size(); ++place) {
        Token token = pattern.tokens[place];
        if (!from[begins_[i] + place] || !takes(token, byte, pattern.fold_case)) continue;
        enter(i, is_run(token) ? place : place + 1, to);
      }
    }
    return to;
  }

  static bool takes(Token token, char byte, bool fold_case) {
    if (token >= kAnyByte) return without(token).find(byte) == std::string_view::npos;
    char wanted = static_cast<char>(token);
    return wanted == byte || (fold_case && lower_byte(wanted) == lower_byte(byte));
  }

  void add(Places places, size_t from, char byte) {
    auto [known, is_new] = known_.try_emplace(places, states_.size());
    if (!is_new) return;
    states_.push_back({std::move(places), from, byte});
    record(states_.size() - 1);
  }

  // The first text of its kind.
  void record(size_t state) {
    std::vector<bool> matched;
    for (size_t i = 0; i < patterns_.size(); ++i) {
      matched.push_back(states_[state].places[begins_[i] + patterns_[i].tokens.size()]);
      if (patterns_[i].is_wanted && !matched.back()) return;
    }
    if (seen_.count(matched) != 0) return;
    std::string text;
    for (size_t at = state; at != 0; at = states_[at].from) text += states_[at].byte;
    std::reverse(text.begin(), text.end());
    if (!base::is_utf8(text)) {
      out_.is_complete = false;  // another one of its kind may be text
      return;
    }
    seen_.insert(std::move(matched));
    out_.texts.push_back(std::move(text));
  }

  const std::vector<TextPattern>& patterns_;
  size_t most_states_;
  std::vector<size_t> begins_;  // of each pattern in Places
  size_t size_ = 0;
  std::string bytes_;
  std::vector<State> states_;
  std::unordered_map<Places, size_t> known_;
  std::set<std::vector<bool>> seen_;
  Atoms out_;
};

}  // namespace

Atoms atoms(const std::vector<TextPattern>& patterns, size_t most_states) {
  return Search(patterns, most_states).run();
}

}  // namespace policy
