// The program itself, and what it tells of itself.
#include "cli/table/common_options.h"
#include "cli/table/table.h"
#include "engine/show/exit_code.h"

namespace cli {
namespace {

// What the engine's outcomes mean is said there; a digit is all that a command line adds.
std::vector<ExitCode> codes_of_every_command() {
  static constexpr std::string_view kDigits = "0123456789";
  std::vector<ExitCode> codes;
  for (const engine::ExitCode& each : engine::kExitCodes)
    codes.push_back({kDigits.substr(static_cast<size_t>(each.code), 1), each.says});
  codes.push_back({"64", "wrong input, a bad file or a bad command line: nothing was touched"});
  return codes;
}

}  // namespace

std::vector<Command> program_itself() {
  return {{
      .name = "",
      .about = R"(Launches applications on Amazon EKS with exactly the AWS permissions they need.

`slipway COMMAND --help` tells more of each.)",
      .more =
          R"(State is kept in $SLIPWAY_HOME (else $XDG_STATE_HOME/slipway, else ~/.local/state/slipway); that of what was made, where
$SLIPWAY_STATE says: s3://BUCKET/PREFIX, dynamodb://TABLE/NAME or another folder (docs/state.md).

The log on standard error is set by $SLIPWAY_LOG: a level (debug, info, warn, error, off), and MODULE=LEVEL for one
module of src/ alone, such as SLIPWAY_LOG=warn,net=debug. Without it the level is info.)",
      .exit_codes = codes_of_every_command(),
  }};
}

std::vector<Command> program_table() {
  return {
      {.name = "schema",
       .run = schema,
       .summary = "the JSON Schema of slipway.yaml, for editors",
       .about =
           R"(Prints the JSON Schema of slipway.yaml, which `up` checks files against. Editors complete and check with it.)",
       .more = R"(  slipway schema > slipway.schema.json
  # yaml-language-server: $schema=slipway.schema.json)"},
      {.name = "completion",
       .run = completion,
       .summary = "completion of commands, options and names for a shell",
       .about =
           R"(Prints a script that makes a shell complete commands, options and values: environments, services, jobs,
clusters and accounts by their names, files where one is meant. It asks the program, which knows the present ones from
its state on this machine and asks nobody else.)",
       .options = {{.names = "SHELL",
                    .to = &Arguments::shell,
                    .help = "bash, zsh or fish",
                    .choices = {"bash", "zsh", "fish"},
                    .required = true}},
       .more = R"(  source <(slipway completion bash)            # in ~/.bashrc
  source <(slipway completion zsh)             # in ~/.zshrc, after compinit
  slipway completion fish | source             # in ~/.config/fish/config.fish)"},
      {.name = "version",
       .run = version,
       .summary = "its version; --notices: the licences of what it contains",
       .about = "Prints the version of the program, as `slipway --version` does.",
       .options = {{.names = "--notices",
                    .to = &Arguments::notices,
                    .help = "the licences of the data and libraries of others that it is made with"}}},
      {.name = "help",
       .run = help,
       .summary = "what a command does",
       .about = "Prints what a command does and takes, as --help behind the command does.",
       .options = {{.names = "COMMAND",
                    .to = &Arguments::topic,
                    .help = "the list of them all without it",
                    .values = Values::commands,
                    .many = true}},
       .more = R"(  slipway help up
  slipway help account serve)"},
      // Started by others, not by people.
      {.name = "agent",
       .run = agent,
       .about = "Keeps the tokens of deployed services fresh. Started by `up`; not for people.",
       .options = {state_dir_option()}},
      {.name = "expiry-watch",
       .run = expiry_watch,
       .about =
           R"(Removes preview environments when their time has come, and ends when none is left. Started by
`clone --expires` and by later commands about environments; not for people.)"},
  };
}

}  // namespace cli
