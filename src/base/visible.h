// Text that others wrote, made fit to be shown: what a terminal would obey (control characters, ECMA-48) and
// what would make a line read otherwise than it is (bidirectional controls, Unicode UAX #9) becomes the
// escape that JSON has for it, such as \u001b. So a dumped JSON document means afterwards what it meant
// before. A byte that is no UTF-8 becomes \x9b.
#pragma once

#include <string>
#include <string_view>

namespace base {

std::string visible(std::string_view text);       // line breaks and tabs stay
std::string visible_line(std::string_view text);  // line breaks and tabs are shown, too
// Nothing in it would have to be made visible.
bool is_visible_line(std::string_view text);

// visible() of what comes in pieces, which may end within a character.
class VisibleStream {
 public:
  std::string add(std::string_view piece);
  std::string end();  // of what was begun

 private:
  std::string begun_;
};

}  // namespace base
