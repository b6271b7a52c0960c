// What EKS makes for a node group, as its service-linked role: an instance profile, a launch template of its own, an
// Auto Scaling group. The caller needs none of these permissions.
#include "account/call/facilities.h"
#include "services/eks/cluster.h"
#include "services/eks/cluster_network.h"
#include "services/eks/nodegroup.h"

namespace account::eks {
namespace {

using json::Array;

constexpr int64_t kDefaultDisk = 20;  // GiB

Object tag(std::string key, std::string value) {
  return Object{{"Key", std::move(key)}, {"Value", std::move(value)}};
}

// By which EKS, Kubernetes and the autoscaler know what belongs to the group.
Array marks(const json::Value& group) {
  std::string cluster(group.string_or("clusterName", "")), name(group.string_or("nodegroupName", ""));
  return Array{tag("eks:cluster-name", cluster), tag("eks:nodegroup-name", name),
               tag("kubernetes.io/cluster/" + cluster, "owned"),
               tag("k8s.io/cluster-autoscaler/enabled", "true"),
               tag("k8s.io/cluster-autoscaler/" + cluster, "owned")};
}

class Builder {
 public:
  Builder(Call& call, json::Value& record, const json::Object& data)
      : call_(call),
        record_(record),
        group_(shown(kNodegroups, std::as_const(record))),
        data_(data),
        name_(
            fmt::format("eks-{}-{}", group_.string_or("nodegroupName", ""), call.facilities.random.uuid())) {}

  aws::Result<void> build() {
    TRY(make_profile());
    std::string id = TRY(make_template());
    TRY(make_group(id));
    return {};
  }

  const std::string& name() const { return name_; }

 private:
  Output ask(std::string_view service, std::string_view operation, json::Value input) {
    return as_nodegroup_service(call_, service, operation, std::move(input));
  }

  aws::Result<void> make_profile() {
    profile_ = fmt::format("eks-{}", call_.facilities.random.uuid());
    std::string arn(group_.string_or("nodeRole", ""));
    TRY(ask("iam", "CreateInstanceProfile", Object{{"InstanceProfileName", profile_}}));
    record_.as_object().set("Profile", profile_);
    TRY(ask("iam", "AddRoleToInstanceProfile",
            Object{{"InstanceProfileName", profile_}, {"RoleName", arn.substr(arn.rfind('/') + 1)}}));
    return {};
  }

  // The newest image for the cluster's version, which EC2 finds when it launches.
  std::string image() const {
    const NodeImage& known = *find_node_image(group_.string_or("amiType", ""));
    return fmt::format("resolve:ssm:{}{}{}", known.before, group_.string_or("version", ""), known.after);
  }

  // Nodes for which no security group is said are in the cluster's (EKS User Guide, "Customize managed nodes with
  // launch templates": "Using custom security groups").
  void join_cluster_group(json::Object& data) const {
    auto cluster = find(call_.state, kClusters, group_.string_or("clusterName", ""));
    std::string id(
        cluster ? cluster->find("Cluster")->find("resourcesVpcConfig")->string_or(kClusterGroup, "") : "");
    if (id.empty() || data.find("SecurityGroupIds") || data.find("SecurityGroups")) return;
    json::Value* interfaces = data.find("NetworkInterfaces");
    if (!interfaces) data.set("SecurityGroupIds", Array{id});
    if (interfaces)
      for (json::Value& one : interfaces->as_array())
        if (!one.find("Groups")) one.as_object().set("Groups", Array{id});
  }

