#include "account/call/needs.h"

#include "account/call/operation.h"
#include "account/record/index.h"
#include "account/record/tags.h"
#include "base/text.h"

namespace account {
namespace {

using About = Need::About;

// Tags and keys of tags that the call brings, under the names that AWS's models have for them.
void add_tags_of_input(const Call& call, policy::Context& context) {
  for (std::string_view member : {"Tags", "tags"}) {
    if (!call.input.knows(member)) continue;
    const json::Value* tags = call.input.find(member);
    // UntagLogGroup calls so the keys of those that go.
    bool are_keys = tags && tags->is_array() && !tags->as_array().empty() && tags->as_array()[0].is_string();
    are_keys ? add_tag_keys(call.input.texts(member), context) : add_request_tags(tags, context);
  }
  for (std::string_view member : {"TagKeys", "tagKeys"})
    if (call.input.knows(member) && call.input.has(member)) add_tag_keys(call.input.texts(member), context);
}

// A call that makes several things says of each list of tags for which type of thing it is.
void add_tags_of_created(const Call& call, const RecordKind& kind, policy::Context& context) {
  if (!call.input.knows("TagSpecifications")) return;
  for (const json::Value& one : call.input.list("TagSpecifications"))
    if (one.string_or("ResourceType", "") == kind.type) add_request_tags(one.find("Tags"), context);
}

// What an ARN is made of where there is no record: what the call says. Of a thing that gets its name from the service
// none is known.
json::Value members_of(const Asking& asking) {
  const Need& need = asking.need;
  json::Object members;
  if (need.about == About::created) members.set_if("Path", asking.find("Path"));
  bool is_named_later = need.about == About::created && !asking.call.input.knows(need.member);
  bool is_unknown = is_named_later || !need.kind->led_to_by.empty();
  members.set(need.kind->name_member, is_unknown ? "*" : asking.text(need.member));
  return members;
}

// The record that is named by a member through which its kind is found.
void find_led_to(const Asking& asking, Resource& resource) {
  const RecordKind& kind = *asking.need.kind;
  std::vector<Entry> led_to = find_through(asking.call.state, kind, kind.led_to_by, resource.named);
  if (led_to.empty()) return;
  resource.named = std::move(led_to.front().id);
  resource.record = std::move(led_to.front().value);
}

std::string arn_of(const Asking& asking, const json::Value* record) {
  const RecordKind& kind = *asking.need.kind;
  const json::Value* arn = record ? shown(kind, *record).find(kind.arn_member) : nullptr;
  if (arn) return arn->as_string();
  if (record) return arn_of(asking.call.state, kind, shown(kind, *record));
  if (kind.found_by == FoundBy::arn && asking.need.about == About::found)
    return asking.text(asking.need.member);
  return arn_of(asking.call.state, kind, members_of(asking));
}

// By name in the caller's account, as most kinds are found.
Resource locate_by_name(const Asking& asking) {
  const Need& need = asking.need;
  const RecordKind& kind = *need.kind;
  std::string named = asking.text(need.member);
  if (need.is_own && named.empty()) named = asking.call.caller.user_name;
  Resource resource;
  if (need.about == About::found && kind.led_to_by.empty())
    resource.record = find(asking.call.state, kind, named);
  resource.named = std::move(named);
  if (!kind.led_to_by.empty()) find_led_to(asking, resource);
  const json::Value* record = resource.record ? &*resource.record : nullptr;
  bool is_caller = need.is_own && !asking.gives(need.member);
  resource.arn = is_caller ? asking.call.caller.principal.arn : arn_of(asking, record);
  if (record)
    add_resource_tags(shown(kind, *record).find(kind.tags_member), resource.keys, kind.tag_key_prefix);
  if (record && kind.keys) kind.keys(asking.call.state, *record, resource.keys);
  return resource;
}

// What New... members make of the record: its name and path, whichever they change.
Resource locate_renamed(const Asking& asking, const Resource& last) {
  const RecordKind& kind = *asking.need.kind;
  Resource renamed;
  renamed.keys = last.keys;
  json::Object members;
  for (std::string_view member : {std::string_view("Path"), kind.name_member}) {
    std::string changed = asking.text(fmt::format("New{}", member));
    members.set(member, changed.empty() ? std::string(last.record->string_or(member, "")) : changed);
  }
  renamed.arn = arn_of(asking.call.state, kind, members);
  return renamed;
}

bool is_renamed(const Asking& asking, const Resource& last) {
  return last.record && (asking.gives("NewPath") || asking.gives(fmt::format("New{}", asking.need.member)));
}

bool holds(const When& when, const Asking& asking, const Resource& last) {
  if (when.is_always()) return true;
  return when.holds ? when.holds(asking, last) : asking.gives(when.says);
}

bool is_asked(const Asking& asking, const Resource& last) {
  if (asking.need.about == About::nothing) return false;
  if (asking.need.about == About::renamed && !is_renamed(asking, last)) return false;
  return holds(asking.need.asked_when, asking, last);
}

// What a path such as Delete.Objects leads to; nullptr: nothing.
const json::Value* value_at(const Call& call, std::string_view path) {
  auto parts = base::split(path, '.');
  const json::Value* value = call.input.find(parts.front());
  for (size_t i = 1; value && i < parts.size(); ++i) value = value->find(parts[i]);
  return value;
}

json::Array names_of(const json::Value* map) {
  json::Array names;
  if (map && map->is_object())
    for (const json::Member& member : map->as_object()) names.push_back(member.name);
  return names;
}

class Asker {
 public:
  explicit Asker(Call& call) : call_(call) {}

