#include "cli/arguments.h"

#include <fmt/core.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "account/server/server.h"
#include "base/text.h"
#include "cli/embedded_text.h"
#include "cli/exit_code.h"
#include "cli/version.h"

namespace cli {
namespace {

// `--help` prints the command's own text: src/cli/help/COMMAND.txt.
class HelpTexts : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string, CLI::AppFormatMode) const override {
    std::string name = app->get_name();
    for (const CLI::App* at = app->get_parent(); at && at->get_parent(); at = at->get_parent()) {
      name = at->get_name() + "-" + name;
    }
    return std::string(embedded_text(fmt::format("help/{}.txt", name)));
  }
};

class CommandLine {
 public:
  CommandLine() : app_("", "slipway") {
    app_.formatter(std::make_shared<HelpTexts>());
    app_.set_help_flag("-h,--help");
    app_.set_version_flag("--version", fmt::format("slipway {}", kVersion));
    app_.require_subcommand(1);
    add_deployment();
    add_services();
    add_account();
    add_cluster();
    add_policy();
    add_catalog();
    add_command("schema");
    add_agent();
    add_expiry_watch();
  }

  Parsed parse(int count, const char* const* words) {
    try {
      app_.parse(count, words);
    } catch (const CLI::CallForHelp&) {
      return {std::nullopt, kDone, help()};
    } catch (const CLI::CallForVersion&) {
      return {std::nullopt, kDone, app_.version() + "\n"};
    } catch (const CLI::ParseError& error) {
      return {std::nullopt, kWrongInput, wrong(error, count, words)};
    }
    const CLI::App* at = &app_;
    while (!at->get_subcommands().empty()) {
      at = at->get_subcommands().front();
      arguments_.command += (arguments_.command.empty() ? "" : " ") + at->get_name();
    }
    // CLI11 hands on the `--` before a command.
    std::vector<std::string>& command = arguments_.words;
    if (!command.empty() && command.front() == "--") command.erase(command.begin());
    return {arguments_, kDone, ""};
  }

 private:
  CLI::App* add_command(const std::string& name, CLI::App* parent = nullptr) {
    return (parent ? parent : &app_)->add_subcommand(name);
  }

  void add_json(CLI::App* command) { command->add_flag("--json", arguments_.json); }

  void add_deployment() {
    for (const char* name : {"up", "down"}) {
      CLI::App* command = add_command(name);
      command->add_option("FILE", arguments_.file)->default_str("slipway.yaml");
      command->add_flag("-y,--yes", arguments_.yes);
      if (command->get_name() != "down") continue;
      auto* one = command->add_option("--environment", arguments_.environment)->excludes("FILE");
      command->add_flag("--expired", arguments_.expired)->excludes("FILE")->excludes(one);
      command->add_flag("--skip-jobs", arguments_.skip_jobs);
    }
    CLI::App* clone = add_command("clone");
    clone->add_option("ENVIRONMENT", arguments_.environment)->required();
    clone->add_option("NAME", arguments_.name)->required();
    clone->add_option("--expires", arguments_.expires);
    clone->add_flag("-y,--yes", arguments_.yes);
    CLI::App* stop = add_command("stop");
    stop->add_option("ENVIRONMENT", arguments_.environment)->required();
    CLI::App* job = add_command("job");
    job->add_option("JOB", arguments_.service)->required();
    job->add_option("EVENT", arguments_.event)->check(CLI::IsMember({"start", "stop", "delete"}));
  }

  void add_services() {
    add_json(add_command("status"));
    CLI::App* shell = add_command("shell");
    shell->add_option("SERVICE", arguments_.service);
    shell->add_option("COMMAND", arguments_.words);
    shell->positionals_at_end();
    CLI::App* logs = add_command("logs");
    logs->add_option("SERVICE", arguments_.service)->required();
    logs->add_flag("-f,--follow", arguments_.follow);
    logs->add_flag("--raw", arguments_.raw);
    CLI::App* doctor = add_command("doctor");
    auto* what = doctor->add_option_group("what");
    what->add_option("SERVICE", arguments_.service);
    what->add_option("--cluster", arguments_.cluster);
    what->require_option(1);
    add_json(doctor);
  }

