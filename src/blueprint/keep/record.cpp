#include "blueprint/keep/record.h"

#include "base/json.h"
#include "engine/keep/entry_line.h"
#include "engine/keep/lease_json.h"

namespace blueprint {
namespace {

using base::ErrorKind;
using base::fail;
using base::Result;

constexpr int64_t kVersion = 1;

base::Status check_version(const json::Value& head) {
  int64_t version = head.int_or("version", 0);
  if (version == kVersion) return {};
  if (version < kVersion) return fail(ErrorKind::invalid, "it is nothing that Slipway wrote");
  base::Error error{ErrorKind::invalid,
                    fmt::format("it is of version {}; this Slipway reads version {}", version, kVersion),
                    "use the Slipway that wrote it, or a later one"};
  return tl::unexpected(std::move(error));
}

}  // namespace

std::string to_text(const Record& record) {
  json::Object head{{"version", kVersion},
                    {"fence", record.fence},
                    {"writer", record.writer},
                    {"entries", record.entries.size()}};
  if (!record.note.empty()) head.set("note", record.note);
  std::string text = engine::entry_line(json::dump(head));
  for (const std::string& entry : record.entries) text += engine::entry_line(entry);
  return text;
}

Result<Record> parse_record(std::string_view text) {
  engine::EntryLines lines = TRY(engine::read_entry_lines(text));
  if (lines.entries.empty() || lines.whole_bytes < text.size())
    return fail(ErrorKind::invalid, "it is damaged or cut off behind byte {}", lines.whole_bytes);
  json::Value head = TRY(json::parse(lines.entries.front()));
  TRY(check_version(head));
  lines.entries.erase(lines.entries.begin());
  int64_t count = head.int_or("entries", -1);
  if (count != static_cast<int64_t>(lines.entries.size()))
    return fail(ErrorKind::invalid, "it has {} entries, and {} were written", lines.entries.size(), count);
  return Record{head.int_or("fence", 0), std::string(head.string_or("writer", "")),
                std::string(head.string_or("note", "")), std::move(lines.entries)};
}

std::string to_text(const LeaseRecord& record) {
  json::Object text = to_json(record.lease);
  text.set("version", kVersion);
  text.set("writer", record.writer);
  return json::dump(text) + "\n";
}

Result<LeaseRecord> parse_lease(std::string_view text) {
  json::Value value = TRY(json::parse(text));
  TRY(check_version(value));
  return LeaseRecord{engine::lease_of(value), std::string(value.string_or("writer", ""))};
}

}  // namespace blueprint
