#include "blueprint/network/tags.h"

#include <algorithm>
#include <set>

namespace blueprint {
namespace {

using engine::Subject;

constexpr std::string_view kOurTags = "slipway:";

// The keys of tags that we set, or that an earlier run did.
std::set<std::string> our_keys(const Subject& subject) {
  std::set<std::string> keys;
  auto add = [&](const json::Value& state) {
    for (const auto& [key, value] : marks_of(state.find("tags"))) keys.insert(key);
  };
  add(subject.desired);
  for (const json::Value& each : subject.earlier) add(each);
  return keys;
}

}  // namespace

Marks tags_to_give(const Subject& subject) {
  Marks tags = marks_of(subject.desired.find("tags"));
  tags[std::string(kTokenTag)] = subject.token;
  return tags;
}

Marks tags_to_find(const Subject& subject) {
  if (!subject.is_lost) return {{std::string(kTokenTag), subject.token}};
  Marks tags = marks_of(subject.desired.find("tags"));
  std::erase_if(tags, [](const auto& tag) { return !tag.first.starts_with(kOurTags); });
  return tags;
}

void read_tags(const Marks& found, const Subject& subject, engine::Reading& reading) {
  Marks wanted = tags_to_find(subject);
  reading.is_ours =
      !wanted.empty() && std::includes(found.begin(), found.end(), wanted.begin(), wanted.end());
  if (auto token = found.find(std::string(kTokenTag)); token != found.end()) reading.token = token->second;
  if (!reading.is_ours && reading.note.empty()) reading.note = marks_text(found);
  json::Object tags;
  for (const std::string& key : our_keys(subject)) {
    auto at = found.find(key);
    if (at != found.end() && (reading.is_ours || key != kAddressTag)) tags.append({key, at->second});
  }
  reading.members.set("tags", std::move(tags));
}

TagChange tag_change(const Subject& subject) {
  Marks desired = marks_of(subject.desired.find("tags")), observed = marks_of(subject.observed.find("tags"));
  TagChange change;
  for (const auto& [key, value] : desired) {
    auto at = observed.find(key);
    if (at == observed.end() || at->second != value) change.lacking.emplace(key, value);
  }
  if (!change.lacking.empty()) change.lacking.emplace(kTokenTag, subject.token);
  for (const auto& [key, value] : observed)
    if (!desired.contains(key)) change.surplus.push_back(key);
  return change;
}

}  // namespace blueprint