  void add_account() {
    CLI::App* account = add_command("account");
    account->require_subcommand(1);
    CLI::App* serve = add_command("serve", account);
    serve->add_option("--port", arguments_.port)->default_val(account::kDefaultPort);
    serve->add_option("--listen", arguments_.listen);
    serve->add_option("--account-id", arguments_.account_id);
    serve->add_option_function<std::vector<std::string>>(
        "--issuer", [this](const std::vector<std::string>& pairs) { read_issuers(pairs); });
    CLI::App* env = add_command("env", account);
    env->add_option("--account", arguments_.account_name);
    env->add_option("--region", arguments_.region);
    env->add_flag("--https", arguments_.https);
    CLI::App* status = add_command("status", account);
    add_json(status);
    CLI::App* stop = add_command("stop", account);
    CLI::App* reset = add_command("reset", account);
    reset->add_flag("-y,--yes", arguments_.yes);
    CLI::App* create = add_command("create", account);
    create->add_option("NAME", arguments_.account_name)->required();
    add_json(create);
    for (CLI::App* command : {serve, env, status, stop, reset, create}) {
      command->add_option("--data-dir", arguments_.data_dir);
    }
  }

  void add_cluster() {
    CLI::App* cluster = add_command("cluster");
    cluster->require_subcommand(1);
    CLI::App* start = add_command("start", cluster);
    CLI::App* status = add_command("status", cluster);
    CLI::App* stop = add_command("stop", cluster);
    CLI::App* logs = add_command("logs", cluster);
    CLI::App* load = add_command("load", cluster);
    CLI::App* rotate = add_command("rotate", cluster);
    for (CLI::App* command : {start, status, stop, logs, load, rotate}) {
      command->add_option("NAME", arguments_.cluster)->required();
      command->add_option("--account", arguments_.account_name);
      command->add_option("--region", arguments_.region);
    }
    add_json(status);
    stop->add_flag("--forget", arguments_.forget);
    logs->add_option("PROGRAM", arguments_.program)->default_str("supervisor");
    logs->add_flag("-f,--follow", arguments_.follow);
    logs->add_flag("--raw", arguments_.raw);
    load->add_option("IMAGE", arguments_.image)->required();
    // What `start` leaves running; nobody needs to know.
    CLI::App* run = add_command("run", cluster)->group("");
    run->add_option("--state-dir", arguments_.state_dir)->required();
  }

  void add_policy() {
    CLI::App* policy = add_command("policy");
    policy->require_subcommand(1);
    PolicyArguments& to = arguments_.policy;
    CLI::App* simulate = add_command("simulate", policy);
    simulate->add_option("--requests", to.requests)->default_val("-");
    add_explain(add_command("explain", policy), to);
    CLI::App* check = add_command("check", policy);
    check->add_option("FILE", to.files)->required();
    check->add_option("--kind", to.kind);
    add_json(check);
    check->add_flag("--sarif", to.sarif)->excludes("--json");
    add_rewrites(policy, to);
    CLI::App* diff = add_command("diff", policy);
    diff->add_option("BEFORE", to.before)->required();
    diff->add_option("AFTER", to.after)->required();
    add_json(diff);
    CLI::App* generate = add_command("generate", policy);
    generate->add_option("CALLS", to.requests)->default_val("-");
    generate->add_flag("--any-action", to.any_action);
    generate->add_flag("--any-name", to.any_name);
    generate->add_flag("--any-account", to.any_account);
    generate->add_option("--condition", to.conditions)->expected(1)->take_all();
    add_json(generate);
  }

  void add_rewrites(CLI::App* policy, PolicyArguments& to) {
    CLI::App* expand = add_command("expand", policy);
    CLI::App* shrink = add_command("shrink", policy);
    for (CLI::App* command : {expand, shrink}) {
      CLI::Option* file = command->add_option("FILE", to.files)->expected(1);
      CLI::Option* action = command->add_option("--action", to.actions);
      auto* either = command->add_option_group("input");
      either->add_options(file, action);
      either->require_option(1);
    }
    expand->add_flag("--all", to.all);
  }

