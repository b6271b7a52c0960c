#include <csignal>
#include <cstdlib>
#include <map>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "platform/load/schema.h"

namespace cli {
namespace {

using Function = CommandResult (*)(const Context&);

const std::map<std::string, Function>& commands() {
  static const std::map<std::string, Function> kCommands = {
      {"schema", schema},
      {"up", up},
      {"down", down},
      {"clone", clone},
      {"stop", stop},
      {"job", job},
      {"status", status},
      {"shell", shell},
      {"logs", logs},
      {"doctor", doctor},
      {"agent", agent},
      {"expiry-watch", expiry_watch},
      {"cluster start", cluster_start},
      {"cluster status", cluster_status},
      {"cluster stop", cluster_stop},
      {"cluster logs", cluster_logs},
      {"cluster load", cluster_load},
      {"cluster rotate", cluster_rotate},
      {"cluster run", cluster_run},
      {"catalog", catalog},
      {"policy check", policy_check},
      {"policy expand", policy_expand},
      {"policy shrink", policy_shrink},
      {"policy diff", policy_diff},
      {"policy generate", policy_generate},
      {"policy simulate", policy_simulate},
      {"policy explain", policy_explain},
      {"account serve", account_serve},
      {"account env", account_env},
      {"account status", account_status},
      {"account stop", account_stop},
      {"account reset", account_reset},
      {"account create", account_create},
  };
  return kCommands;
}

}  // namespace

CommandResult schema(const Context& context) {
  context.terminal.print(platform::schema_text());
  return kDone;
}

int run(int count, const char* const* words) {
  std::signal(SIGPIPE, SIG_IGN);  // a peer that went away is an error of its connection
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of its write
  Terminal terminal;
  const char* log = std::getenv("SLIPWAY_LOG");
  if (base::Status set = base::set_log_filter(log ? log : ""); !set) {
    terminal.error(set.error().in("SLIPWAY_LOG"));
    return exit_code(set.error());
  }
  Parsed parsed = parse_arguments(count, words);
  if (!parsed.arguments) {
    bool is_answer = parsed.exit_code == kDone;
    is_answer ? terminal.print(parsed.text) : terminal.complain(parsed.text);
    return parsed.exit_code;
  }
  auto home = platform::Home::find();
  if (!home) {
    terminal.error(home.error());
    return exit_code(home.error());
  }
  base::SystemClock clock;
  base::SystemRandom random;
  Context context{*parsed.arguments, terminal, *home, clock, random};
  CommandResult result = commands().at(parsed.arguments->command)(context);
  if (result) return *result;
  terminal.error(result.error());
  return exit_code(result.error());
}

}  // namespace cli
