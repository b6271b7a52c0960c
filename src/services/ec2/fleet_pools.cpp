// The pools of a fleet, and what its caller is asked for.
#include <algorithm>
#include <set>

#include "account/record/index.h"
#include "account/record/tags.h"
#include "services/ec2/fleet.h"
#include "services/ec2/image.h"
#include "services/ec2/kinds.h"
#include "services/ec2/launch_template.h"
#include "services/ec2/resource.h"
#include "services/ec2/zones.h"

namespace account::ec2 {
namespace {

std::string text_of(const Object& object, std::string_view member) {
  const json::Value* value = object.find(member);
  return value && value->is_string() ? value->as_string() : "";
}

aws::Result<void> check_simulated(const json::Value& config) {
  const json::Value* named = config.find("LaunchTemplateSpecification");
  if (!named)
    return aws::error("InvalidParameterValue", 400, "A launch template must be specified for each config");
  if (named->find("LaunchTemplateSpecificationUserData"))
    return aws::error("UnsupportedOperation", 400, "LaunchTemplateSpecificationUserData is not simulated");
  const json::Value* overrides = config.find("Overrides");
  if (!overrides) return {};
  for (const json::Value& one : overrides->as_array())
    for (std::string_view member : {"InstanceRequirements", "BlockDeviceMappings", "Placement", "KeyName",
                                    "IamInstanceProfile", "MetadataOptions"})
      if (one.find(member))
        return aws::error("UnsupportedOperation", 400, "{} of an override is not simulated", member);
  return {};
}

aws::Result<json::Value> template_of(const State& state, const json::Value& named) {
  std::string id(named.string_or("LaunchTemplateId", "")), name(named.string_or("LaunchTemplateName", ""));
  if (id.empty() == name.empty())
    return aws::error("InvalidRequest", 400,
                      "Either a launch template ID or a launch template name must be specified, not both");
  if (!id.empty()) return require(state, kLaunchTemplates, id);
  auto found = find_through(state, kLaunchTemplates, "LaunchTemplateName", name);
  if (!found.empty()) return std::move(found.front().value);
  return aws::error("InvalidLaunchTemplateName.NotFoundException", 400,
                    "The specified launch template, with template name {}, does not exist.", name);
}

// Of the template's own interfaces, the first decides.
std::string subnet_of_template(const Object& data) {
  const json::Value* interfaces = data.find("NetworkInterfaces");
  bool has_some = interfaces && !interfaces->as_array().empty();
  return has_some ? std::string(interfaces->as_array().front().string_or("SubnetId", "")) : "";
}

void take_place(const Call& call, Pool& pool) {
  pool.subnet = text_of(pool.said, "SubnetId");
  pool.is_in_template = pool.subnet.empty();
  pool.zone = text_of(pool.said, "AvailabilityZone");
  pool.zone_id = text_of(pool.said, "AvailabilityZoneId");
  if (pool.is_in_template && pool.zone.empty() && pool.zone_id.empty())
    pool.subnet = subnet_of_template(pool.data);
  if (auto subnet = find(call.state, kSubnets, pool.subnet)) {
    pool.zone = subnet->string_or("AvailabilityZone", "");
    pool.zone_id = subnet->string_or("AvailabilityZoneId", "");
  }
  for (const Zone& zone : zones_of(call.region, call.state.account())) {
    if (pool.zone_id.empty() && zone.name == pool.zone) pool.zone_id = zone.id;
    if (pool.zone.empty() && zone.id == pool.zone_id) pool.zone = zone.name;
  }
}

Pool new_pool(const Call& call, const json::Value& launch_template, const json::Value& version,
              const json::Value& said) {
  Pool pool;
  pool.launch_template = launch_template;
  pool.version = std::to_string(version.int_or("VersionNumber", 0));
  pool.data = version.find("LaunchTemplateData")->as_object();
  pool.said = said.as_object();
  for (const auto& [text, member] :
       {std::pair(&pool.instance_type, "InstanceType"), std::pair(&pool.image, "ImageId")}) {
    *text = text_of(pool.said, member);
    if (text->empty()) *text = text_of(pool.data, member);
  }
  pool.image = image_of_parameter(call.region, pool.image);
  take_place(call, pool);
  return pool;
}

class Asker {
 public:
  explicit Asker(const Call& call) : call_(call) {}

