#include "cli/command_line/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/command_line/help.h"
#include "cli/exit_code.h"
#include "cli/table/table.h"

namespace cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Parsed parse(std::vector<const char*> words) {
  words.insert(words.begin(), "slipway");
  return parse_arguments(static_cast<int>(words.size()), words.data());
}

TEST(ArgumentsTest, MistakesAreSaidInTheWordsOfTheHelp) {
  EXPECT_THAT(parse({"clone", "production"}).text, HasSubstr("error: NAME is required"));
  EXPECT_THAT(parse({"job", "seed", "frob"}).text, HasSubstr("error: EVENT: frob not in"));
  EXPECT_EQ(parse({"doctor", "web", "more"}).text,
            "error: the following argument was not expected: more\n  see `slipway doctor --help`\n");
  EXPECT_EQ(parse({"cluster"}).text,
            "error: `slipway cluster` needs a command: start, status, stop, logs, load, rotate\n"
            "  see `slipway cluster --help`\n");
  EXPECT_EQ(parse({"--nonsense"}).text,
            "error: `slipway` has no option `--nonsense`\n  see `slipway --help`\n");
}

TEST(ArgumentsTest, OnlyTheMistakenWordIsCompared) {
  EXPECT_EQ(parse({"dwon", "a.yaml"}).text,
            "error: `slipway` has no command `dwon`\n  did you mean `slipway down`?\n");
  EXPECT_EQ(parse({"cluster", "stat", "dev"}).text,
            "error: `slipway cluster` has no command `stat`\n  did you mean `slipway cluster start`?\n");
  EXPECT_EQ(parse({"account", "frob"}).text,
            "error: `slipway account` has no command `frob`\n  `slipway account --help` lists the commands\n")
      << "a group with a long name brings nothing near";
  EXPECT_EQ(parse({"simulate"}).text,
            "error: `slipway` has no command `simulate`\n  did you mean `slipway policy simulate`?\n");
  EXPECT_EQ(parse({"up", "--yess"}).text,
            "error: `slipway up` has no option `--yess`\n  did you mean `--yes`?\n");
  EXPECT_EQ(parse({"clone", "a", "b", "--expire=24h"}).text,
            "error: `slipway clone` has no option `--expire`\n  did you mean `--expires`?\n");
  EXPECT_EQ(parse({"status", "--frobnicate"}).text,
            "error: `slipway status` has no option `--frobnicate`\n  see `slipway status --help`\n");
}

TEST(ArgumentsTest, Alternatives) {
  EXPECT_EQ(parse({"down", "a.yaml", "--environment", "pr-7"}).text,
            "error: FILE and --environment cannot be given together\n  see `slipway down --help`\n");
  EXPECT_EQ(parse({"doctor", "--json"}).text,
            "error: SERVICE or --cluster is required\n  see `slipway doctor --help`\n");
  EXPECT_FALSE(parse({"policy", "check", "a.json", "--json", "--sarif"}).arguments);
  EXPECT_FALSE(parse({"policy", "expand"}).arguments);
  EXPECT_TRUE(parse({"policy", "expand", "--action", "s3:Get*", "s3:Put*"}).arguments);
  EXPECT_TRUE(parse({"policy", "explain"}).arguments) << "a preset is not given";
  EXPECT_TRUE(parse({"policy", "explain", "--action", "s3:GetObject"}).arguments);
  EXPECT_FALSE(parse({"policy", "explain", "r.json", "--action", "s3:GetObject"}).arguments);
  EXPECT_FALSE(parse({"policy", "explain", "--principal", "1"}).arguments) << "without an action";
}

TEST(ArgumentsTest, Commands) {
  auto up = parse({"up", "a.yaml", "--yes"});
  ASSERT_TRUE(up.arguments) << up.text;
  EXPECT_EQ(up.arguments->command, "up");
  EXPECT_EQ(up.arguments->file, "a.yaml");
  EXPECT_TRUE(up.arguments->yes);
  EXPECT_FALSE(parse({"up"}).arguments->yes);

  auto shell = parse({"shell", "debian", "--", "aws", "s3", "ls", "--recursive"});
  ASSERT_TRUE(shell.arguments) << shell.text;
  EXPECT_EQ(shell.arguments->service, "debian");
  EXPECT_THAT(shell.arguments->words, ElementsAre("aws", "s3", "ls", "--recursive"));

  auto serve = parse(
      {"account", "serve", "--port", "0", "--listen", "127.0.0.1", "--issuer", "a.example=127.0.0.1:443"});
  ASSERT_TRUE(serve.arguments) << serve.text;
  EXPECT_EQ(serve.arguments->command, "account serve");
  EXPECT_EQ(serve.arguments->port, 0);
  EXPECT_THAT(serve.arguments->issuers, ElementsAre("a.example=127.0.0.1:443"));
  EXPECT_EQ(parse({"account", "serve"}).arguments->port, 4566);
}

TEST(ArgumentsTest, WrongUsageIsExitCode2) {
  for (const auto& words : std::vector<std::vector<const char*>>{{"dwon"},
                                                                 {"up", "a", "b"},
                                                                 {"up", "--nonsense"},
                                                                 {"account"},
                                                                 {"account", "serve", "--port", "x"},
                                                                 {"account", "serve", "--issuer", "nothing"},
                                                                 {"account", "create"},
                                                                 {}}) {
    Parsed parsed = parse(words);
    EXPECT_FALSE(parsed.arguments);
    EXPECT_EQ(parsed.exit_code, kWrongInput);
    EXPECT_FALSE(parsed.text.empty());
  }
}

TEST(ArgumentsTest, EachCommandHasHelp) {
  for (const Command& command : command_table()) {
    std::vector<const char*> words;
    std::vector<std::string> name;
    for (std::string_view word : base::split(command.name, ' ')) name.emplace_back(word);
    for (const std::string& word : name) {
      if (!word.empty()) words.push_back(word.c_str());
    }
    words.push_back("--help");
    Parsed parsed = parse(words);
    EXPECT_EQ(parsed.exit_code, kDone);
    EXPECT_EQ(parsed.text, help_of(command));
  }
  EXPECT_EQ(parse({"--version"}).text, "slipway 0.1.0\n");
  EXPECT_THAT(parse({"help", "account", "serve"}).arguments->topic, ElementsAre("account", "serve"));
}

}  // namespace
}  // namespace cli
