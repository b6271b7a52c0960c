// `slipway account clock`: what time it is in the account, and forward from there.
#include <fmt/format.h>

#include "account/server/control_settings.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/account/data_dir.h"
#include "cli/commands.h"
#include "cli/exit_code.h"

namespace cli {
namespace {

using base::ErrorKind;
using base::Milliseconds;

constexpr std::pair<char, int64_t> kUnits[] = {{'d', 86'400}, {'h', 3600}, {'m', 60}, {'s', 1}};
constexpr int64_t kMost_s = int64_t{366} * 86'400;  // at once, as the account takes it

// Much work may have become due.
base::Deadline deadline() {
  return base::Deadline::in(std::chrono::minutes(5));
}

// `90s`, `10m`, `24h`, `7d`.
base::Result<Milliseconds> read_advance(std::string_view text) {
  int64_t unit = 0;
  for (const auto& [letter, seconds] : kUnits)
    if (!text.empty() && text.back() == letter) unit = seconds;
  auto count = unit ? base::parse_int(text.substr(0, text.size() - 1)) : std::nullopt;
  if (count && *count <= 0)
    return base::fail(ErrorKind::invalid, "`{}` of --advance: the account's clock goes forward only", text);
  if (count && *count <= kMost_s / unit) return Milliseconds(*count * unit * 1000);
  return tl::unexpected(base::Error{
      ErrorKind::invalid, fmt::format("`{}` of --advance is no time that the clock can be moved by", text),
      "say seconds, minutes, hours or days, such as 90s, 10m, 24h or 7d; 366 days at most"});
}

std::string ahead_text(int64_t seconds) {
  std::string text;
  for (const auto& [letter, unit] : kUnits) {
    if (seconds >= unit)
      text += fmt::format("{}{} {}", text.empty() ? "" : " ", seconds / unit,
                          letter == 'm' ? std::string("min") : std::string(1, letter));
    seconds %= unit;
  }
  return text;
}

}  // namespace

CommandResult account_clock(const Context& context) {
  std::string data_dir = account_data_dir(context);
  const std::string& advance = context.arguments.advance;
  json::Value clock = advance.empty()
                          ? TRY(account::clock(data_dir, deadline()))
                          : TRY(account::advance_clock(data_dir, TRY(read_advance(advance)), deadline()));
  if (context.arguments.json) {
    context.terminal.print(json::dump_pretty(clock));
    return kDone;
  }
  int64_t ahead = clock.int_or("aheadMs", 0) / 1000;
  context.terminal.print(
      fmt::format("time   {}{}\nspeed  {}\n", clock.string_or("time", ""),
                  ahead > 0 ? fmt::format(", {} ahead of this machine", ahead_text(ahead)) : "",
                  clock.string_or("speed", "")));
  return kDone;
}

}  // namespace cli
