#include "cli/terminal/stop_signals.h"

#include <string.h>
#include <unistd.h>

#include <chrono>

#include "base/clock.h"

namespace cli {
namespace {

constexpr auto kPollInterval = std::chrono::milliseconds(50);

// A signal handler can reach nothing else.
volatile sig_atomic_t g_signalled = 0;

void note_signal(int) {
  g_signalled = 1;
}

const char* g_notice = "";

// Only what signal-safety(7) allows.
void tell_and_end(int signal) {
  (void)!::write(STDERR_FILENO, g_notice, ::strlen(g_notice));
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

}  // namespace

StopSignals::StopSignals(std::stop_source stop) {
  g_signalled = 0;
  struct sigaction action = {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, &before_int_);
  ::sigaction(SIGTERM, &action, &before_term_);
  thread_ = std::jthread([stop](std::stop_token end) mutable {
    while (!g_signalled && base::kSystemClock.wait_for(kPollInterval, end)) {
    }
    if (g_signalled) stop.request_stop();
  });
}

StopSignals::~StopSignals() {
  thread_.request_stop();
  thread_.join();
  ::sigaction(SIGINT, &before_int_, nullptr);
  ::sigaction(SIGTERM, &before_term_, nullptr);
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
