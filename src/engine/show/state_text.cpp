#include "engine/show/state_text.h"

#include "engine/journal/state_json.h"
#include "engine/plan_json.h"
#include "engine/show/foreign_text.h"
#include "engine/show/table_text.h"
#include "engine/show/value_text.h"

namespace engine {
namespace {

constexpr size_t kWord = 80, kValue = 400;

std::string notes(const StateRow& row) {
  std::string out;
  if (row.origin == Origin::adopted) out += "adopted";
  if (row.is_protected) out += out.empty() ? "protected" : ", protected";
  return out;
}

std::string keys_text(const std::vector<Key>& keys) {
  std::string out;
  for (const Key& key : keys) out += (out.empty() ? "" : ", ") + line_text(key.text(), kWord);
  return out;
}

json::Value row_json(const StateRow& row) {
  return json::Object{{"address", row.key.address},
                      {"generation", row.key.generation},
                      {"kind", row.kind},
                      {"condition", condition_name(row.condition)},
                      {"origin", row.origin == Origin::made ? "made" : "adopted"},
                      {"protected", row.is_protected},
                      {"uses", to_json(row.uses)},
                      {"usedBy", to_json(row.used_by)}};
}

void add_line(std::string_view name, const std::string& text, std::string& out) {
  if (!text.empty()) out += fmt::format("  {}: {}\n", line_text(name, kWord), text);
}

void add_members(std::string_view title, const json::Value& value, std::string& out) {
  if (!value.is_object() || value.as_object().empty()) return;
  out += fmt::format("  {}:\n", title);
  for (const json::Member& member : value.as_object())
    out += fmt::format("    {}: {}\n", line_text(member.name, kWord),
                       line_text(value_text(member.value), kValue));
}

std::vector<StateRow> rows_at(const State& state, const std::string& address) {
  std::vector<StateRow> rows = state_rows(state, address);
  std::erase_if(rows, [&](const StateRow& row) { return row.key.address != address; });
  return rows;
}

tl::unexpected<base::Error> unknown(const std::string& address) {
  return tl::unexpected(base::Error{base::ErrorKind::not_found,
                                    fmt::format("the state knows no `{}`", address),
                                    "see what it knows: slipway state list"});
}

}  // namespace

std::string list_text(const std::vector<StateRow>& rows) {
  if (rows.empty()) return "nothing\n";
  TableText table({"ADDRESS", "KIND", "CONDITION", "NOTES"});
  for (const StateRow& row : rows)
    table.add({line_text(row.key.text(), kWord), line_text(row.kind, kWord),
               std::string(condition_name(row.condition)), notes(row)});
  return table.text();
}

json::Value list_json(const std::vector<StateRow>& rows) {
  json::Array out;
  for (const StateRow& row : rows) out.push_back(row_json(row));
  return json::Object{{"version", 1}, {"things", std::move(out)}};
}

base::Result<std::string> record_text(const State& state, const std::string& address) {
  std::vector<StateRow> rows = rows_at(state, address);
  if (rows.empty()) return unknown(address);
  std::string out;
  for (const StateRow& row : rows) {
    const Record& record = *state.find(row.key);
    out += line_text(row.key.text(), kWord) + "\n";
    add_line("kind", line_text(row.kind, kWord), out);
    add_line("condition", std::string(condition_name(row.condition)), out);
    add_line("notes", notes(row), out);
    add_line("where", line_text(json::dump(to_json(record.connection)), kValue), out);
    if (record.made_at != base::Time()) add_line("made", base::iso8601(record.made_at), out);
    add_line("uses", keys_text(row.uses), out);
    add_line("used by", keys_text(row.used_by), out);
    add_members("identity", literal(record.identity), out);
    add_members("last applied", record.applied, out);
    add_members("outputs", literal(record.outputs), out);
    if (record.open)
      add_line("under way",
               fmt::format("{} since {}", action_name(record.open->action), base::iso8601(record.open->at)),
               out);
  }
  return out;
}

base::Result<json::Value> record_json(const State& state, const std::string& address) {
  std::vector<StateRow> rows = rows_at(state, address);
  if (rows.empty()) return unknown(address);
  json::Array things;
  for (const StateRow& row : rows) {
    const Record& record = *state.find(row.key);
    json::Value thing = row_json(row);
    thing.as_object().set("connection", to_json(record.connection));
    thing.as_object().set("identity", record.identity);
    thing.as_object().set("applied", record.applied);
    thing.as_object().set("outputs", record.outputs);
    things.push_back(std::move(thing));
  }
  return json::Value(json::Object{{"version", 1}, {"things", std::move(things)}});
}

std::string versions_text(const std::vector<StateVersion>& versions) {
  if (versions.empty()) return "no version is kept yet\n";
  TableText table({"VERSION", "WRITTEN", "SERIAL", "THINGS"});
  for (const StateVersion& each : versions)
    table.add({line_text(each.version.id, kWord), base::iso8601(each.version.at),
               each.is_damaged ? "cannot be read" : std::to_string(each.serial),
               each.is_damaged ? "" : std::to_string(each.things)});
  return table.text();
}

}  // namespace engine
