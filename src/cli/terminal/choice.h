// One of several names, chosen by typing a part of it and by the arrow keys: what is shown and chosen,
// without a terminal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cli {

enum class Key { up, down, enter, erase, cancel, other };

// Keys from the bytes that a terminal in raw mode sends (ECMA-48: ESC [ A is up). An escape sequence may come
// in pieces; ESC by itself, ^C and ^D cancel.
struct Typed {
  Key key = Key::other;
  std::string text;  // of Key::other: what was typed, UTF-8
};
// Takes the first key off `bytes`; an escape sequence that is cut short stays, unless `is_all` says that
// nothing follows.
std::vector<Typed> take_keys(std::string& bytes, bool is_all);

class Choice {
 public:
  explicit Choice(std::vector<std::string> names);

  void press(const Typed& typed);
  const std::string& filter() const { return filter_; }
  // Those that hold the filter, whatever its case.
  const std::vector<std::string>& shown() const { return shown_; }
  size_t at() const { return at_; }  // of shown()
  // The one under the cursor; nullptr: nothing fits the filter.
  const std::string* current() const { return shown_.empty() ? nullptr : &shown_[at_]; }

 private:
  void refresh();

  std::vector<std::string> names_;
  std::string filter_;
  std::vector<std::string> shown_;
  size_t at_ = 0;
};

}  // namespace cli
