#include "cli/terminal/stop_signals.h"

#include <string.h>
#include <unistd.h>

#include <chrono>

#include "base/clock.h"

namespace cli {
namespace {

constexpr auto kPollInterval = std::chrono::milliseconds(50);

// A signal handler can reach nothing else.
volatile sig_atomic_t g_signalled = 0, g_last = 0;

// Only what signal-safety(7) allows.
void note_signal(int signal) {
  g_signalled = g_signalled + 1;
  g_last = signal;
  if (g_signalled > 1) ::signal(signal, SIG_DFL);
}

const char* g_notice = "";

void tell_and_end(int signal) {
  (void)!::write(STDERR_FILENO, g_notice, ::strlen(g_notice));
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

}  // namespace

StopSignals::StopSignals(const std::stop_source& stop, const std::stop_source& at_once) {
  g_signalled = 0;
  g_last = 0;
  struct sigaction action = {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, &before_int_);
  ::sigaction(SIGTERM, &action, &before_term_);
  bool ends_a_run = at_once.stop_possible();
  if (ends_a_run && before_int_.sa_handler == SIG_IGN)
    ::sigaction(SIGINT, &before_int_, nullptr);  // as nohup and `&` wish
  thread_ = std::jthread([stop, at_once](const std::stop_token& end) mutable {
    do {
      if (g_signalled > 0) stop.request_stop();
      if (g_signalled > 1) at_once.request_stop();
    } while (g_signalled < 2 && base::kSystemClock.wait_for(kPollInterval, end));
  });
}

StopSignals::~StopSignals() {
  thread_.request_stop();
  thread_.join();
  ::sigaction(SIGINT, &before_int_, nullptr);
  ::sigaction(SIGTERM, &before_term_, nullptr);
}

int StopSignals::last() {
  return g_last;
}

InterruptNotice::InterruptNotice(const char* line) {
  g_notice = line;
  struct sigaction action = {};
  action.sa_handler = tell_and_end;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, &before_);
  if (before_.sa_handler == SIG_IGN) ::sigaction(SIGINT, &before_, nullptr);  // as nohup and `&` wish
}

InterruptNotice::~InterruptNotice() {
  ::sigaction(SIGINT, &before_, nullptr);
}

}  // namespace cli
