#include "base/utf8.h"

namespace base {

std::string_view foreign_encoding(std::string_view text) {
  using namespace std::string_view_literals;
  std::string_view begin = text.substr(0, 4);
  if (begin == "\xFF\xFE\0\0"sv || begin == "\0\0\xFE\xFF"sv || begin.starts_with("\0\0\0"sv) ||
      (begin.size() == 4 && begin.ends_with("\0\0\0"sv)))
    return "UTF-32";
  bool has_mark = begin.starts_with("\xFF\xFE") || begin.starts_with("\xFE\xFF");
  bool has_zero = begin.size() >= 2 && (begin[0] == '\0') != (begin[1] == '\0');
  return has_mark || has_zero ? "UTF-16" : "";
}

}  // namespace base
