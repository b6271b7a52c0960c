#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "base/log.h"
#include "cli/command_line/complete.h"
#include "cli/command_line/parse.h"
#include "cli/exit_code.h"
#include "cli/table/table.h"
#include "cli/world/known_names.h"
#include "cli/world/state_place.h"

namespace cli {
namespace {

// `slipway complete WORD...`, for the scripts of `slipway completion`: in no table, since its words are
// another command line's.
constexpr std::string_view kComplete = "complete";

int complete_words(const Terminal& terminal, const std::vector<std::string>& words) {
  auto home = platform::Home::find();
  auto names_of = [&](Values values) {
    return home ? known_names(*home, values) : std::vector<std::string>();
  };
  terminal.write(render(complete(words, names_of)));
  return kDone;
}

// What is opened first would get the number of one that is closed, and what is printed would stand in it.
void open_standard_files() {
  for (int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(fd, F_GETFD) < 0) (void)!::open("/dev/null", O_RDWR);
}

// A command whose output is lost is not done, whatever it did.
int with_output(int code, const Terminal& terminal) {
  base::Status written = terminal.all_written();
  if (written || (code != kDone && code != kDiffers)) return code;
  terminal.error(written.error());
  return kFailed;
}

}  // namespace

int run(int count, const char* const* words) {
  open_standard_files();
  std::signal(SIGPIPE, SIG_IGN);  // a peer that went away is an error of its connection
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error of its write
  Terminal terminal;
  if (count > 1 && words[1] == kComplete) return complete_words(terminal, {words + 2, words + count});
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
  auto states = given_states(*parsed.arguments, *home, clock, random);
  if (!states) {
    terminal.error(states.error());
    return exit_code(states.error());
  }
  home->give(*std::move(states));
  Context context{*parsed.arguments, terminal, *home, clock, random};
  CommandResult result = find_command(parsed.arguments->command)->run(context);
  if (result) return with_output(*result, terminal);
  terminal.error(result.error());
  return exit_code(result.error());
}

}  // namespace cli
