#include "account/call/needs.h"

#include "account/call/operation.h"
#include "account/record/tags.h"

namespace account {
namespace {

// Tags and keys of tags that the call brings, under the names that AWS's models have for them.
void add_tags_of_input(const Call& call, policy::Context& context) {
  for (std::string_view member : {"Tags", "tags"})
    if (call.input.knows(member)) add_request_tags(call.input.find(member), context);
  for (std::string_view member : {"TagKeys", "tagKeys"})
    if (call.input.knows(member) && call.input.has(member)) add_tag_keys(call.input.texts(member), context);
}

// What an ARN is made of where there is no record: the input's own members, and the name that it gives.
json::Value members_of(const Need& need, const Call& call) {
  json::Object members;
  if (need.about == Need::About::created && call.input.knows("Path"))
    members.set_if("Path", call.input.find("Path"));
  members.set(need.kind->name_member, call.input.text(need.member));
  return members;
}

std::string resource_of(const Need& need, const Call& call, const json::Value* record) {
  if (record && record->find(need.kind->arn_member))
    return std::string(record->string_or(need.kind->arn_member, ""));
  if (need.kind->found_by == FoundBy::arn && need.about == Need::About::found)
    return call.input.text(need.member);
  return arn_of(call.state, *need.kind, members_of(need, call));
}

Question ask_one(const Need& need, const Call& call, const json::Value* record) {
  Question question;
  question.action = need.action;
  if (need.kind) question.resource = resource_of(need, call, record);
  if (record)
    add_resource_tags(record->find(need.kind->tags_member), question.context, need.kind->tag_key_prefix);
  if (need.action.empty()) add_tags_of_input(call, question.context);
  if (!need.passed_to.empty()) question.context.set("iam:PassedToService", std::string(need.passed_to));
  if (need.own_keys) need.own_keys(call, record, question.context);
  return question;
}

}  // namespace

Question ask_need(const Need& need, const Call& call) {
  std::optional<json::Value> record;
  if (need.about == Need::About::found) record = find(call.state, *need.kind, call.input.text(need.member));
  return ask_one(need, call, record ? &*record : nullptr);
}

Questions ask_needs(const Needs& needs, Call& call) {
  Questions questions;
  call.found.clear();
  for (const Need& need : needs) {
    std::optional<json::Value> record;
    if (need.about == Need::About::found) record = find(call.state, *need.kind, call.input.text(need.member));
    questions.push_back(ask_one(need, call, record ? &*record : nullptr));
    if (record) call.found.push_back({need.kind, call.input.text(need.member), std::move(*record)});
  }
  return questions;
}

aws::Result<void> check_found(const Needs& needs, const Call& call) {
  size_t at = 0;
  for (const Need& need : needs) {
    if (need.about != Need::About::found) continue;
    std::string named = call.input.text(need.member);
    bool is_there =
        at < call.found.size() && call.found[at].kind == need.kind && call.found[at].named == named;
    if (!is_there) return absent(*need.kind, named);
    ++at;
  }
  return {};
}

}  // namespace account
