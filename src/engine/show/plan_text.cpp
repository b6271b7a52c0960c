#include "engine/show/plan_text.h"

#include <algorithm>

#include "base/text.h"
#include "engine/plan_json.h"
#include "engine/show/foreign_text.h"
#include "engine/show/plan_rows.h"
#include "engine/show/table_text.h"
#include "engine/show/value_text.h"

namespace engine {
namespace {

constexpr size_t kWord = 80, kValue = 120, kSentence = 240;
constexpr size_t kMostWaits = 3;

std::string waits_text(const PlanRow& row) {
  std::vector<std::string> shown;
  for (size_t at = 0; at < std::min(kMostWaits, row.waits_for.size()); ++at)
    shown.push_back(line_text(row.waits_for[at], kWord));
  if (row.waits_for.size() > kMostWaits)
    shown.push_back(fmt::format("{} more", row.waits_for.size() - kMostWaits));
  return base::join(shown, ", ");
}

std::string change_line(const MemberChange& change) {
  return fmt::format("    {}: {}{}\n", line_text(change.name, kWord),
                     line_text(change_text(change.before, change.after), kValue),
                     change.forces ? "  (forces the replacement)" : "");
}

std::string refusals_text(const std::vector<Refusal>& refusals) {
  std::string out;
  for (const Refusal& refusal : refusals)
    out += fmt::format("refused: {}\n  {}\n", line_text(refusal.message, kSentence),
                       line_text(refusal.hint, kSentence));
  return out;
}

}  // namespace

std::string plan_text(const Planned& planned) {
  std::vector<PlanRow> rows = plan_rows(planned.plan);
  if (rows.empty()) return "nothing to do\n" + refusals_text(planned.refusals);
  TableText table({"ADDRESS", "ACTION", "HOW", "WAITS FOR"});
  for (const PlanRow& row : rows) {
    table.add(
        {line_text(row.address, kWord), std::string(action_name(row.action)), row.how, waits_text(row)});
    if (!row.why.empty()) table.add_below(fmt::format("    {}\n", line_text(row.why, kSentence)));
    for (const MemberChange& change : row.changes) table.add_below(change_line(change));
  }
  return fmt::format("{}\n{}; expected to take {}\n{}", table.text(), summary_text(rows),
                     duration_text(expected_duration(planned.plan)), refusals_text(planned.refusals));
}

json::Value plan_document(const Planned& planned) {
  json::Value document = to_json(planned.plan);
  std::vector<PlanRow> rows = plan_rows(planned.plan);
  json::Object summary;
  for (Action action : kByWeight) summary.set(action_name(action), things(rows, action));
  json::Array refusals;
  for (const Refusal& refusal : planned.refusals)
    refusals.push_back(
        json::Object{{"address", refusal.address}, {"message", refusal.message}, {"hint", refusal.hint}});
  json::Object& members = document.as_object();
  members.set("summary", std::move(summary));
  members.set("expectedSeconds", static_cast<int64_t>(expected_duration(planned.plan).count()));
  members.set("refusals", std::move(refusals));
  return document;
}

}  // namespace engine
