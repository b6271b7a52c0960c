#include "engine/model/kind.h"

#include <algorithm>

namespace engine {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool differs(const json::Member& desired, const json::Object& observed, const json::Value& applied) {
  const json::Value* now = observed.find(desired.name);
  if (!now) now = applied.find(desired.name);
  return !now || *now != desired.value;
}

void drop_secrets(const ResourceKind& kind, Reading& reading) {
  for (const std::string& name : kind.secret) {
    reading.members.erase(name);
    reading.outputs.erase(name);
  }
}

}  // namespace

bool ResourceKind::is_absent(std::string_view code) const {
  return contains(absent, code);
}

bool ResourceKind::is_taken(std::string_view code) const {
  return contains(taken, code);
}

bool ResourceKind::is_busy(std::string_view code) const {
  return contains(busy, code);
}

bool ResourceKind::is_occupied(std::string_view code) const {
  return contains(occupied, code);
}

bool ResourceKind::Detail::is_none(std::string_view code) const {
  return contains(none, code);
}

std::string ResourceKind::remedy(std::string_view code) const {
  auto found = remedies.find(code);
  return found == remedies.end() ? "" : found->second;
}

base::Error not_ours(const Reading& reading) {
  std::string whose = reading.note.empty() ? "" : fmt::format(" ({})", reading.note);
  return {base::ErrorKind::conflict, "there is one of that name already, which is not ours" + whose,
          "give it another name, or adopt the one that is there"};
}

Reading read_answer(const ResourceKind& kind, const json::Value& output, const Subject& subject) {
  Reading reading = kind.reading(output, subject);
  drop_secrets(kind, reading);
  return reading;
}

void read_detail(const ResourceKind& kind, size_t detail, const json::Value& output, const Subject& subject,
                 Reading& reading) {
  kind.details[detail].add(output, subject, reading);
  drop_secrets(kind, reading);
}

bool has_details(const ResourceKind& kind, const Reading& reading) {
  return reading.is_there && reading.condition == Reading::Condition::ready && !kind.details.empty();
}

const ResourceKind* find_kind(const Kinds& kinds, std::string_view name) {
  auto found = kinds.find(name);
  return found == kinds.end() ? nullptr : found->second.get();
}

Difference differences(const ResourceKind& kind, const json::Value& desired, const json::Object& observed,
                       const json::Value& applied) {
  Difference difference;
  for (const json::Member& member : desired.as_object()) {
    if (kind.foreign.contains(member.name) || !differs(member, observed, applied)) continue;
    auto& list = contains(kind.in_place, member.name) ? difference.in_place : difference.replacing;
    list.push_back(member.name);
  }
  return difference;
}

std::chrono::seconds duration_of_change(const ResourceKind& kind, const std::vector<std::string>& members) {
  std::chrono::seconds longest = kind.changing;
  for (const std::string& member : members)
    if (auto slow = kind.slow.find(member); slow != kind.slow.end())
      longest = std::max(longest, slow->second);
  return longest;
}

Impact impact_of_change(const ResourceKind& kind, const std::vector<std::string>& members) {
  Impact impact = Impact::none;
  for (const std::string& member : members) {
    if (contains(kind.interrupting, member)) return Impact::interrupts;
    if (contains(kind.restarting, member)) impact = Impact::restarts;
  }
  return impact;
}

Impact impact_of_leaving(const ResourceKind& kind, Leaving leaving) {
  if (kind.carries_traffic && leaving != Leaving::behind_successor) return Impact::interrupts;
  if (!kind.runs_workloads) return Impact::none;
  return leaving == Leaving::for_good ? Impact::interrupts : Impact::restarts;
}

bool can_stand_beside(const ResourceKind& kind, const json::Value& old_one, const json::Value& new_one) {
  return kind.name_from.empty() ||
         std::any_of(kind.name_from.begin(), kind.name_from.end(), [&](const auto& name) {
           const json::Value* before = old_one.find(name);
           const json::Value* after = new_one.find(name);
           return before && after && *before != *after;
         });
}

}  // namespace engine
