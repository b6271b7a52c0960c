#include "cli/command_line/parse.h"

#include <fmt/core.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <map>

#include "base/text.h"
#include "cli/command_line/help.h"
#include "cli/command_line/mistake.h"
#include "cli/exit_code.h"
#include "cli/table/table.h"
#include "cli/version.h"

namespace cli {
namespace {

// Whether each word of its name is among those. To make CLI11's app of every command would take longer than to parse.
bool may_be_meant(const Command& command, const std::vector<std::string>& words) {
  if (command.name.empty()) return true;
  std::vector<std::string_view> name = base::split(command.name, ' ');
  return std::all_of(name.begin(), name.end(), [&](std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  });
}

// The table of commands, as CLI11 takes it, for a command line.
class CommandLine {
 public:
  explicit CommandLine(std::vector<std::string> words) : words_(std::move(words)), app_("", "slipway") {
    app_.set_version_flag("--version", fmt::format("slipway {}", kVersion));
    for (const Command& command : command_table()) {
      if (may_be_meant(command, words_)) add(command);
    }
  }

  Parsed parse() {
    try {
      app_.parse(std::vector<std::string>(words_.rbegin(), words_.rend()));  // as CLI11 takes them
    } catch (const CLI::CallForHelp&) {
      return {std::nullopt, kDone, help_of(named())};
    } catch (const CLI::CallForVersion&) {
      return {std::nullopt, kDone, app_.version() + "\n"};
    } catch (const CLI::ParseError& error) {
      return {std::nullopt, kWrongInput, mistake_of(words_, error.what())};
    }
    std::string mistake = alternatives_of(named());
    if (!mistake.empty()) return {std::nullopt, kWrongInput, mistake};
    arguments_.command = named().name;
    // CLI11 hands on the `--` before a command.
    std::vector<std::string>& command = arguments_.words;
    if (!command.empty() && command.front() == "--") command.erase(command.begin());
    return {arguments_, kDone, ""};
  }

 private:
  void add(const Command& command) {
    size_t space = command.name.rfind(' ');
    CLI::App* app = &app_;
    if (!command.name.empty()) {
      std::string_view parent = space == std::string_view::npos ? "" : command.name.substr(0, space);
      app = apps_.at(parent)->add_subcommand(std::string(last_word(command.name)));
    }
    apps_[command.name] = app;
    app->set_help_flag("-h,--help");
    if (!command.run) app->require_subcommand(1);
    if (command.passes_on) app->positionals_at_end();
    for (const Option& option : command.options) add(option, *app);
    for (const Option& option : command.options) {
      if (option.needs.empty()) continue;
      app->get_option(std::string(name_of(option)))->needs(app->get_option(std::string(option.needs)));
    }
  }

  void add(const Option& option, CLI::App& app) {
    CLI::Option* made =
        std::visit([&](auto member) { return bind(option, arguments_.*member, app); }, option.to);
    if (!option.preset.empty()) made->default_val(std::string(option.preset));
    if (option.required) made->required();
    if (!option.choices.empty()) {
      made->check(CLI::IsMember(std::vector<std::string>(option.choices.begin(), option.choices.end())));
    }
    if (option.check) made->check([check = option.check](const std::string& value) { return check(value); });
  }

  static CLI::Option* bind(const Option& option, bool& to, CLI::App& app) {
    return app.add_flag(std::string(option.names), to);
  }
  static CLI::Option* bind(const Option& option, std::vector<std::string>& to, CLI::App& app) {
    CLI::Option* made = app.add_option(std::string(option.names), to);
    if (option.many) return made;
    // One value for each time it is given, so that an argument may follow.
    return is_argument(option) ? made->expected(1) : made->expected(1)->take_all();
  }
  template <typename One>
  static CLI::Option* bind(const Option& option, One& to, CLI::App& app) {
    return app.add_option(std::string(option.names), to);
  }

  // The innermost command that was named.
  const Command& named() const {
    std::string name;
    for (const CLI::App* at = &app_; !at->get_subcommands().empty();) {
      at = at->get_subcommands().front();
      name += (name.empty() ? "" : " ") + at->get_name();
    }
    return *find_command(name);
  }

  // What is wrong with the alternatives that were given; empty: nothing.
  std::string alternatives_of(const Command& command) const {
    std::vector<std::string_view> given;
    for (std::string_view name : command.alternatives) {
      if (apps_.at(command.name)->count(std::string(name)) > 0) given.push_back(name);
    }
    bool is_wrong = given.size() > 1 || (given.empty() && command.needs_alternative);
    return is_wrong ? wrong_alternatives(command, given) : "";
  }

  std::vector<std::string> words_;
  CLI::App app_;
  std::map<std::string_view, CLI::App*> apps_;  // by the command's name
  Arguments arguments_;
};

}  // namespace

Parsed parse_arguments(int count, const char* const* words) {
  return CommandLine({words + std::min(1, count), words + count}).parse();
}

}  // namespace cli