  void add_catalog() {
    CLI::App* catalog = add_command("catalog");
    catalog->add_option("NAME", arguments_.catalog_action);
    add_json(catalog);
  }

  void add_explain(CLI::App* explain, PolicyArguments& to) {
    CLI::Option* file = explain->add_option("FILE,--requests", to.requests)->default_val("-");
    CLI::Option* action = explain->add_option("--action", to.action)->excludes(file);
    explain->add_option("--principal", to.principal)->needs(action);
    explain->add_option("--resource", to.resource)->needs(action);
    explain->add_option("--resource-account", to.resource_account)->needs(action);
    explain->add_option("--boundary", to.boundary)->needs(action);
    explain->add_option("--resource-policy", to.resource_policy)->needs(action);
    for (auto [name, list] : {std::pair{"--context", &to.context},
                              {"--identity", &to.identity},
                              {"--session", &to.session},
                              {"--endpoint", &to.endpoint},
                              {"--scp", &to.scps},
                              {"--rcp", &to.rcps}}) {
      // One value for each time it is given, so that FILE may follow.
      explain->add_option(name, *list)->needs(action)->expected(1)->take_all();
    }
    add_json(explain);
  }

  // What keeps tokens fresh after `up` has returned; started by it, so no one needs to know.
  void add_agent() {
    CLI::App* agent = add_command("agent")->group("");
    agent->add_option("--state-dir", arguments_.state_dir)->required();
  }

  // What removes previews when their time has come; likewise.
  void add_expiry_watch() { add_command("expiry-watch")->group(""); }

  void read_issuers(const std::vector<std::string>& pairs) {
    for (const std::string& pair : pairs) {
      size_t at = pair.find('=');
      if (at == 0 || at == std::string::npos || pair.find(':', at) == std::string::npos) {
        throw CLI::ValidationError("--issuer", fmt::format("`{}`, expected HOST=ADDRESS:PORT", pair));
      }
      arguments_.issuers[pair.substr(0, at)] = pair.substr(at + 1);
    }
  }

  // The help of the innermost command that was named.
  std::string help() const {
    const CLI::App* at = &app_;
    while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
    return at->get_formatter()->make_help(at, "", CLI::AppFormatMode::Normal);
  }

  static std::vector<std::string> commands_of(const CLI::App& app) {
    std::vector<std::string> commands;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
      bool is_option_group = command->get_name().empty();
      if (!command->get_group().empty() && !is_option_group) commands.push_back(command->get_name());
    }
    return commands;
  }

  std::string wrong(const CLI::ParseError& error, int count, const char* const* words) const {
    if (count < 2) return help();
    const CLI::App* at = &app_;
    std::string named = "slipway";
    for (int i = 1; i < count && !commands_of(*at).empty(); ++i) {
      std::string word = words[i];
      if (word.starts_with("-")) break;
      auto next = at->get_subcommands([&](const CLI::App* each) { return each->get_name() == word; });
      if (next.empty()) return unknown_command(named, word, commands_of(*at));
      at = next.front();
      named += " " + word;
    }
    std::string message = error.what();
    bool is_name = message.size() > 1 && std::isupper(static_cast<unsigned char>(message[1]));  // `FILE`
    if (!message.empty() && !is_name) message[0] = static_cast<char>(std::tolower(message[0]));
    return fmt::format("error: {}\n  see `{} --help`\n", message, named);
  }

  static std::string unknown_command(const std::string& named, const std::string& word,
                                     const std::vector<std::string>& commands) {
    std::string before = named == "slipway" ? "" : named.substr(named.find(' ') + 1) + " ";
    auto meant = base::did_you_mean(word, commands);
    return fmt::format("error: unknown command `{}{}`\n  {}\n", before, word,
                       meant ? fmt::format("did you mean `{}{}`?", before, *meant)
                             : fmt::format("`{} --help` lists the commands", named));
  }

  CLI::App app_;
  Arguments arguments_;
};

}  // namespace

Parsed parse_arguments(int count, const char* const* words) {
  return CommandLine().parse(count, words);
}

}  // namespace cli