  aws::Result<std::string> make_template() {
    json::Object data = data_;
    if (!data.find("ImageId")) data.set("ImageId", image());
    data.set("IamInstanceProfile", Object{{"Name", profile_}});
    join_cluster_group(data);
    if (!data.find("BlockDeviceMappings"))
      data.set("BlockDeviceMappings",
               Array{Object{{"DeviceName", "/dev/xvda"},
                            {"Ebs", Object{{"VolumeSize", group_.int_or("diskSize", kDefaultDisk)},
                                           {"VolumeType", "gp3"},
                                           {"DeleteOnTermination", true}}}}});
    if (!data.find("MetadataOptions"))
      data.set("MetadataOptions", Object{{"HttpTokens", "required"}, {"HttpPutResponseHopLimit", 2}});
    Array tags;
    for (std::string_view type : {"instance", "volume", "network-interface"})
      tags.push_back(Object{{"ResourceType", type}, {"Tags", tags_for(type)}});
    data.set("TagSpecifications", std::move(tags));
    Object own{{"ResourceType", "launch-template"}, {"Tags", marks(group_)}};
    json::Value made = TRY(ask("ec2", "CreateLaunchTemplate",
                               Object{{"LaunchTemplateName", name_},
                                      {"LaunchTemplateData", std::move(data)},
                                      {"TagSpecifications", Array{std::move(own)}}}));
    std::string id(made.find("LaunchTemplate")->string_or("LaunchTemplateId", ""));
    record_.as_object().set("Template", id);
    return id;
  }

  // The marks, and what the caller's template says beside them.
  Array tags_for(std::string_view type) const {
    Array tags = marks(group_);
    const json::Value* said = data_.find("TagSpecifications");
    if (!said) return tags;
    for (const json::Value& one : said->as_array())
      if (one.string_or("ResourceType", "") == type && one.find("Tags"))
        for (const json::Value& each : one.find("Tags")->as_array()) tags.push_back(each);
    return tags;
  }

  aws::Result<void> make_group(const std::string& id) {
    const json::Value& sizes = *group_.find("scalingConfig");
    std::string subnets;
    for (const std::string& subnet : group_.strings_at("subnets"))
      subnets += (subnets.empty() ? "" : ",") + subnet;
    Array overrides, tags;
    for (const std::string& type : group_.strings_at("instanceTypes"))
      overrides.push_back(Object{{"InstanceType", type}});
    for (json::Value& one : marks(group_)) {
      one.as_object().set("PropagateAtLaunch", true);
      one.as_object().set("ResourceId", name_);
      one.as_object().set("ResourceType", "auto-scaling-group");
      tags.push_back(std::move(one));
    }
    Object launch{{"LaunchTemplateSpecification", Object{{"LaunchTemplateId", id}, {"Version", "1"}}}};
    if (!overrides.empty()) launch.set("Overrides", std::move(overrides));
    bool is_spot = group_.string_or("capacityType", "") == "SPOT";
    Object mixed{
        {"LaunchTemplate", std::move(launch)},
        {"InstancesDistribution", Object{{"OnDemandPercentageAboveBaseCapacity", is_spot ? 0 : 100}}}};
    TRY(ask("autoscaling", "CreateAutoScalingGroup",
            Object{{"AutoScalingGroupName", name_},
                   {"MinSize", sizes.int_or("minSize", 1)},
                   {"MaxSize", sizes.int_or("maxSize", 2)},
                   {"DesiredCapacity", sizes.int_or("desiredSize", 2)},
                   {"VPCZoneIdentifier", subnets},
                   {"CapacityRebalance", is_spot},
                   {"MixedInstancesPolicy", std::move(mixed)},
                   {"Tags", std::move(tags)}}));
    return {};
  }

  Call& call_;
  json::Value& record_;
  const json::Value group_;
  const json::Object& data_;
  std::string name_, profile_;
};

std::string_view issue_code(const aws::Error& error) {
  if (error.status == 403) return "AccessDenied";
  if (error.code == "NoSuchEntity") return "IamNodeRoleNotFound";
  if (error.code == "ValidationError") return "AutoScalingGroupInvalidConfiguration";
  return "Ec2LaunchTemplateInvalidConfiguration";
}

}  // namespace

void build_nodegroup(Call& call, json::Value& record, const json::Object& data) {
  Builder builder(call, record, data);
  record.as_object().set("Issues", Array());
  auto built = builder.build();
  Object resources{{"autoScalingGroups", Array{Object{{"name", builder.name()}}}}};
  shown(kNodegroups, record).set("resources", std::move(resources));
  if (!built)
    record.as_object()["Issues"].as_array().push_back(Object{{"code", issue_code(built.error())},
                                                             {"message", built.error().message},
                                                             {"resourceIds", Array{builder.name()}}});
  begin_nodegroup_state(call, record, "CREATING");
}

}  // namespace account::eks
