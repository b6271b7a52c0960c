// What RunInstances asks: each thing that it takes or makes is a resource of the action, with keys of its own.
#include "account/record/identities.h"
#include "account/record/index.h"
#include "account/record/tags.h"
#include "services/ec2/image.h"
#include "services/ec2/interface.h"
#include "services/ec2/kinds.h"
#include "services/ec2/launch.h"
#include "services/ec2/resource.h"

namespace account::ec2 {
namespace {

class Asker {
 public:
  Asker(const Call& call, const Launch& launch) : call_(call), launch_(launch) {}

  Questions ask() {
    if (launch_.launch_template)
      about(resource_of(call_.state, kLaunchTemplates,
                        std::string(launch_.launch_template->string_or("LaunchTemplateId", ""))));
    make(kInstances, instance_keys());
    about(image_resource(call_.state, launch_.image_id), "ImageId");
    for (const WantedInterface& one : launch_.interfaces) ask_interface(one);
    for (const json::Value& device : launch_.devices) ask_volume(*device.find("Ebs"));
    if (std::string name = launch_.text("KeyName"); !name.empty()) ask_key_pair(name);
    ask_role();
    return std::move(questions_);
  }

 private:
  // Whether the template alone says it (EC2 User Guide, "Control the use of launch templates").
  bool is_of_template(std::string_view member) const {
    return launch_.launch_template && !call_.input.has(member);
  }

  Question& add(std::string arn, policy::Context context, bool of_template) {
    if (launch_.launch_template) {
      context.set("ec2:LaunchTemplate", arn_of(call_.state, kLaunchTemplates, *launch_.launch_template));
      context.set("ec2:IsLaunchTemplateResource", of_template ? "true" : "false");
    }
    questions_.push_back(Question{"", std::move(arn), "", std::move(context), "", {}});
    return questions_.back();
  }

  void about(Resource resource, std::string_view member = "LaunchTemplate") {
    add(std::move(resource.arn), std::move(resource.keys), is_of_template(member));
  }

  // Something new, with the tags that it gets: they are asked about once more.
  void make(const RecordKind& kind, policy::Context keys) {
    std::string arn = arn_of(call_.state, kind, Object{{std::string(kind.name_member), "*"}});
    json::Array tags = launch_.tags_of(kind.type);
    policy::Context of_tags;
    if (!tags.empty()) {
      json::Value list = tags;
      add_request_tags(&list, of_tags);
    }
    keys.merge(of_tags);
    add(arn, std::move(keys), false);
    if (tags.empty()) return;
    of_tags.set("ec2:CreateAction", std::string(call_.operation));
    Question question;
    question.action = "ec2:CreateTags";
    question.resource = std::move(arn);
    question.context = std::move(of_tags);
    tagging_.push_back(std::move(question));
  }

  policy::Context instance_keys() const {
    json::Value like =
        Object{{"InstanceType", launch_.instance_type},
               {"Placement", Object{{"AvailabilityZone", launch_.zone}, {"Tenancy", tenancy()}}},
               {"RootDeviceType", "ebs"}};
    for (std::string_view member : {"EbsOptimized", "MaintenanceOptions"})
      like.as_object().set_if(member, launch_.find(member));
    Object metadata{{"HttpTokens", "required"}, {"HttpEndpoint", "enabled"}, {"HttpPutResponseHopLimit", 2}};
    if (const json::Value* said = launch_.find("MetadataOptions"))
      for (const json::Member& one : said->as_object()) metadata.set(one.name, one.value);
    like.as_object().set("MetadataOptions", std::move(metadata));
    if (launch_.profile)
      like.as_object().set("IamInstanceProfile", Object{{"Arn", launch_.profile->string_or("Arn", "")}});
    const json::Value* market = launch_.find("InstanceMarketOptions");
    if (market && market->string_or("MarketType", "") == "spot")
      like.as_object().set("InstanceLifecycle", "spot");
    policy::Context context;
    ec2::instance_keys(call_.state, like, context);
    return context;
  }

