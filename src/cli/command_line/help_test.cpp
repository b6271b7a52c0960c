#include "cli/command_line/help.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/testing/golden.h"
#include "base/text.h"
#include "cli/command_line/fill.h"
#include "cli/table/table.h"

namespace cli {
namespace {

using testing::HasSubstr;

std::string help_of(std::string_view name) {
  return cli::help_of(*find_command(name));
}

std::string usage_of(std::string_view name) {
  std::string help = help_of(name);
  return help.substr(0, help.find("\n\n"));
}

TEST(HelpTest, UsageComesFromTheOptions) {
  EXPECT_EQ(usage_of(""), "usage: slipway COMMAND");
  EXPECT_EQ(usage_of("account"), "usage: slipway account COMMAND");
  EXPECT_EQ(usage_of("up"), "usage: slipway up [FILE] [OPTIONS]");
  EXPECT_EQ(usage_of("schema"), "usage: slipway schema");
  EXPECT_EQ(usage_of("down"),
            "usage: slipway down [FILE | --environment ENVIRONMENT | --cluster CLUSTER\n"
            "                    | --expired] [--skip-jobs] [--allow-destroy ADDRESS]\n"
            "                    [--state ADDRESS] [--yes]");
  EXPECT_EQ(usage_of("job"), "usage: slipway job JOB [start|stop|delete]");
  EXPECT_EQ(usage_of("shell"), "usage: slipway shell [SERVICE] [-- COMMAND...]");
  EXPECT_EQ(usage_of("doctor"), "usage: slipway doctor (SERVICE | --cluster NAME) [--json]");
  EXPECT_EQ(usage_of("policy explain"), "usage: slipway policy explain [FILE | --action ACTION] [OPTIONS]");
  EXPECT_EQ(usage_of("policy expand"), "usage: slipway policy expand (FILE | --action PATTERN...) [--all]");
  EXPECT_EQ(usage_of("completion"), "usage: slipway completion bash|zsh|fish");
}

TEST(HelpTest, AGroupListsItsCommands) {
  EXPECT_THAT(help_of(""), HasSubstr("\n  up [FILE]             make what slipway.yaml describes"));
  EXPECT_THAT(help_of(""), HasSubstr("\n  shell [SERVICE]       a shell inside a service"));
  EXPECT_THAT(help_of(""), HasSubstr("\n  account ...           the embedded AWS account: serve, env,"));
  EXPECT_THAT(help_of("policy"), HasSubstr("\n  diff BEFORE AFTER     what a policy allows"));
}

// docs/commands.md is the table, so that the two cannot differ.
TEST(HelpTest, TheManualIsTheTable) {
  golden::expect("docs/commands.md", manual());
}

TEST(HelpTest, FitsATerminal) {
  for (const Command& command : command_table()) {
    std::string help = cli::help_of(command);
    for (std::string_view line : base::split(help, '\n')) EXPECT_LE(line.size(), kWidth) << line;
  }
}

TEST(CommandTableTest, IsWhole) {
  std::set<std::string_view> names;
  for (const Command& command : command_table()) {
    EXPECT_TRUE(names.insert(command.name).second) << command.name << " stands there twice";
    EXPECT_TRUE(command.run || command.name.empty() || !commands_of(command.name).empty())
        << command.name << " neither runs nor has commands of its own";
    EXPECT_FALSE(command.about.empty()) << command.name;
    for (std::string_view name : command.alternatives) {
      EXPECT_TRUE(find_option(command, name)) << command.name << " has no " << name;
    }
    std::set<std::string_view> options;
    for (const Option& option : command.options) {
      std::string where = std::string(command.name) + " " + std::string(option.names);
      EXPECT_TRUE(options.insert(option.names).second) << where << " stands there twice";
      if (!command.summary.empty()) {
        EXPECT_FALSE(option.help.empty()) << where << " is not explained";
      }
      if (!is_argument(option)) {
        EXPECT_EQ(option.value.empty(), is_flag(option)) << where;
      }
      if (!option.needs.empty()) {
        EXPECT_TRUE(find_option(command, option.needs)) << where;
      }
      if (option.many) {
        EXPECT_TRUE(is_list(option)) << where;
      }
    }
  }
}

}  // namespace
}  // namespace cli
