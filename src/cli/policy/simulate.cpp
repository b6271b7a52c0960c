// `policy simulate`: questions in, answers out, one a line.
#include "policy/ask/simulate.h"

#include "base/text.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/terminal/lines.h"

namespace cli {
namespace {

constexpr size_t kBuffered = 256 << 10;

// Answers, in blocks: a run has a million of them.
class Answers {
 public:
  explicit Answers(const Terminal& terminal) : terminal_(terminal) {}

  void add(std::string_view answer) {
    buffer_.append(answer).append("\n");
    if (buffer_.size() >= kBuffered) send();
  }
  void send() {
    if (buffer_.empty()) return;
    is_broken_ |= !terminal_.write(buffer_);
    buffer_.clear();
  }
  bool is_broken() const { return is_broken_; }  // nobody reads any more

 private:
  const Terminal& terminal_;
  std::string buffer_;
  bool is_broken_ = false;
};

}  // namespace

CommandResult policy_simulate(const Context& context) {
  Lines lines = TRY(Lines::open(context.arguments.requests));
  Answers answers(context.terminal);
  policy::Simulator simulator;
  std::string_view line;
  while (TRY(lines.next(line, [&] { answers.send(); }))) {
    if (base::trim(line).empty()) continue;
    answers.add(simulator.answer(line));
    if (answers.is_broken()) break;
  }
  answers.send();
  if (answers.is_broken())
    return base::fail(base::ErrorKind::io, "cannot write the answers to standard output");
  return kDone;
}

}  // namespace cli
