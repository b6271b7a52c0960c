#include "engine/testing/naive_plan.h"

#include <set>

namespace engine {
namespace {

std::set<std::string> users(const std::map<std::string, Resource>& resources, const std::string& used) {
  std::set<std::string> out;
  for (const auto& [address, resource] : resources) {
    for (const std::string& need : resource.needs)
      if (need == used) out.insert(address);
    for (const json::Value& use : resource.desired.find("uses")->as_array())
      if (use.find("$after")->as_string() == used + ".Id") out.insert(address);
  }
  return out;
}

bool same(const Resource& a, const Resource& b, const char* member) {
  const json::Value* x = a.desired.find(member);
  const json::Value* y = b.desired.find(member);
  return x && y ? *x == *y : x == y;
}

}  // namespace

std::map<std::string, std::string> naive_plan(const std::vector<Resource>& before,
                                              const std::vector<Resource>& after) {
  std::map<std::string, Resource> old_ones, new_ones;
  for (const Resource& resource : before) old_ones.emplace(resource.address, resource);
  for (const Resource& resource : after) new_ones.emplace(resource.address, resource);

  std::set<std::string> new_ids, first_gone;  // who gets another id; who goes before its successor comes
  for (const auto& [address, resource] : new_ones)
    if (!old_ones.contains(address)) new_ids.insert(address);
  for (bool grows = true; grows;) {
    size_t size = new_ids.size() + first_gone.size();
    for (const auto& [address, now] : new_ones) {
      auto was = old_ones.find(address);
      if (was == old_ones.end()) continue;
      bool is_other = !same(now, was->second, "zone") || !same(now, was->second, "name") ||
                      (now.kind == "tag" && !same(now, was->second, "uses"));
      for (const std::string& used : new_ids)
        if (now.kind == "tag" && users({{address, now}}, used).contains(address)) {
          Resource without_needs = now;
          without_needs.needs.clear();
          is_other |= users({{address, without_needs}}, used).contains(address);
        }
      if (is_other) new_ids.insert(address);
      if (new_ids.contains(address) && now.kind == "name" && same(now, was->second, "name"))
        first_gone.insert(address);
    }
    for (const std::string& gone : std::set<std::string>(first_gone))
      for (const std::string& user : users(old_ones, gone)) {
        new_ids.insert(user);
        first_gone.insert(user);
      }
    grows = new_ids.size() + first_gone.size() > size;
  }

  std::map<std::string, std::string> plan;
  for (const auto& [address, was] : old_ones)
    if (!new_ones.contains(address)) plan[address] = "destroy";
  for (const auto& [address, now] : new_ones) {
    auto was = old_ones.find(address);
    if (was == old_ones.end())
      plan[address] = "create";
    else if (new_ids.contains(address))
      plan[address] = "replace";
    else if (now.desired != was->second.desired || now.needs != was->second.needs)
      plan[address] = "change";
    else
      for (const std::string& used : new_ids)
        if (users({{address, now}}, used).contains(address)) plan[address] = "change";
  }
  return plan;
}

}  // namespace engine
