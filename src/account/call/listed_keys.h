// Which condition keys a question may bring: a key that AWS does not send would make a policy hold here and not there.
//
// Source: Service Authorization Reference, the columns "Condition keys" of a service's actions and resource types; IAM
// User Guide, "AWS global condition context keys", which says of aws:RequestTag, aws:ResourceTag and aws:TagKeys that
// only some actions have them.
#pragma once

#include <memory>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "account/call/question.h"
#include "policy/catalog/catalog.h"
#include "policy/catalog/resource_arns.h"

namespace account {

// A key that an action has although the catalog does not list it.
struct UnlistedKey {
  std::string_view action;
  std::string_view key;  // ends with a slash: with any part of its own behind it
  std::string_view source;
};
const std::vector<UnlistedKey>& unlisted_keys();

class ListedKeys {
 public:
  explicit ListedKeys(const policy::Catalog& catalog);

  // Of a question's own keys those that AWS sends: the global ones, those that the catalog lists for its action or for
  // the type of its resource, and unlisted_keys(). From any thread.
  policy::Context only_listed(const Question& question);

 private:
  struct Type {
    policy::Catalog::ResourceType type;
    std::vector<std::string> keys;
  };
  struct Action {
    std::vector<std::string> keys;  // in lower case; one with a part of its own ends with a slash
    std::vector<Type> types;
    std::shared_ptr<const policy::ResourceArns> arns;  // nullptr: the catalog does not have the action
  };
  std::shared_ptr<const Action> find(const std::string& action);
  Action read(const std::string& action) const;

  const policy::Catalog& catalog_;
  std::vector<std::string> global_;
  std::shared_mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const Action>> actions_;
};

}  // namespace account
