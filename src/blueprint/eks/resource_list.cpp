#include "blueprint/eks/resource_list.h"

#include "blueprint/kinds/kinds.h"
#include "blueprint/network/tags.h"
#include "blueprint/trust/names.h"

namespace blueprint {
namespace {

constexpr size_t kMaxRoleName = 64;    // IAM, CreateRole, RoleName
constexpr size_t kMaxBucketName = 63;  // S3, "General purpose bucket naming rules"

}  // namespace

ResourceList::ResourceList(ListSettings settings) : settings_(std::move(settings)) {
  connection_.account = settings_.account;
  connection_.region = settings_.region;
}

engine::Resource& ResourceList::add(const std::string& address, std::string_view kind, std::string why,
                                    json::Object desired) {
  engine::Resource resource;
  resource.address = address;
  resource.kind = kind;
  resource.connection = connection_;
  resource.why = std::move(why);
  resource.desired = std::move(desired);
  return resources_.emplace_back(std::move(resource));
}

engine::Resource& ResourceList::add_tagged(const std::string& address, std::string_view kind, std::string why,
                                           json::Object desired) {
  desired.append({"tags", engine::literal(to_object(tags_at(address)))});
  return add(address, kind, std::move(why), std::move(desired));
}

Marks ResourceList::tags_at(const std::string& address) const {
  Marks tags = settings_.tags;
  tags[std::string(kAddressTag)] = address;
  return tags;
}

ResourceList::Used ResourceList::role(const std::string& at, const Role& role) {
  const RoleRules& rules = settings_.roles;
  if (auto given = rules.given.find(role.use); given != rules.given.end()) return {given->second, {}};
  std::string name = role_name(role.use);
  Used used{engine::after({at + "/role", "Arn"}), {}};
  json::Object desired =
      desired_role(name, fmt::format("{}, made by Slipway", role.why), role.trust, settings_.tags);
  desired.append({"path", rules.path});
  desired.append({"boundary", rules.boundary});
  add(at + "/role", kRole, role.why, std::move(desired));
  for (const std::string& policy : role.policies) {
    std::string address = fmt::format("{}/policy/{}", at, policy);
    std::string arn = fmt::format("arn:{}:iam::aws:policy/{}", settings_.partition, policy);
    add(address, kRolePolicy, role.why, desired_role_policy(name, arn)).needs = {at + "/role"};
    used.needs.push_back(address);
  }
  if (role.document.is_null()) return used;
  std::string address = at + "/document";
  add(address, kRoleDocument, role.why, {{"role", name}, {"name", role.use}, {"document", role.document}})
      .needs = {at + "/role"};
  used.needs.push_back(address);
  return used;
}

std::string ResourceList::role_name(const std::string& use) const {
  return shortened(fmt::format("{}-{}-{}", settings_.roles.prefix, use, settings_.cluster), kMaxRoleName);
}

std::string ResourceList::role_arn(const std::string& use) const {
  auto given = settings_.roles.given.find(use);
  if (given != settings_.roles.given.end()) return given->second;
  return fmt::format("arn:{}:iam::{}:role{}{}", settings_.partition, settings_.account_id,
                     settings_.roles.path, role_name(use));
}

std::string ResourceList::name_of(const std::string& what, size_t most) const {
  return shortened(fmt::format("{}-{}-{}", settings_.roles.prefix, settings_.cluster, what), most);
}

std::string ResourceList::bucket_name(const std::string& what) const {
  return shortened(fmt::format("{}-{}-{}-{}-{}", settings_.roles.prefix, settings_.cluster, what,
                               settings_.account_id, settings_.region),
                   kMaxBucketName);
}

std::string ResourceList::arn(const std::string& service, const std::string& resource) const {
  return fmt::format("arn:{}:{}:{}:{}:{}", settings_.partition, service, settings_.region,
                     settings_.account_id, resource);
}

}  // namespace blueprint
