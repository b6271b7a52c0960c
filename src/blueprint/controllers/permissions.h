// What controllers and add-ons of a cluster may do in AWS, as texts beside this file (*.yaml): each action with why it
// is needed, on what and when. They are narrower than what their authors publish: whose things a controller may touch
// is said by values of tags, and not by their being there.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace blueprint {

struct Permissions {
  std::string use;  // what the role is for: a part of its name
  std::string why;
  std::string name_space, service_account;  // whose pods take the role
  json::Value document;
  std::vector<std::pair<std::string, std::string>>
      reasons;  // actions, and why; one may be there for several things
};

// What stands for `${NAME}` in the texts.
using Names = std::map<std::string, std::string, std::less<>>;

// `of`: the name of a text without its ending, such as `load_balancer`. What is not among `names` stays as it is.
Permissions permissions_of(std::string_view of, const Names& names);

// All texts that there are.
inline constexpr std::string_view kPermissions[] = {
    "autoscaler", "cloudwatch_exporter", "ebs_csi", "external_secrets",
    "karpenter",  "load_balancer",       "loki",    "vpc_cni"};

}  // namespace blueprint
