// SIGINT and SIGTERM as a stop request, for as long as this object lives; the second one as one to stop at once. The
// third ends the program. One at a time.
#pragma once

#include <signal.h>

#include <stop_token>
#include <thread>

namespace cli {

// A handler and not a blocked signal: blocked ones would be inherited by the programs that are started meanwhile.
class StopSignals {
 public:
  explicit StopSignals(const std::stop_source& stop,
                       const std::stop_source& at_once = std::stop_source(std::nostopstate));
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // The last one that came while one of these lived; 0: none.
  static int last();

 private:
  struct sigaction before_int_ = {};
  struct sigaction before_term_ = {};
  std::jthread thread_;
};

// A line that says what Ctrl-C means here, for as long as this object lives; then SIGINT ends the program as ever.
class InterruptNotice {
 public:
  explicit InterruptNotice(const char* line);  // a literal
  ~InterruptNotice();
  InterruptNotice(const InterruptNotice&) = delete;
  InterruptNotice& operator=(const InterruptNotice&) = delete;

 private:
  struct sigaction before_ = {};
};

}  // namespace cli
