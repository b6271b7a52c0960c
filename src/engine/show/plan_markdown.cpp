#include "engine/show/plan_markdown.h"

#include <algorithm>

#include "base/text.h"
#include "engine/show/foreign_text.h"
#include "engine/show/plan_rows.h"
#include "engine/show/value_text.h"

namespace engine {
namespace {

constexpr size_t kWord = 80, kValue = 120, kSentence = 240;
constexpr size_t kMostWaits = 3, kMostChanges = 20;
constexpr size_t kRoomForRefusals = kMostMarkdown / 3, kRoomForEnd = 200;

// Adds parts for as long as there is room, and says how many had none.
class Room {
 public:
  Room(std::string& out, size_t most) : out_(out), most_(most) {}

  void add(const std::string& part) {
    bool fits = left_out_ == 0 && out_.size() + part.size() <= most_;
    if (fits)
      out_ += part;
    else
      ++left_out_;
  }
  size_t left_out() const { return left_out_; }

 private:
  std::string& out_;
  size_t most_, left_out_ = 0;
};

size_t weight(const PlanRow& row) {
  return static_cast<size_t>(std::find(kByWeight.begin(), kByWeight.end(), row.action) - kByWeight.begin());
}

std::string and_more(size_t count) {
  return fmt::format("… and {} more", count);
}

std::string changes_cell(const PlanRow& row) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < std::min(kMostChanges, row.changes.size()); ++at) {
    const MemberChange& change = row.changes[at];
    lines.push_back(fmt::format("{}: {}{}", code_markdown(change.name, kWord),
                                code_markdown(change_text(change.before, change.after), kValue),
                                change.forces ? " **forces the replacement**" : ""));
  }
  if (row.changes.size() > kMostChanges) lines.push_back(and_more(row.changes.size() - kMostChanges));
  if (lines.empty()) return words_markdown(row.why, kSentence);
  return base::join(lines, "<br>");
}

std::string waits_cell(const PlanRow& row) {
  std::vector<std::string> shown;
  for (size_t at = 0; at < std::min(kMostWaits, row.waits_for.size()); ++at)
    shown.push_back(code_markdown(row.waits_for[at], kWord));
  if (row.waits_for.size() > kMostWaits) shown.push_back(and_more(row.waits_for.size() - kMostWaits));
  return base::join(shown, ", ");
}

std::string row_markdown(const PlanRow& row) {
  std::string action(action_name(row.action));
  if (weight(row) < 2) action = fmt::format("**{}**", action);
  return fmt::format("| {} | {} | {} | {} | {} |\n", code_markdown(row.address, kWord), action, row.how,
                     changes_cell(row), waits_cell(row));
}

void add_refusals(const std::vector<Refusal>& refusals, std::string& out) {
  if (refusals.empty()) return;
  out += "**It is refused as it is:**\n\n";
  Room room(out, kRoomForRefusals);
  for (const Refusal& refusal : refusals)
    room.add(fmt::format("- {}; {}\n", words_markdown(refusal.message, kSentence),
                         words_markdown(refusal.hint, kSentence)));
  if (room.left_out() > 0) out += fmt::format("- {}\n", and_more(room.left_out()));
  out += "\n";
}

}  // namespace

std::string plan_markdown(const Planned& planned) {
  std::vector<PlanRow> rows = plan_rows(planned.plan);
  std::string out = fmt::format("### Slipway: {}\n\n", summary_text(rows));
  add_refusals(planned.refusals, out);
  if (rows.empty()) return out;
  std::stable_sort(rows.begin(), rows.end(),
                   [](const PlanRow& a, const PlanRow& b) { return weight(a) < weight(b); });
  out += "| Address | Action | How | What changes, or why | Waits for |\n| --- | --- | --- | --- | --- |\n";
  Room room(out, kMostMarkdown - kRoomForEnd);
  for (const PlanRow& row : rows) room.add(row_markdown(row));
  out += "\n";
  if (room.left_out() > 0) out += and_more(room.left_out()) + "; `slipway plan` shows all of it.\n\n";
  out += fmt::format("Expected to take {}.\n", duration_text(expected_duration(planned.plan)));
  return out;
}

}  // namespace engine
