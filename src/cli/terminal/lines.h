// Lines of a file or of standard input, one after the other, however many there are.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace cli {

class Lines {
 public:
  static base::Result<Lines> open(const std::string& path);  // `-`: standard input

  // The next line without its end; false at the end of the input. `before_waiting` is called whenever the
  // input is about to be read, which may block: what was written so far should be sent by then.
  base::Result<bool> next(std::string_view& line, const std::function<void()>& before_waiting);

 private:
  base::Result<bool> fill();

  base::Fd file_;
  int fd_ = 0;
  std::string path_;
  std::string buffer_;
  size_t at_ = 0;        // of the next line in buffer_
  size_t searched_ = 0;  // behind at_: where there is no line break
  bool ended_ = false;
};

// A whole file, or standard input for `-`.
base::Result<std::string> read_input(const std::string& path);

}  // namespace cli