  aws::Result<void> ask(const Need& need) {
    if (need.list.empty()) return ask({call_, need}, std::nullopt);
    const json::Value* list = value_at(call_, need.list);
    const json::Array names = names_of(list);
    const json::Array& entries = list && list->is_array() ? list->as_array() : names;
    if (need.answers_each && entries.size() > kMostEntries) return {};
    for (size_t i = 0; i < entries.size(); ++i) TRY(ask({call_, need, &entries[i]}, i));
    return {};
  }

  AskedNeeds take() { return std::move(asked_); }

 private:
  aws::Result<void> ask(const Asking& asking, std::optional<size_t> entry) {
    const Need& need = asking.need;
    if (!is_asked(asking, last_)) return {};
    if (need.about != About::same) {
      Resource resource = TRY(locate(asking));
      last_ = std::move(resource);
      if (!last_.kind) last_.kind = need.kind;
      own_keys_ = {};
      add_tags_of_input(call_, own_keys_);
      if (need.about == About::created) add_tags_of_created(call_, *need.kind, own_keys_);
    }
    add_own_keys(asking);
    Question question;
    question.action =
        holds(need.other_when, asking, last_) && !need.other_action.empty() ? need.other_action : need.action;
    question.resource = last_.arn;
    question.resource_account = last_.account;
    question.context = last_.keys;
    question.context.merge(own_keys_);
    if (!need.passed_to.empty()) question.context.set("iam:PassedToService", std::string(need.passed_to));
    question.resource_policy = last_.policy;
    question.resource_policy_kind = last_.policy_kind;
    if (need.answers_each) question.entry = entry;
    asked_.questions.push_back(std::move(question));
    keep_record(need);
    return {};
  }

  aws::Result<Resource> locate(const Asking& asking) {
    const Need& need = asking.need;
    if (need.about == About::any) return Resource{};
    if (need.about == About::arn) return Resource{.arn = asking.text(need.member)};
    if (need.about == About::renamed) return locate_renamed(asking, last_);
    return need.kind->locate ? need.kind->locate(asking) : locate_by_name(asking);
  }

  void add_own_keys(const Asking& asking) {
    const json::Value* record = last_.record ? &*last_.record : nullptr;
    if (asking.need.own_keys) asking.need.own_keys(call_, record, own_keys_);
  }

  // For the operation; of a kind without words for what is absent it looks by itself.
  void keep_record(const Need& need) {
    if (need.about != About::found || need.kind->absent_code.empty()) return;
    if (last_.record) {
      call_.found.push_back({last_.kind, last_.named, *last_.record});
    } else if (!asked_.absent && (!last_.named.empty() || !need.is_own)) {
      asked_.absent = last_.absent ? *last_.absent : absent(*need.kind, last_.named).value();
    }
  }

  Call& call_;
  AskedNeeds asked_;
  Resource last_;
  policy::Context own_keys_;
};

}  // namespace

const json::Value* Asking::find(std::string_view member) const {
  if (!entry) return call.input.knows(member) ? call.input.find(member) : nullptr;
  if (entry->is_string()) return entry;
  const json::Value* value = entry->find(member);
  return value && !value->is_null() ? value : nullptr;
}

std::string Asking::text(std::string_view member) const {
  const json::Value* value = find(member);
  return value && value->is_string() ? value->as_string() : std::string();
}

bool Asking::gives(std::string_view member) const {
  const json::Value* value = find(member);
  if (!value) return false;
  if (value->is_string()) return !value->as_string().empty();
  return !value->is_array() || !value->as_array().empty();
}

aws::Result<AskedNeeds> ask_needs(const Needs& needs, Call& call) {
  call.found.clear();
  if (needs.whole()) {
    std::vector<Question> questions = TRY(needs.whole()(call));
    return AskedNeeds{std::move(questions), std::nullopt};
  }
  Asker asker(call);
  for (const Need& need : needs) TRY(asker.ask(need));
  return asker.take();
}

}  // namespace account
