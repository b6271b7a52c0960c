#include "cli/command_line/complete.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/visible.h"
#include "cli/table/table.h"

namespace cli {
namespace {

// The argument at a place, counted from 0; a list goes on for ever. nullptr: there is none.
const Option* argument_at(const Command& command, size_t place) {
  for (const Option& option : command.options) {
    if (!is_argument(option)) continue;
    if (place == 0 || option.many) return &option;
    --place;
  }
  return nullptr;
}

// What the words before the one that is being typed say of it.
struct Place {
  const Command* command = find_command("");
  std::set<const Option*> given;
  const Option* awaited = nullptr;   // its value comes next
  size_t arguments = 0;              // that were given by their place
  bool is_another_programs = false;  // or nothing that we know
};

Place place_after(const std::vector<std::string>& words) {
  Place at;
  for (const std::string& word : words) {
    if (word == "=") continue;  // between an option and its value
    if (at.awaited) {
      at.awaited = nullptr;
    } else if (word == "--") {
      at.is_another_programs = true;
    } else if (word.starts_with("-")) {
      const Option* option = find_option(*at.command, word.substr(0, word.find('=')));
      if (option) at.given.insert(option);
      if (option && !is_flag(*option) && word.find('=') == word.npos) at.awaited = option;
    } else if (at.command->run) {
      ++at.arguments;
    } else {
      at.command = find_command(at.command->name.empty() ? word : std::string(at.command->name) + " " + word);
      if (!at.command) {
        at.command = find_command("");
        at.is_another_programs = true;
      }
    }
  }
  return at;
}

class Completion {
 public:
  Completion(std::string_view typed, const NamesOf& names_of) : typed_(typed), names_of_(names_of) {}

  void add(std::string_view word, std::string_view what) {
    // A name with control characters is no word to be typed.
    if (!word.starts_with(typed_) || !base::is_visible_line(word)) return;
    result_.words.push_back({before_ + std::string(word), std::string(what.substr(0, what.find('\n')))});
  }

  void add_commands(const Command& group) {
    for (const Command* each : commands_of(group.name)) add(last_word(each->name), each->summary);
  }

  void add_options(const Command& command, const std::set<const Option*>& given) {
    for (const Option& option : command.options) {
      if (given.contains(&option) && !is_list(option)) continue;
      std::string_view name = name_of(option);
      if (name.starts_with("--")) add(name, option.help);
    }
    add("--help", "what it does");
    if (command.name.empty()) add("--version", "of this program");
  }

  void add_values(const Option& option, const Command& command) {
    for (std::string_view choice : option.choices) add(choice, "");
    if (option.values == Values::files) {
      result_.files = true;
    } else if (option.values == Values::commands) {
      add_commands(command);
    } else if (option.values != Values::anything) {
      for (const std::string& name : names_of_(option.values)) add(name, "");
    }
  }

  // Of `--name=VALUE`: the words begin with `--name=`, too.
  void add_values_of_option(const Command& command) {
    size_t equals = typed_.find('=');
    const Option* option = find_option(command, typed_.substr(0, equals));
    if (!option) return;
    before_ = typed_.substr(0, equals + 1);
    typed_.remove_prefix(equals + 1);
    add_values(*option, command);
  }

  Candidates take() { return std::move(result_); }

 private:
  std::string before_;
  std::string_view typed_;
  const NamesOf& names_of_;
  Candidates result_;
};

}  // namespace

Candidates complete(const std::vector<std::string>& words, const NamesOf& names_of) {
  if (words.empty()) return {};
  Place at = place_after({words.begin(), words.end() - 1});
  if (at.is_another_programs) return {};
  std::string_view typed = words.back() == "=" ? std::string_view() : words.back();
  Completion completion(typed, names_of);
  const Command& command = *at.command;
  const Option* argument = argument_at(command, at.arguments);
  if (at.awaited) {
    completion.add_values(*at.awaited, command);
  } else if (argument && command.passes_on && argument == &command.options.back()) {
    return {};
  } else if (typed.starts_with("--") && typed.find('=') != typed.npos) {
    completion.add_values_of_option(command);
  } else if (typed.starts_with("-") || (command.run && !argument)) {
    completion.add_options(command, at.given);
  } else if (!command.run) {
    completion.add_commands(command);
  } else if (argument->values == Values::commands) {  // of `help`: the words before are the group
    std::vector<std::string> group(words.end() - 1 - at.arguments, words.end() - 1);
    if (const Command* topic = find_command(base::join(group, " "))) completion.add_values(*argument, *topic);
  } else {
    completion.add_values(*argument, command);
  }
  return completion.take();
}

std::string render(const Candidates& candidates) {
  std::string out;
  for (const Candidate& each : candidates.words) out += each.word + "\t" + each.what + "\n";
  return candidates.files ? out + ":files\n" : out;
}

}  // namespace cli
