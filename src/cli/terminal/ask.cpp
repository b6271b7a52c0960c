#include "cli/terminal/ask.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <functional>

#include "cli/terminal/choice.h"

namespace cli {
namespace {

using base::ErrorKind;
using platform::EnvironmentState;

constexpr size_t kLines = 10;            // of the list that are shown at a time
constexpr int kEscapeMilliseconds = 50;  // the rest of an escape sequence comes within this

// The terminal gives every key as it is pressed, and shows none.
class RawTerminal {
 public:
  RawTerminal() {
    ::tcgetattr(STDIN_FILENO, &before_);
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  }
  ~RawTerminal() { ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_); }

 private:
  termios before_{};
};

// The list below the question, drawn over itself.
class Drawing {
 public:
  explicit Drawing(const Terminal& terminal) : terminal_(terminal) {}

  void draw(const std::string& title, const Choice& choice) {
    clear();
    Shown text = Shown::format("Slipway: Select {}: {}\n", title, choice.filter());
    size_t first = choice.at() < kLines ? 0 : choice.at() - kLines + 1;
    size_t last = std::min(choice.shown().size(), first + kLines);
    for (size_t i = first; i < last; ++i) {
      std::string line = (i == choice.at() ? "▸ " : "  ") + choice.shown()[i];
      text +=
          Shown::format("{}\n", i == choice.at() ? Shown::colored("36", line) : Shown::format("{}", line));
    }
    if (choice.shown().empty()) text += "  nothing fits\n";
    lines_ = 1 + std::max<size_t>(last - first, choice.shown().empty() ? 1 : 0);
    terminal_.complain(text);
  }
  void clear() {
    terminal_.take_back(lines_);
    lines_ = 0;
  }

 private:
  const Terminal& terminal_;
  size_t lines_ = 0;
};

bool more_comes() {
  pollfd input{STDIN_FILENO, POLLIN, 0};
  return ::poll(&input, 1, kEscapeMilliseconds) > 0;
}

// Empty: the terminal has gone.
std::vector<Typed> read_keys(std::string& pending) {
  char buffer[64];
  ssize_t n = ::read(STDIN_FILENO, buffer, sizeof buffer);
  if (n <= 0) return {};
  pending.append(buffer, static_cast<size_t>(n));
  auto keys = take_keys(pending, false);
  if (!pending.empty() && !more_comes()) {
    for (Typed& typed : take_keys(pending, true)) keys.push_back(std::move(typed));
  }
  if (keys.empty() && !pending.empty()) return read_keys(pending);
  return keys;
}

tl::unexpected<base::Error> cancelled() {
  return base::fail(ErrorKind::invalid, "nothing was chosen");
}

// The choices of one level, and the chosen one.
base::Result<std::string> choose(const Terminal& terminal, const std::string& title,
                                 std::vector<std::string> names) {
  std::vector<std::string> different;
  for (std::string& name : names) {
    if (std::find(different.begin(), different.end(), name) == different.end())
      different.push_back(std::move(name));
  }
  if (different.size() == 1) return different[0];
  return ask_for(terminal, title, different);
}

base::Status narrow(const Terminal& terminal, std::vector<EnvironmentState>& deployed,
                    const std::string& title,
                    const std::function<std::string(const EnvironmentState&)>& name_of) {
  std::vector<std::string> names;
  for (const EnvironmentState& each : deployed) names.push_back(name_of(each));
  std::string chosen = TRY(choose(terminal, title, names));
  std::erase_if(deployed, [&](const EnvironmentState& each) { return name_of(each) != chosen; });
  return {};
}

bool has_service(const EnvironmentState& environment) {
  return std::any_of(environment.services.begin(), environment.services.end(),
                     [](const auto& service) { return !service.is_job && !service.is_cron(); });
}

}  // namespace

base::Result<std::string> ask_for(const Terminal& terminal, const std::string& title,
                                  const std::vector<std::string>& names) {
  RawTerminal raw;
  Drawing drawing(terminal);
  Choice choice(names);
  std::string pending;
  drawing.draw(title, choice);
  while (true) {
    auto keys = read_keys(pending);
    if (keys.empty()) return cancelled();
    for (const Typed& typed : keys) {
      bool chosen = typed.key == Key::enter && choice.current();
      if (chosen || typed.key == Key::cancel) drawing.clear();
      if (typed.key == Key::cancel) return cancelled();
      if (chosen) {
        terminal.complain(Shown::format("Slipway: Select {}\n{} {}\n", title, Shown::colored("32", "✔"),
                                        *choice.current()));
        return *choice.current();
      }
      choice.press(typed);
    }
    drawing.draw(title, choice);
  }
}

base::Result<platform::FoundService> ask_for_service(const Terminal& terminal,
                                                     const std::vector<EnvironmentState>& all) {
  std::vector<EnvironmentState> deployed = all;
  std::erase_if(deployed, [](const EnvironmentState& each) { return !has_service(each); });
  if (deployed.empty()) {
    return tl::unexpected(base::Error{ErrorKind::not_found, "no service is deployed from this machine",
                                      "`slipway up FILE` deploys"});
  }
  if (!terminal.is_interactive()) {
    return tl::unexpected(base::Error{ErrorKind::invalid,
                                      "no service was named, and there is no terminal to ask on",
                                      "`slipway status` lists the services"});
  }
  TRY(narrow(terminal, deployed, "organization",
             [](const EnvironmentState& each) { return each.organization; }));
  TRY(narrow(terminal, deployed, "project", [](const EnvironmentState& each) { return each.project; }));
  TRY(narrow(terminal, deployed, "environment", [](const EnvironmentState& each) { return each.name; }));
  EnvironmentState& environment = deployed.front();
  std::vector<std::string> services;
  for (const auto& service : environment.services) {
    if (!service.is_job && !service.is_cron()) services.push_back(service.name);
  }
  std::string chosen = TRY(choose(terminal, "service", services));
  auto found = std::find_if(environment.services.begin(), environment.services.end(),
                            [&](const auto& service) { return service.name == chosen; });
  platform::DeployedService service = *found;
  return platform::FoundService{std::move(environment), std::move(service)};
}

}  // namespace cli
