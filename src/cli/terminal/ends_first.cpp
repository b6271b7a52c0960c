#include "cli/terminal/ends_first.h"

#include <signal.h>

#include <cstdio>

namespace cli {
namespace {

void end() {
  ::signal(StopSignals::last(), SIG_DFL);
  ::raise(StopSignals::last());
}

}  // namespace

EndsFirst::EndsFirst(const Terminal& terminal)
    : told_(once_.get_token(),
            [&terminal] {
              terminal.complain("\ninterrupted: waiting for what is under way (again: not even for that)\n");
            }),
      ended_(twice_.get_token(), end) {
  signals_.emplace(once_, twice_);
}

EndsFirst::~EndsFirst() {
  signals_.reset();
  if (StopSignals::last() == 0) return;
  std::fflush(nullptr);
  end();
}

}  // namespace cli
