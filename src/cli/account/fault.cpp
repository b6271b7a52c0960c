// `slipway account fault`: plants what AWS answers now and then.
#include <fmt/format.h>

#include "account/server/control.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/account/data_dir.h"
#include "cli/commands.h"
#include "cli/exit_code.h"

namespace cli {
namespace {

using base::ErrorKind;

base::Deadline deadline() {
  return base::Deadline::in(std::chrono::seconds(30));
}

base::Result<int64_t> number(const std::string& text, std::string_view option) {
  if (auto parsed = base::parse_int(text)) return *parsed;
  return base::fail(ErrorKind::invalid, "`{}` of {} is no number", text, option);
}

CommandResult add(const Context& context) {
  const Arguments& given = context.arguments;
  json::Object fault{{"operation", given.fault_call}, {"when", given.fault_when}};
  if (!given.fault_error.empty()) fault.set("error", given.fault_error);
  fault.set("times", TRY(number(given.fault_times, "--times")));
  if (!given.fault_delay.empty()) fault.set("delayMs", TRY(number(given.fault_delay, "--delay")) * 1000);
  TRY(account::add_fault(account_data_dir(context), fault, deadline()));
  context.terminal.print(fmt::format("planted for {}\n", given.fault_call));
  return kDone;
}

std::string line_of(const json::Value& fault) {
  std::string what = fault.string_or("when", "") == "lost" ? "the answer is lost"
                                                           : std::string(fault.string_or("error", ""));
  if (what != "the answer is lost" && !what.empty()) what += fmt::format(" {}", fault.string_or("when", ""));
  if (int64_t delay = fault.int_or("delayMs", 0))
    what = fmt::format("{} s later{}{}", delay / 1000, what.empty() ? "" : ": ", what);
  return fmt::format("{}  {}, {} times\n", fault.string_or("operation", ""), what, fault.int_or("times", 0));
}

CommandResult list(const Context& context) {
  json::Array faults = TRY(account::faults(account_data_dir(context), deadline()));
  if (context.arguments.json) {
    context.terminal.print(json::dump_pretty(json::Object{{"faults", std::move(faults)}}));
    return kDone;
  }
  for (const json::Value& each : faults) context.terminal.print(line_of(each));
  return kDone;
}

}  // namespace

CommandResult account_fault(const Context& context) {
  const std::string& action = context.arguments.fault_action;
  if (action == "add") return add(context);
  if (!context.arguments.fault_call.empty())
    return base::fail(ErrorKind::invalid, "`account fault {}` is about all faults, and takes no CALL",
                      action);
  if (action == "list") return list(context);
  TRY(account::clear_faults(account_data_dir(context), deadline()));
  context.terminal.print("no fault is planted any more\n");
  return kDone;
}

}  // namespace cli
