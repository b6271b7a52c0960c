// What people see: results on standard output; progress, warnings and errors on standard error.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace cli {

class Terminal {
 public:
  // Colours only on a terminal and not with NO_COLOR (https://no-color.org).
  Terminal();

  void print(std::string_view text) const;     // standard output, as it is
  void progress(std::string_view line) const;  // a step that begins or is done
  void warn(std::string_view line) const;
  void complain(std::string_view text) const;  // standard error, as it is
  void error(const base::Error& error) const;

  std::string green(std::string_view text) const { return colored("32", text, out_colors_); }
  std::string red(std::string_view text) const { return colored("31", text, out_colors_); }
  std::string yellow(std::string_view text) const { return colored("33", text, out_colors_); }
  std::string dim(std::string_view text) const { return colored("2", text, out_colors_); }

  bool is_interactive() const { return interactive_; }  // a person can be asked
  // Asks on the terminal; anything but y or yes is no.
  bool confirm(std::string_view question) const;

 private:
  static std::string colored(std::string_view code, std::string_view text, bool colors);

  bool interactive_;
  bool out_colors_;
  bool err_colors_;
};

}  // namespace cli
