#include "engine/show/drift_text.h"

#include "engine/show/foreign_text.h"
#include "engine/show/table_text.h"
#include "engine/show/value_text.h"

namespace engine {
namespace {

constexpr size_t kWord = 80, kValue = 120;

// What the next apply does with it.
std::string outcome(const Drift& drift) {
  bool goes = !drift.is_desired;
  switch (drift.sort) {
    case Drift::Sort::gone:
      return "is made anew";
    case Drift::Sort::failed:
      return goes ? "is destroyed" : "is replaced";
    case Drift::Sort::changed:
      if (goes) return "is destroyed";
      return drift.desired == drift.applied ? "is set back" : "is set as desired now";
    case Drift::Sort::accepted:
      return drift.member.empty() || !drift.desired.is_null() ? "is as desired now"
                                                              : "is left: nothing desires it";
    case Drift::Sort::foreign:
      return drift.owner.empty() ? "is left to its owner" : "is left to " + line_text(drift.owner, kWord);
  }
  return "";
}

std::string details(const Drift& drift) {
  if (drift.member.empty())
    return drift.note.empty() ? "" : fmt::format("    {}\n", line_text(drift.note, kValue));
  auto side = [](const json::Value& value) {
    return value.is_null() ? "(none)" : line_text(value_text(value), kValue);
  };
  std::string out;
  for (const Sides& part : differing_parts({drift.member, {drift.applied, drift.observed, drift.desired}})) {
    std::string name = part.name == drift.member ? "" : line_text(part.name, kWord) + ": ";
    out += fmt::format("    {}applied {}, there {}, desired {}\n", name, side(part.values[0]),
                       side(part.values[1]), side(part.values[2]));
  }
  return out;
}

}  // namespace

std::string drift_text(const std::vector<Drift>& drift) {
  if (drift.empty()) return "no drift\n";
  TableText table({"ADDRESS", "MEMBER", "DRIFT", "NEXT APPLY"});
  for (const Drift& each : drift) {
    table.add({line_text(each.address, kWord), line_text(each.member, kWord),
               std::string(sort_name(each.sort)), outcome(each)});
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
    if (!each.owner.empty()) row.set("owner", each.owner);
    row.set("nextApply", outcome(each));
    out.push_back(std::move(row));
  }
  return json::Object{{"version", 1}, {"drift", std::move(out)}};
}

}  // namespace engine