  std::string tenancy() const {
    const json::Value* placement = launch_.find("Placement");
    return std::string(placement ? placement->string_or("Tenancy", "default") : "default");
  }

  void ask_interface(const WantedInterface& one) {
    bool of_template = is_of_template("NetworkInterfaces") && is_of_template("SubnetId");
    Resource subnet = resource_of(call_.state, kSubnets, one.subnet);
    add(subnet.arn, subnet.keys, of_template);
    if (!one.existing.empty()) {
      Resource interface = resource_of(call_.state, kInterfaces, one.existing);
      add(interface.arn, interface.keys, of_template);
    } else {
      policy::Context keys;
      if (subnet.record) {
        keys.set("ec2:Subnet", subnet.arn);
        in_vpc_keys(call_.state, *subnet.record, keys);
        keys.set("ec2:AvailabilityZone", std::string(subnet.record->string_or("AvailabilityZone", "")));
      }
      if (one.is_public) keys.set("ec2:AssociatePublicIpAddress", *one.is_public ? "true" : "false");
      make(kInterfaces, std::move(keys));
    }
    std::vector<std::string> groups = one.groups;
    if (groups.empty() && one.existing.empty() && subnet.record)
      groups.push_back(default_group(call_.state, subnet.record->string_or("VpcId", "")));
    for (const std::string& group : groups) {
      Resource resource = resource_of(call_.state, kSecurityGroups, group);
      add(resource.arn, resource.keys, of_template && is_of_template("SecurityGroupIds"));
    }
  }

  // Of a snapshot of the account's own, too; an image's belong to AWS.
  void ask_volume(const json::Value& ebs) {
    policy::Context keys;
    std::string snapshot(ebs.string_or("SnapshotId", ""));
    if (!snapshot.empty() && account::find(call_.state, kSnapshots, snapshot)) {
      about(resource_of(call_.state, kSnapshots, snapshot), "BlockDeviceMappings");
      keys.set("ec2:ParentSnapshot", arn_of(call_.state, kSnapshots, Object{{"SnapshotId", snapshot}}));
    }
    keys.set("ec2:AvailabilityZone", launch_.zone);
    keys.set("ec2:Encrypted", ebs.bool_or("Encrypted", false) ? "true" : "false");
    for (const auto& [key, member] :
         {std::pair("ec2:VolumeSize", "VolumeSize"), std::pair("ec2:VolumeIops", "Iops"),
          std::pair("ec2:VolumeThroughput", "Throughput")})
      if (const json::Value* value = ebs.find(member)) keys.set(key, std::to_string(value->as_int()));
    keys.set("ec2:VolumeType", std::string(ebs.string_or("VolumeType", "gp2")));
    make(kVolumes, std::move(keys));
  }

  void ask_key_pair(const std::string& name) {
    auto found = find_through(call_.state, kKeyPairs, "KeyName", name);
    if (!found.empty()) return about(resource_of(call_.state, kKeyPairs, found.front().id), "KeyName");
    add(arn_of(call_.state, kKeyPairs, Object{{"KeyName", name}}), {}, is_of_template("KeyName"));
  }

  // The caller hands the role of the profile to EC2.
  void ask_role() {
    for (Question& one : tagging_) questions_.push_back(std::move(one));
    if (!launch_.profile) return;
    State state = call_.state.of(call_.state.account());
    for (const std::string& name : texts(*launch_.profile, "Roles")) {
      auto role = find_role(state, name);
      if (!role) continue;
      Question question;
      question.action = "iam:PassRole";
      question.resource = role->string_or("Arn", "");
      question.context.set("iam:PassedToService", "ec2.amazonaws.com");
      questions_.push_back(std::move(question));
    }
  }

  const Call& call_;
  const Launch& launch_;
  Questions questions_, tagging_;
};

}  // namespace

aws::Result<Questions> ask_launch(const Call& call) {
  Launch launch = TRY(read_launch(call));
  return Asker(call, launch).ask();
}

}  // namespace account::ec2
