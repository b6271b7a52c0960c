// Tells the lines of a log while they are being written: of a job that runs.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "base/file.h"

namespace runtime {

class LogLines {
 public:
  using Sink = std::function<void(std::string_view line)>;

  // From the beginning of the file, which need not be there yet. `sink` is called on a thread of this object.
  LogLines(std::string path, Sink sink);
  // When all that is in the file by then has been told, also a last line without an end.
  ~LogLines();

 private:
  void run(const std::stop_token& stop);
  void read_on();
  void tell(bool ended);

  std::string path_;
  Sink sink_;
  base::Fd file_;
  std::string begun_;    // a line whose end is yet to come
  std::jthread thread_;  // the last member: it ends before the others do
};

}  // namespace runtime
