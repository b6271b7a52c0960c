// Entries of a list that another one takes in.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "policy/lint/rules.h"
#include "policy/match/glob.h"
#include "policy/match/relation.h"

namespace policy {
namespace {

constexpr size_t kNone = std::string::npos;

// A list in the order of its texts: those that begin alike stand together.
class Entries {
 public:
  Entries(const std::vector<Text>& list, bool fold_case) : covered_by_(list.size(), kNone) {
    lowered_.reserve(list.size());
    sorted_.reserve(list.size());
    for (size_t i = 0; i < list.size(); ++i) {
      std::string_view text = fold_case ? lowered_.emplace_back(base::lower(list[i].value)) : list[i].value;
      sorted_.push_back({text, i});
    }
    auto by_text = [](const Entry& a, const Entry& b) { return a.text < b.text; };
    bool is_sorted = std::is_sorted(sorted_.begin(), sorted_.end(), by_text);  // as most lists are written
    if (!is_sorted) std::stable_sort(sorted_.begin(), sorted_.end(), by_text);
    for (size_t i = 0; i < sorted_.size(); ++i) mark_covered_by(i);
  }

  // For each entry the first other one that takes it in (of two alike, the later is taken in); kNone: none.
  const std::vector<size_t>& covered_by() const { return covered_by_; }

 private:
  struct Entry {
    std::string_view text;
    size_t place = 0;  // in the list
  };

  void mark_covered_by(size_t i) {
    const Entry& wide = sorted_[i];
    auto mark = [&](const Entry& narrow) {
      covered_by_[narrow.place] = std::min(covered_by_[narrow.place], wide.place);
    };
    for (size_t k = i + 1; k < sorted_.size() && sorted_[k].text == wide.text; ++k) mark(sorted_[k]);
    size_t wildcard = find_wildcard(wide.text);
    if (wildcard == std::string_view::npos) return;
    // All that it takes in begins with its text up to the first wildcard.
    std::string_view fixed = wide.text.substr(0, wildcard);
    auto at = std::lower_bound(sorted_.begin(), sorted_.end(), fixed,
                               [](const Entry& entry, std::string_view text) { return entry.text < text; });
    Glob glob{std::string(wide.text)};
    bool has_any_byte = wide.text.find('?') != std::string_view::npos;
    for (; at != sorted_.end() && at->text.starts_with(fixed); ++at) {
      if (at->text == wide.text) continue;
      // A `*` takes in any pattern as it is written; a `?` does not take in a `*`.
      bool is_covered =
          has_any_byte ? covers(tokenize(wide.text), tokenize(at->text)) : glob.matches(at->text);
      if (is_covered) mark(*at);
    }
  }

  std::vector<std::string> lowered_;
  std::vector<Entry> sorted_;
  std::vector<size_t> covered_by_;
};

void lint_list(const std::vector<Text>& list, bool fold_case, std::string_view id, Findings& to) {
  if (list.size() < 2) return;
  Entries entries(list, fold_case);
  for (size_t i = 0; i < list.size(); ++i) {
    size_t other = entries.covered_by()[i];
    if (other == kNone) continue;
    to.suggest(std::string(id), list[i].span,
               fmt::format("`{}` is part of `{}` already", list[i].value, list[other].value));
  }
}

}  // namespace

void lint_redundant(const WrittenStatement& statement, Findings& to) {
  lint_list(statement.actions, true, "redundant-action", to);
  lint_list(statement.resources, false, "redundant-resource", to);
}

}  // namespace policy
