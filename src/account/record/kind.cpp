#include "account/record/kind.h"

#include <fmt/core.h>

#include "account/record/answers.h"
#include "account/record/index.h"
#include "account/record/lateness.h"
#include "base/text.h"

namespace account {
namespace {

// What stands for `{name}` in an ARN.
std::string part(const State& state, std::string_view name, const json::Value& members) {
  if (name == "account") return state.account();
  if (name == "region") return state.region();
  const json::Value* value = members.find(name);
  std::string text(value && value->is_string() ? std::string_view(value->as_string()) : std::string_view());
  return text.empty() && name == "Path" ? "/" : text;
}

// EC2 User Guide, "Resource IDs": a prefix and 17 hexadecimal digits; 8 of old.
bool is_id(std::string_view prefix, std::string_view text) {
  if (!text.starts_with(prefix)) return false;
  std::string_view digits = text.substr(prefix.size());
  return (digits.size() == 8 || digits.size() == 17) &&
         digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Of EC2 the making and the tags are seen late, of identities every change.
void note_late(const State& state, const RecordKind& kind, const std::string& id, const json::Value& after) {
  std::optional<json::Value> before = state.get(kind.name, id);
  if (before && kind.name.starts_with("ec2.")) {
    const json::Value* old_tags = shown(kind, *before).find(kind.tags_member);
    const json::Value* new_tags = shown(kind, after).find(kind.tags_member);
    if (!new_tags || (old_tags && *old_tags == *new_tags)) return;
  }
  Lateness::note(state, kind.name, id, std::move(before));
}

bool is_indexed(const RecordKind& kind) {
  return !kind.found_through[0].empty();
}

}  // namespace

std::string store_id(const RecordKind& kind, std::string_view named) {
  return kind.found_by == FoundBy::name_in_any_case ? base::lower(named) : std::string(named);
}

const json::Value& shown(const RecordKind& kind, const json::Value& record) {
  return kind.shown_member.empty() ? record : *record.find(kind.shown_member);
}

json::Object& shown(const RecordKind& kind, json::Value& record) {
  json::Object& members = record.as_object();
  return kind.shown_member.empty() ? members : members[kind.shown_member].as_object();
}

std::optional<json::Value> find(const State& state, const RecordKind& kind, std::string_view named) {
  std::optional<json::Value> record = kind.elsewhere ? kind.elsewhere(named) : std::nullopt;
  if (!record) record = state.get(kind.name, store_id(kind, named));
  if (record && kind.is_hidden && kind.is_hidden(*record)) return std::nullopt;
  return record;
}

aws::Result<json::Value> require(const State& state, const RecordKind& kind, std::string_view named) {
  std::optional<json::Value> record = find(state, kind, named);
  if (!record) return absent(kind, named);
  return std::move(*record);
}

tl::unexpected<aws::Error> absent(const RecordKind& kind, std::string_view named) {
  bool is_malformed = !kind.malformed_code.empty() && !is_id(kind.id_prefix, named);
  std::string_view code = is_malformed ? kind.malformed_code : kind.absent_code;
  std::string words =
      fmt::format(fmt::runtime(is_malformed ? kind.malformed_words : kind.absent_words),
                  fmt::arg("noun", kind.noun), fmt::arg("name", named), fmt::arg("prefix", kind.id_prefix));
  return tl::unexpected(aws::Error(std::string(code), kind.absent_status, std::move(words)));
}

void store(State& state, const RecordKind& kind, const json::Value& record) {
  std::string_view member = kind.found_by == FoundBy::arn ? kind.arn_member : kind.name_member;
  store(state, kind, shown(kind, record).string_or(member, ""), record);
}

void store(State& state, const RecordKind& kind, std::string_view named, const json::Value& record) {
  std::string id = store_id(kind, named);
  if (Lateness::is_late(kind.name)) note_late(state, kind, id, record);
  if (is_indexed(kind)) {
    std::optional<json::Value> before = state.get(kind.name, id);
    index(state, kind, id, before ? &*before : nullptr, &record);
  }
  state.put(kind.name, id, record);
}

void remove(State& state, const RecordKind& kind, std::string_view named) {
  std::string id = store_id(kind, named);
  if (is_indexed(kind)) {
    if (std::optional<json::Value> before = state.get(kind.name, id))
      index(state, kind, id, &*before, nullptr);
  }
  state.erase(kind.name, id);
  Lateness::forget(state, kind.name, id);
  forget_answers_about(state, record_key(kind.name, id));
}

std::string arn_of(const State& state, const RecordKind& kind, const json::Value& members) {
  std::string arn = "arn:aws:";
  std::string_view form = kind.arn;
  while (!form.empty()) {
    size_t open = form.find('{');
    arn += form.substr(0, open);
    if (open == std::string_view::npos) break;
    size_t close = form.find('}', open);
    arn += part(state, form.substr(open + 1, close - open - 1), members);
    form.remove_prefix(close + 1);
  }
  return arn;
}

}  // namespace account
