#include "account/call/listed_keys.h"

#include <algorithm>
#include <mutex>

#include "base/text.h"

namespace account {
namespace {

using policy::Catalog;

// aws:RequestTag/${TagKey} -> aws:requesttag/, kms:EncryptionContext:${EncryptionContextKey} -> kms:encryptioncontext:
std::string stem(std::string_view key) {
  return base::lower(key.substr(0, key.find("${")));
}

std::vector<std::string> stems(const std::vector<Catalog::Key>& keys) {
  std::vector<std::string> out;
  for (const Catalog::Key& key : keys) out.push_back(stem(key.name));
  return out;
}

bool has(const std::vector<std::string>& stems, std::string_view key) {
  return std::any_of(stems.begin(), stems.end(), [&](const std::string& one) {
    bool is_open = one.ends_with('/') || one.ends_with(':');
    return is_open ? key.starts_with(one) : key == one;
  });
}

bool is_for_tags(std::string_view stem) {
  return stem == "aws:requesttag/" || stem == "aws:resourcetag/" || stem == "aws:tagkeys";
}

}  // namespace

const std::vector<UnlistedKey>& unlisted_keys() {
  static const std::vector<UnlistedKey> kKeys = {};
  return kKeys;
}

ListedKeys::ListedKeys(const Catalog& catalog) : catalog_(catalog), global_(stems(catalog.global_keys())) {
  std::erase_if(global_, [](const std::string& one) { return is_for_tags(one); });
}

ListedKeys::Action ListedKeys::read(const std::string& name) const {
  Action out;
  if (auto action = catalog_.action(name)) {
    out.keys = stems(catalog_.keys_of(*action));
    for (const Catalog::ResourceType& type : catalog_.resources_of(*action))
      out.types.push_back({type, stems(catalog_.keys_of(type))});
    out.arns =
        std::make_shared<const policy::ResourceArns>(catalog_.types_of(*catalog_.service(action->service)));
  }
  for (const UnlistedKey& one : unlisted_keys())
    if (one.action == name) out.keys.push_back(base::lower(one.key));
  return out;
}

std::shared_ptr<const ListedKeys::Action> ListedKeys::find(const std::string& name) {
  {
    std::shared_lock lock(mutex_);
    if (auto found = actions_.find(name); found != actions_.end()) return found->second;
  }
  auto action = std::make_shared<const Action>(read(name));
  std::unique_lock lock(mutex_);
  return actions_.emplace(name, std::move(action)).first->second;
}

policy::Context ListedKeys::only_listed(const Question& question) {
  std::shared_ptr<const Action> action = find(question.action);
  auto of_resource = [&](std::string_view key) {
    return std::any_of(action->types.begin(), action->types.end(), [&](const Type& one) {
      bool alone = action->types.size() == 1;
      return has(one.keys, key) && (alone || action->arns->can_be(question.resource, one.type));
    });
  };
  policy::Context listed;
  for (const auto& [key, entry] : question.context.entries()) {
    if (!has(action->keys, key) && !has(global_, key) && !of_resource(key)) continue;
    if (entry.multivalued) {
      listed.set_list(key, entry.values);
    } else {
      listed.set(key, entry.values.front());
    }
  }
  return listed;
}

}  // namespace account
