#include "cli/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/embedded_text.h"
#include "cli/exit_code.h"
#include "platform/testing/golden.h"

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
  EXPECT_THAT(parse({"cluster"}).text, HasSubstr("error: a subcommand is required"));
  EXPECT_THAT(parse({"cluster"}).text, HasSubstr("see `slipway cluster --help`"));
  EXPECT_EQ(parse({"cluster", "stat", "dev"}).text,
            "error: unknown command `cluster stat`\n  did you mean `cluster start`?\n");
  EXPECT_EQ(parse({"account", "frob"}).text,
            "error: unknown command `account frob`\n  `slipway account --help` lists the commands\n");
  EXPECT_EQ(parse({"doctor", "web", "more"}).text,
            "error: the following argument was not expected: more\n  see `slipway doctor --help`\n");
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
  EXPECT_EQ(serve.arguments->issuers.at("a.example"), "127.0.0.1:443");
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
  EXPECT_THAT(parse({"dwon"}).text, HasSubstr("did you mean `down`?"));
}

TEST(ArgumentsTest, HelpIsTheCommandsOwnText) {
  for (const char* name : {"up", "down", "status", "shell", "logs", "doctor", "schema", "catalog"}) {
    Parsed parsed = parse({name, "--help"});
    EXPECT_EQ(parsed.exit_code, kDone);
    EXPECT_THAT(parsed.text, HasSubstr(std::string("usage: slipway ") + name));
  }
  for (const char* name : {"serve", "env", "status", "stop", "reset", "create"}) {
    EXPECT_THAT(parse({"account", name, "--help"}).text,
                HasSubstr(std::string("usage: slipway account ") + name));
  }
  for (const char* name : {"start", "status", "stop", "logs", "load"}) {
    EXPECT_THAT(parse({"cluster", name, "--help"}).text,
                HasSubstr(std::string("usage: slipway cluster ") + name));
  }
  for (const char* name : {"check", "simulate", "explain", "diff", "expand", "shrink", "generate"}) {
    EXPECT_THAT(parse({"policy", name, "--help"}).text,
                HasSubstr(std::string("usage: slipway policy ") + name));
  }
  EXPECT_THAT(parse({"--help"}).text, HasSubstr("usage: slipway COMMAND"));
  EXPECT_EQ(parse({"--version"}).text, "slipway 0.1.0\n");
}

// docs/commands.md is made of the help texts, so that the two cannot differ.
TEST(ArgumentsTest, TheManualIsTheHelp) {
  std::string manual =
      "# Commands\n\nMade of `src/cli/help/*.txt` by `./dev accept unit cli`; do not edit.\n";
  for (const char* name : {"slipway",
                           "up",
                           "down",
                           "clone",
                           "stop",
                           "job",
                           "status",
                           "shell",
                           "logs",
                           "doctor",
                           "schema",
                           "account",
                           "account-serve",
                           "account-env",
                           "account-status",
                           "account-stop",
                           "account-reset",
                           "account-create",
                           "cluster",
                           "cluster-start",
                           "cluster-status",
                           "cluster-stop",
                           "cluster-logs",
                           "cluster-load",
                           "cluster-rotate",
                           "policy",
                           "policy-check",
                           "policy-simulate",
                           "policy-explain",
                           "policy-diff",
                           "policy-expand",
                           "policy-shrink",
                           "policy-generate",
                           "catalog"}) {
    std::string text(embedded_text(std::string("help/") + name + ".txt"));
    std::string title = name;
    for (char& c : title) c = c == '-' ? ' ' : c;
    manual += "\n## " + (title == "slipway" ? title : "slipway " + title) + "\n\n```\n" + text + "```\n";
  }
  golden::expect("docs/commands.md", manual);
}

}  // namespace
}  // namespace cli