  Questions ask(const std::vector<Pool>& pools) {
    make("fleet", fmt::format("arn:aws:ec2:{}:{}:fleet/*", call_.region, call_.state.account()), {});
    for (const Pool& pool : pools) ask_pool(pool);
    return std::move(questions_);
  }

 private:
  void add(std::string action, const std::string& arn, policy::Context context) {
    Question question;
    question.action = std::move(action);
    question.resource = arn;
    question.context = std::move(context);
    questions_.push_back(std::move(question));
  }

  void about(const Resource& resource) {
    if (asked_.insert(resource.arn).second) add("", resource.arn, resource.keys);
  }

  // Something new, with the tags for its type. Those of what is launched are asked about by the launch.
  void make(std::string_view type, const std::string& arn, policy::Context keys) {
    policy::Context of_tags;
    bool has_tags = false;
    for (const json::Value& one : call_.input.list("TagSpecifications")) {
      if (one.string_or("ResourceType", "") != type) continue;
      add_request_tags(one.find("Tags"), of_tags);
      has_tags = has_tags || (one.find("Tags") && !one.find("Tags")->as_array().empty());
    }
    keys.merge(of_tags);
    add("", arn, std::move(keys));
    if (!has_tags || type != "fleet") return;
    of_tags.set("ec2:CreateAction", std::string(call_.operation));
    add("ec2:CreateTags", arn, std::move(of_tags));
  }

  void ask_pool(const Pool& pool) {
    about(resource_of(call_.state, kLaunchTemplates,
                      std::string(pool.launch_template.string_or("LaunchTemplateId", ""))));
    if (!pool.image.empty()) about(image_resource(call_.state, pool.image));
    if (!pool.subnet.empty()) about(resource_of(call_.state, kSubnets, pool.subnet));
    if (!asked_.insert(fmt::format("{} {}", pool.instance_type, pool.zone)).second) return;
    policy::Context keys;
    if (!pool.instance_type.empty()) keys.set("ec2:InstanceType", pool.instance_type);
    if (!pool.zone.empty()) keys.set("ec2:AvailabilityZone", pool.zone);
    make("instance", arn_of(call_.state, kInstances, Object{{"InstanceId", "*"}}), std::move(keys));
  }

  const Call& call_;
  std::set<std::string> asked_;
  Questions questions_;
};

}  // namespace

double Pool::number(std::string_view member, double otherwise) const {
  const json::Value* value = said.find(member);
  return value && value->is_number() ? value->as_double() : otherwise;
}

json::Value Pool::named() const {
  Object specification{{"LaunchTemplateId", launch_template.string_or("LaunchTemplateId", "")},
                       {"LaunchTemplateName", launch_template.string_or("LaunchTemplateName", "")},
                       {"Version", version}};
  Object overrides;
  if (!instance_type.empty()) overrides.set("InstanceType", instance_type);
  if (!subnet.empty()) overrides.set("SubnetId", subnet);
  if (!zone.empty()) overrides.set("AvailabilityZone", zone);
  for (std::string_view member : {"MaxPrice", "WeightedCapacity", "Priority", "ImageId"})
    overrides.set_if(member, said.find(member));
  return Object{{"LaunchTemplateSpecification", std::move(specification)},
                {"Overrides", std::move(overrides)}};
}

aws::Result<std::vector<Pool>> read_pools(const Call& call) {
  static const json::Array kNone{json::Value(Object{})};
  std::vector<Pool> pools;
  for (const json::Value& config : call.input.list("LaunchTemplateConfigs")) {
    TRY(check_simulated(config));
    const json::Value& named = *config.find("LaunchTemplateSpecification");
    json::Value launch_template = TRY(template_of(call.state, named));
    std::string wanted(named.string_or("Version", "$Default"));
    json::Value version = TRY(require_version(call.state, launch_template, wanted));
    const json::Value* overrides = config.find("Overrides");
    bool has_some = overrides && !overrides->as_array().empty();
    for (const json::Value& one : has_some ? overrides->as_array() : kNone)
      pools.push_back(new_pool(call, launch_template, version, one));
  }
  return pools;
}

aws::Result<Questions> ask_fleet(const Call& call) {
  std::vector<Pool> pools = TRY(read_pools(call));
  return Asker(call).ask(pools);
}

}  // namespace account::ec2
