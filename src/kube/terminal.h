// The terminal that this program was started in.
#pragma once

#include <termios.h>

#include <optional>

#include "kube/exec.h"

namespace kube {

// Passes each key on as it is, until its end: the terminal at the far side decides what it means. Nothing
// happens if `fd` is no terminal.
class RawTerminal {
 public:
  explicit RawTerminal(int fd);
  ~RawTerminal();
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

 private:
  int fd_;
  std::optional<termios> before_;
};

std::optional<TerminalSize> terminal_size(int fd);

}  // namespace kube
