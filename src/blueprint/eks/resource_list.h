// Writes down the resources of one cluster, from what others need to what needs them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "blueprint/trust/ownership.h"
#include "engine/model/resource.h"

namespace blueprint {

// How roles of a cluster are called and bounded; and those that are given instead.
struct RoleRules {
  std::string prefix = "slipway";
  std::string path = "/slipway/";
  std::string boundary = {};                      // the ARN of a policy; empty: none
  std::map<std::string, std::string> given = {};  // ARNs, by what they are for
};

struct ListSettings {
  std::string cluster;
  std::string account;  // the connection's
  std::string account_id;
  std::string region;
  std::string partition;  // `aws`, `aws-cn`, ...
  Marks tags;
  RoleRules roles;
};

class ResourceList {
 public:
  explicit ResourceList(ListSettings settings);

  const ListSettings& settings() const { return settings_; }

  engine::Resource& add(const std::string& address, std::string_view kind, std::string why,
                        json::Object desired);
  engine::Resource& add_tagged(const std::string& address, std::string_view kind, std::string why,
                               json::Object desired);
  Marks tags_at(const std::string& address) const;

  // What whoever uses a role refers to, and what has to be there before that.
  struct Used {
    json::Value arn;
    std::vector<std::string> needs;
  };
  struct Role {
    std::string use;  // what it is for: a part of its name
    std::string why;
    json::Value trust;                       // as role_kind takes it, with outputs
    std::vector<std::string> policies = {};  // names of AWS's own
    json::Value document = {};               // null: none
  };
  // Below `at`. Its policies go after the last user of the role: whoever uses it needs them.
  Used role(const std::string& at, const Role& role);
  std::string role_name(const std::string& use) const;
  std::string role_arn(const std::string& use) const;  // also of one that is given

  // PREFIX-CLUSTER-WHAT, in at most `most` characters.
  std::string name_of(const std::string& what, size_t most) const;
  // The same with account and region behind it, which together nobody else has: all of AWS shares names of buckets.
  std::string bucket_name(const std::string& what) const;
  std::string arn(const std::string& service, const std::string& resource) const;

  std::vector<engine::Resource> take() { return std::move(resources_); }

 private:
  ListSettings settings_;
  engine::Connection connection_;
  std::vector<engine::Resource> resources_;
};

}  // namespace blueprint
