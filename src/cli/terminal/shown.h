// Text for a terminal: what comes from elsewhere is made visible (base/visible.h), our colours stay.
#pragma once

#include <fmt/core.h>

#include <concepts>
#include <string>
#include <string_view>

#include "base/visible.h"

namespace cli {

class Shown {
 public:
  Shown() = default;
  // One or more lines, without colours.
  template <std::convertible_to<std::string_view> Text>
  Shown(const Text& text) : text_(base::visible(text)) {}

  // A line, or a part of one, in a colour (SGR, ECMA-48 8.3.117).
  static Shown colored(std::string_view code, std::string_view line) {
    Shown out;
    out.text_ = fmt::format("\033[{}m{}\033[0m", code, base::visible_line(line));
    return out;
  }

  // fmt::format, in which no argument can begin a line of its own.
  template <typename... Args>
  static Shown format(fmt::format_string<Args...> format, const Args&... args) {
    Shown out;
    out.text_ = fmt::format(fmt::runtime(fmt::string_view(format)), one_line(args)...);
    return out;
  }

  Shown& operator+=(const Shown& more) {
    text_ += more.text_;
    return *this;
  }
  friend Shown operator+(Shown first, const Shown& second) { return first += second; }

  std::string_view text() const { return text_; }

 private:
  template <typename Arg>
  static decltype(auto) one_line(const Arg& arg) {
    if constexpr (std::convertible_to<const Arg&, std::string_view>) {
      return base::visible_line(arg);
    } else {
      return (arg);
    }
  }

  std::string text_;
};

}  // namespace cli

template <>
struct fmt::formatter<cli::Shown> : fmt::formatter<fmt::string_view> {
  template <typename Context>
  auto format(const cli::Shown& shown, Context& context) const {
    std::string_view text = shown.text();
    return fmt::formatter<fmt::string_view>::format({text.data(), text.size()}, context);
  }
};
