#include <stop_token>

#include "account/server/control.h"
#include "base/json.h"
#include "cli/account/call_line.h"
#include "cli/account/data_dir.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal/stop_signals.h"

namespace cli {
namespace {

constexpr auto kPatience = std::chrono::seconds(30);

void print(const Context& context, const account::LoggedCall& call) {
  if (context.arguments.json) {
    context.terminal.write(json::dump(account::to_json(call)) + "\n");
  } else {
    context.terminal.print(call_line(call, context.terminal));
  }
}

}  // namespace

CommandResult account_calls(const Context& context) {
  std::stop_source stop;
  StopSignals signals(stop);
  uint64_t last = 0;
  for (bool waits = false; !stop.stop_requested(); waits = true) {
    auto calls = account::calls(account_data_dir(context), last, waits,
                                base::Deadline::in(kPatience, stop.get_token()));
    if (!calls && stop.stop_requested()) break;
    if (!calls) return tl::unexpected(calls.error());
    for (const account::LoggedCall& call : *calls) {
      print(context, call);
      last = call.number;
    }
    if (!context.arguments.follow) break;
  }
  return kDone;
}

}  // namespace cli
