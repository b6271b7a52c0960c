// What people see: results on standard output; progress, warnings and errors on standard error. The one place
// that writes to a terminal: nothing that others wrote reaches it unseen (cli/terminal/shown.h).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/terminal/shown.h"

namespace cli {

class Terminal {
 public:
  // Colours only on a terminal and not with NO_COLOR (https://no-color.org).
  Terminal();

  void print(const Shown& text) const;  // standard output
  // For a program that reads it: byte for byte, unless a terminal would show it. false: nobody reads any more.
  bool write(std::string_view text) const;
  // io: something of standard output is lost, and whoever reads it must not take it for the whole.
  base::Status all_written() const;
  void progress(std::string_view line) const;  // a step that begins or is done
  void warn(std::string_view line) const;
  void complain(const Shown& text) const;  // standard error
  void take_back(size_t lines) const;      // the last lines of standard error: CPL and ED (ECMA-48)
  void error(const base::Error& error) const;

  Shown green(std::string_view line) const { return colored("32", line, out_colors_); }
  Shown red(std::string_view line) const { return colored("31", line, out_colors_); }
  Shown yellow(std::string_view line) const { return colored("33", line, out_colors_); }
  Shown dim(std::string_view line) const { return colored("2", line, out_colors_); }

  bool is_interactive() const { return interactive_; }  // a person can be asked
  bool shows_output() const { return shows_output_; }   // standard output is a terminal
  // Asks on the terminal; anything but y or yes is no.
  bool confirm(std::string_view question) const;

 private:
  static Shown colored(std::string_view code, std::string_view line, bool colors);

  bool interactive_;
  bool shows_output_;
  bool out_colors_;
  bool err_colors_;
};

}  // namespace cli
