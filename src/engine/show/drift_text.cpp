#include "engine/show/drift_text.h"

#include "engine/show/foreign_text.h"
#include "engine/show/table_text.h"
#include "engine/show/value_text.h"

namespace engine {
namespace {

constexpr size_t kWord = 80, kValue = 120;

// What the next apply does with it.
std::string_view outcome(Drift::Sort sort) {
  switch (sort) {
    case Drift::Sort::gone:
      return "is made anew";
    case Drift::Sort::failed:
      return "is replaced";
    case Drift::Sort::changed:
      return "is set back";
    case Drift::Sort::accepted:
      return "is as desired now";
    case Drift::Sort::foreign:
      return "is another's, and left alone";
  }
  return "";
}

std::string details(const Drift& drift) {
  if (drift.member.empty())
    return drift.note.empty() ? "" : fmt::format("    {}\n", line_text(drift.note, kValue));
  auto side = [](const json::Value& value) {
    return value.is_null() ? "(none)" : line_text(value_text(value), kValue);
  };
  return fmt::format("    applied {}, there {}, desired {}\n", side(drift.applied), side(drift.observed),
                     side(drift.desired));
}

}  // namespace

std::string drift_text(const std::vector<Drift>& drift) {
  if (drift.empty()) return "no drift\n";
  TableText table({"ADDRESS", "MEMBER", "DRIFT", "NEXT APPLY"});
  for (const Drift& each : drift) {
    table.add({line_text(each.address, kWord), line_text(each.member, kWord),
               std::string(sort_name(each.sort)), std::string(outcome(each.sort))});
    table.add_below(details(each));
  }
  return table.text();
}

json::Value drift_json(const std::vector<Drift>& drift) {
  json::Array out;
  for (const Drift& each : drift) {
    json::Object row{{"address", each.address}, {"drift", sort_name(each.sort)}};
    if (!each.member.empty()) {
      row.set("member", each.member);
      row.set("applied", each.applied);
      row.set("observed", each.observed);
      row.set("desired", each.desired);
    }
    if (!each.note.empty()) row.set("note", each.note);
    out.push_back(std::move(row));
  }
  return json::Object{{"version", 1}, {"drift", std::move(out)}};
}

}  // namespace engine
