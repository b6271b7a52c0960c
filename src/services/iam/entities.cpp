#include "services/iam/entities.h"

#include <set>

#include "account/record/paging.h"
#include "base/arn.h"
#include "base/encoding.h"
#include "base/text.h"
#include "policy/read/refusal.h"

namespace account::iam {
namespace {

constexpr std::string_view kIdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr int64_t kDefaultPage = 100;
constexpr char kFirstList = '0';  // of list_page()

// Behind AWS's own words: what is wrong, and where.
std::string first_error(const base::Diagnostics& found) {
  for (const base::Diagnostic& one : found.list()) {
    if (one.severity != base::Severity::error) continue;
    return fmt::format(" ({}, line {}, column {})", one.message, one.span.line, one.span.column);
  }
  return "";
}

}  // namespace

tl::unexpected<aws::Error> no_such(std::string_view noun, std::string_view name) {
  return aws::error("NoSuchEntity", 404, "The {} with name {} cannot be found.", noun, name);
}

tl::unexpected<aws::Error> already_exists(std::string_view noun, std::string_view name) {
  std::string capital(noun);
  if (capital[0] >= 'a' && capital[0] <= 'z') capital[0] = static_cast<char>(capital[0] - 'a' + 'A');
  return aws::error("EntityAlreadyExists", 409, "{} with name {} already exists.", capital, name);
}

tl::unexpected<aws::Error> delete_conflict(std::string_view what) {
  return aws::error("DeleteConflict", 409, "Cannot delete entity, {}.", what);
}

tl::unexpected<aws::Error> invalid_input(std::string message) {
  return tl::unexpected(aws::Error("InvalidInput", 400, std::move(message)));
}

tl::unexpected<aws::Error> limit_exceeded(std::string message) {
  return tl::unexpected(aws::Error("LimitExceeded", 409, std::move(message)));
}

std::string unique_id(std::string_view prefix, base::Random& random) {
  return std::string(prefix) + random.pick(kIdAlphabet, 17);
}

aws::Result<json::Value> new_entity(Call& call, const RecordKind& kind) {
  std::string name = call.input.text(kind.name_member);
  if (find(call.state, kind, name)) return already_exists(kind.noun, name);
  std::string path = TRY(path_of(call.input));
  const json::Value* tags = call.input.knows("Tags") ? call.input.find("Tags") : nullptr;
  TRY(check_tags(tags));
  Object record{{"Path", path},
                {std::string(kind.name_member), name},
                {std::string(kind.id_member), unique_id(kind.id_prefix, call.facilities.random)},
                {"CreateDate", base::to_ms(call.now)}};
  record.set("Arn", arn_of(call.state, kind, record));
  record.set_if("Tags", tags);
  return record;
}

json::Value show(const json::Value& record, std::initializer_list<std::string_view> members) {
  Object shown;
  for (std::string_view member : members) shown.set_if(member, record.find(member));
  return shown;
}

json::Array& list_of(json::Value& record, std::string_view member) {
  json::Value& list = record.as_object()[member];
  if (!list.is_array()) list = json::Array();
  return list.as_array();
}

Output list_page(Call& call, std::vector<Entry> entries, std::string_view list_member,
                 json::Value (*view)(const json::Value& record)) {
  for (Entry& entry : entries) {
    entry.id.insert(0, 1, kFirstList);
    if (view) entry.value = view(entry.value);
  }
  return list_page(call, std::move(entries), {list_member});
}

Output list_page(Call& call, std::vector<Entry> entries,
                 std::initializer_list<std::string_view> list_members) {
  static const aws::Error kBadMarker("ValidationError", 400, "Invalid Marker.");
  Page page = TRY(take_page(std::move(entries), call.input.text("Marker"),
                            call.input.number("MaxItems", kDefaultPage), kBadMarker));
  std::vector<json::Array> lists(list_members.size());
  for (Entry& entry : page.entries)
    lists.at(static_cast<size_t>(entry.id[0] - kFirstList)).push_back(std::move(entry.value));
  Object output{{"IsTruncated", !page.next.empty()}};
  for (size_t i = 0; i < lists.size(); ++i) output.set(list_members.begin()[i], std::move(lists[i]));
  if (!page.next.empty()) output.set("Marker", page.next);
  return output;
}

Output list_entities(Call& call, const RecordKind& kind, std::string_view list_member,
                     json::Value (*view)(const json::Value& record)) {
  std::vector<Entry> entries = call.state.list(kind.name);
  std::string prefix = call.input.text("PathPrefix");
  std::erase_if(entries, [&](const Entry& e) { return !e.value.string_or("Path", "/").starts_with(prefix); });
  return list_page(call, std::move(entries), list_member, view);
}

Output delete_found(Call& call) {
  call.erase(call.the());
  return Object{};
}

aws::Result<void> rename(Call& call) {
  Found& entity = call.the();
  const RecordKind& kind = *entity.kind;
  std::string member = fmt::format("New{}", kind.name_member);
  std::string name = call.input.has(member) ? call.input.text(member) : entity.named;
  auto taken = find(call.state, kind, name);
  if (taken && taken->string_or(kind.id_member, "") != entity.text(kind.id_member))
    return already_exists(kind.noun, name);
  call.erase(entity);
  if (call.input.has("NewPath")) entity.fields().set("Path", call.input.text("NewPath"));
  entity.fields().set(kind.name_member, name);
  entity.fields().set(kind.arn_member, arn_of(call.state, kind, entity.record));
  store(call.state, kind, entity.record);
  return {};
}

aws::Result<void> check_tags(const json::Value* tags) {
  std::set<std::string> keys;
  if (!tags) return {};
  for (const json::Value& tag : tags->as_array()) {
    std::string key = base::lower(tag.string_or("Key", ""));
    if (key.starts_with("aws:")) {
      return invalid_input("System tags cannot be added/updated by requester: keys may not begin with aws:");
    }
    if (!keys.insert(std::move(key)).second) {
      return invalid_input("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }
  }
  return {};
}

aws::Result<std::string> path_of(const Input& input) {
  std::string path = input.text("Path");
  if (path.empty()) return std::string("/");
  if (path.front() == '/' && path.back() == '/') return path;
  return aws::error("ValidationError", 400,
                    "The specified value for path is invalid. It must begin and end with / and contain only "
                    "alphanumeric characters and/or / characters.");
}

aws::Result<void> check_document(const std::string& text, policy::Kind kind) {
  base::Diagnostics found("policy", text);
  if (policy::compile(text, kind, found)) return {};
  auto refusal = policy::refusal(text, kind);
  if (!refusal) return aws::error("MalformedPolicyDocument", 400, "Syntax errors in policy.");
  int status = refusal->code == "LimitExceeded" ? 409 : 400;
  return tl::unexpected(aws::Error(refusal->code, status, refusal->message + first_error(found)));
}

}  // namespace account::iam
