// Ctrl-C and SIGTERM while a state is changed, which is a few writes: these come to their end first, so that the lock
// is given back; then the signal ends the program as ever. The second one ends it at once. For as long as this lives.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>

#include "cli/terminal/stop_signals.h"
#include "cli/terminal/terminal.h"

namespace cli {

class EndsFirst {
 public:
  explicit EndsFirst(const Terminal& terminal);
  ~EndsFirst();
  EndsFirst(const EndsFirst&) = delete;
  EndsFirst& operator=(const EndsFirst&) = delete;

  std::stop_token stop() const { return once_.get_token(); }  // between two changes there is an end, too

 private:
  std::stop_source once_, twice_;
  std::stop_callback<std::function<void()>> told_, ended_;
  std::optional<StopSignals> signals_;  // last: its thread asks for the stop
};

}  // namespace cli
