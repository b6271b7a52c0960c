// Each member of each row's input is looked at, or stands with a reason in src/services/unread.txt: what a call says
// and a row drops in silence would work here and not on AWS.
//
// A member of the input is looked at when a call of the scenarios was heard to ask for it. Of what lies deeper, and of
// what travels in a header, it is enough that its name stands in a text of the service's code, of the account's core
// or of the protocol.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <utility>

#include "account/call/filters.h"
#include "aws/model/model.h"
#include "base/file.h"
#include "base/testing/golden.h"
#include "base/text.h"
#include "services/all.h"
#include "services/testing/asked.h"
#include "tests/source_dir.h"

namespace account::testing {
namespace {

// The first that fits an operation and a member; `*` stands for any text.
struct Unread {
  std::string_view operation;
  std::string_view member;
  std::string_view why;
};
constexpr Unread kUnread[] = {
    {"cloudwatch.PutMetricData", "EntityMetricData[].Entity*",
     "what a metric belongs to is told by no operation"},
    {"cloudwatch.PutMetricData", "StrictEntityValidation",
     "what a metric belongs to is told by no operation"},
    {"cloudwatch.GetMetricData", "LabelOptions*",
     "not simulated: what stands in braces in a label stays as it is"},
    {"cloudwatch.PutMetricAlarm", "EvaluationCriteria.*", "the whole is refused"},
    {"cloudwatch.PutMetricAlarm", "WarmUpConfiguration.*", "the whole is refused"},
    {"cloudwatch.PutMetricAlarm", "EvaluationWindow.*",
     "kept and shown; periods begin by UTC, whatever the time zone"},
    {"cloudwatch.Put*Alarm", "ActionConfiguration.*", "kept and shown as a whole"},
    {"logs.FilterLogEvents", "interleaved", "AWS ignores it, too: events of all streams are interleaved"},
    {"logs.PutLogEvents", "sequenceToken", "AWS does not look at it any more"},
    {"logs.PutLogEvents", "entity*", "what an event belongs to is told by no operation"},
    {"events.*EventBus", "LogConfig.*", "kept and shown as a whole"},
    {"events.PutEvents", "Entries[].TraceHeader", "nothing is traced here"},
    {"events.PutTargets", "Targets[].*", "kept and shown as a whole"},
    {"application-autoscaling.PutScalingPolicy", "TargetTrackingScalingPolicyConfiguration.*",
     "kept and shown as a whole"},
    {"application-autoscaling.PutScalingPolicy", "StepScalingPolicyConfiguration.*", "the whole is refused"},
    {"application-autoscaling.PutScalingPolicy", "PredictiveScalingPolicyConfiguration.*",
     "the whole is refused"},
    {"autoscaling.*", "MixedInstancesPolicy.*", "kept and shown as a whole"},
    {"autoscaling.*", "TrafficSources[].*", "the whole is refused"},
    {"autoscaling.*", "InstanceLifecyclePolicy.*", "the whole is refused"},
    {"autoscaling.*", "Operator.*", "the whole is refused"},
    {"autoscaling.*", "InstanceMaintenancePolicy.*", "kept and shown as a whole"},
    {"autoscaling.*", "AvailabilityZone*.*", "kept and shown as a whole"},
    {"autoscaling.*", "CapacityReservationSpecification.*", "kept and shown as a whole"},
    {"autoscaling.*", "SkipZonalShiftValidation", "no zone is shifted away from here"},
    {"autoscaling.*", "IncludeDeletedGroups", "a group's activities go with it here"},
    {"autoscaling.SetDesiredCapacity", "HonorCooldown", "not simulated: a call changes the capacity at once"},
    {"autoscaling.PutScalingPolicy", "TargetTrackingConfiguration.*", "kept and shown as a whole"},
    {"autoscaling.PutScalingPolicy", "PredictiveScalingConfiguration.*", "the whole is refused"},
    {"autoscaling.CreateLaunchConfiguration", "BlockDeviceMappings[].*", "handed on to RunInstances"},
    {"autoscaling.StartInstanceRefresh", "Preferences.*", "kept and shown as a whole"},
    {"autoscaling.StartInstanceRefresh", "DesiredConfiguration.*", "the whole is refused"},
    {"autoscaling.CancelInstanceRefresh", "WaitForTransitioningInstances",
     "what was begun goes on by itself, and the refresh has ended at once"},
    {"autoscaling.DescribeScheduledActions", "*", "a group has none here"},
    {"autoscaling.DescribeTrafficSources", "TrafficSourceType", "a group has none here"},
    {"autoscaling.*", "IncludeManagedResources",
     "no service manages resources here that are hidden otherwise"},
    {"dynamodb.*", "*OnDemandThroughput.*", "kept and shown as a whole"},
    {"dynamodb.*", "KeyConditions{}.*", "the whole is refused"},
    {"dynamodb.*", "*Filter{}.*", "the whole is refused"},
    {"dynamodb.*", "VectorIndex*", "the whole is refused"},
    {"dynamodb.*", "ReplicaUpdates[].*", "the whole is refused"},
    {"dynamodb.*", "GlobalTableWitnessUpdates[].*", "the whole is refused"},
    {"dynamodb.GetItem", "*", "read as an entry of a transaction is"},
    {"dynamodb.PutItem", "*", "read as an entry of a transaction is"},
    {"dynamodb.UpdateItem", "*", "read as an entry of a transaction is"},
    {"dynamodb.DeleteItem", "*", "read as an entry of a transaction is"},
    {"ec2.*", "*UserIdGroupPairs[].PeeringStatus", "of answers alone"},
    {"ec2.*", "DnsOptions.*", "kept and shown as a whole"},
    {"ec2.*", "LaunchTemplateData.*", "kept and shown as a whole"},
    {"ec2.*", "IncludeManagedResources", "no service manages resources here that are hidden otherwise"},
    {"ec2.RunInstances", "*.ConnectionTrackingSpecification.*", "the whole is refused"},
    {"ec2.RunInstances", "*.EnaSrdSpecification.*", "the whole is refused"},
    {"ec2.RunInstances", "*Ipv6Addresses[].*", "the whole is refused"},
    {"ec2.RunInstances", "SecondaryInterfaces[].*", "the whole is refused"},
    {"ec2.RunInstances", "*.VirtualName", "of volumes that come with a type"},
    {"ec2.RunInstances", "CpuOptions.*", "kept and shown as a whole"},
    {"ec2.RunInstances", "CapacityReservationSpecification.*", "kept and shown as a whole"},
    {"ec2.RunInstances", "NetworkPerformanceOptions.*", "kept and shown as a whole"},
    {"ec2.RunInstances", "Placement.SpreadDomain", "kept and shown as a whole"},
    {"ec2.RunInstances", "InstanceMarketOptions.SpotOptions.*",
     "not simulated: a spot instance runs at any price"},
    {"ec2.RegisterImage", "*.VirtualName", "of volumes that come with a type"},
    {"ec2.RunInstances", "Monitoring.MetricCategoryIds", "no metrics are kept here"},
    {"ec2.StartInstances", "AdditionalInfo", "reserved by AWS"},
    {"ec2.*Instances", "Force", "there is no operating system to wait for here"},
    {"ec2.*Instances", "SkipOsShutdown", "there is no operating system to wait for here"},
    {"ec2.Detach*", "Force", "there is no operating system to wait for here"},
    {"ec2.ModifyInstanceAttribute", "BlockDeviceMappings[].VirtualName", "of volumes that come with a type"},
    {"ec2.DescribeImages", "IncludeDisabled", "no image is disabled here"},
    {"ec2.CreateFleet", "ReservedCapacityOptions.*", "the whole is refused"},
    {"ec2.CreateFleet", "*Overrides[].*", "the whole is refused where it is not read"},
    {"ec2.CreateFleet", "*Options.*", "kept and shown as a whole"},
    {"ec2.CopySnapshot", "PresignedUrl", "what it proves the call's own signature proves here"},
    {"ec2.CreateVpc", "VpcEncryptionControl.*", "the whole is refused"},
    {"ec2.*", "SubnetConfigurations[].*", "the whole is refused"},
    {"ec2.*", "ConnectionTrackingSpecification.*", "the whole is refused"},
    {"ec2.*NetworkInterface*", "Ipv*[].*", "the whole is refused"},
    {"ec2.ModifyNetworkInterfaceAttribute", "EnaSrdSpecification.*", "the whole is refused"},
    {"ec2.ModifyNetworkInterfaceAttribute", "Attachment.*", "the whole is refused"},
    {"ec2.*SecurityGroup*gress", "FromPort", "asked for beside CidrIp alone"},
    {"ec2.*SecurityGroup*gress", "ToPort", "asked for beside CidrIp alone"},
    {"ec2.*SecurityGroup*gress", "IpProtocol", "asked for beside CidrIp alone"},
    {"ec2.DeleteSecurityGroup", "GroupName", "a call that gives no id is refused"},
    {"ec2.DescribeAddressesAttribute", "Attribute",
     "there is one, the reverse DNS name, which no address has here"},
    {"ec2.ReleaseAddress", "NetworkBorderGroup", "a region has one, and the id says enough"},
    {"ec2.DescribeRegions", "AllRegions", "every region is opted in here"},
    {"ec2.DescribeAvailabilityZones", "AllAvailabilityZones", "every zone is opted in here"},
    {"ec2.DisassociateNatGatewayAddress", "MaxDrainDurationSeconds", "there are no connections to wait for"},
    {"eks.AssociateIdentityProviderConfig", "oidc.*", "kept and shown as a whole"},
    {"eks.CreateCluster", "outpostConfig", "there are no outposts here"},
    {"eks.*Cluster*", "kube*Config*", "no control plane is configured here"},
    {"eks.*Nodegroup*", "remoteAccess.*", "the whole is refused"},
    {"eks.*Nodegroup*", "nodeRepairConfig.*", "the whole is refused"},
    {"eks.*Nodegroup*", "warmPoolConfig.*", "the whole is refused"},
    {"eks.*Nodegroup*", "updateConfig.*", "kept and shown as a whole"},
    {"eks.UpdateNodegroupVersion", "force", "a scenario keeps no node from being drained"},
    {"eks-auth.*", "*", "a scenario has no tokens of pods: pod_identity_auth_test.cpp"},
    {"iam.ListAccountAliases", "*M*", "an account has one alias at most"},
    {"iam.ListServiceSpecificCredentials", "AllUsers", "not simulated: those of one user are listed"},
    {"iam.Simulate*Policy", "ResourceHandlingOption",
     "says which resources a launch needs, which are given here one by one"},
    {"kms.*", "Recipient.*", "not simulated: there are no enclaves here"},
    {"kms.*", "DryRunModifiers", "not simulated: a dry run looks at everything"},
    {"kms.DescribeKey", "GrantTokens", "a grant counts at once here"},
    {"kms.ListKeys", "ResourceOwners", "not simulated: the account's own keys are listed"},
    {"s3.CompleteMultipartUpload", "MultipartUpload.Parts[].Checksum*",
     "read by a name that is made of the algorithm's"},
    {"s3.CreateBucket", "CreateBucketConfiguration.Bucket.DataRedundancy",
     "there are no directory buckets here"},
    {"s3.Put*Acl", "*DisplayName", "ids alone say who is meant"},
    {"s3.Put*Acl", "*EmailAddress", "not simulated: accounts have none here"},
    {"sqs.*", "*ListValues", "reserved by AWS for future use"},
    {"sqs.ReceiveMessage", "ReceiveRequestAttemptId", "not simulated: each receive is one of its own"},
    {"sqs.SendMessage", "*", "read as an entry of a batch is"},
    {"sqs.ChangeMessageVisibility", "*", "read as an entry of a batch is"},
    {"sqs.DeleteMessage", "*", "read as an entry of a batch is"},
    {"sts.*", "MinimumSessionTokenSize", "a token has the size that it has"},
    {"sts.AssumeRole", "ProvidedContexts", "not simulated: there are no context providers here"},
    {"sts.AssumeRoleWithWebIdentity", "*", "a scenario has no issuer: web_identity_test.cpp"},
    {"sts.DecodeAuthorizationMessage", "*",
     "a scenario does not see the header with the message: calls_test.cpp"},
};

using Names = std::set<std::string, std::less<>>;

// What is said in quotes, cut at whatever is no part of a name; names of headers also in lower case.
void add_names(std::string_view code, Names& names) {
  bool is_said = false;
  std::string name;
  for (size_t i = 0; i < code.size(); ++i) {
    bool is_part = is_said && (std::isalnum(static_cast<unsigned char>(code[i])) || code[i] == '-');
    if (is_part) name += code[i];
    if (is_part && i + 1 < code.size()) continue;
    if (name.find('-') != std::string::npos) names.insert(base::lower(name));
    names.insert(std::exchange(name, ""));
    if (code[i] == '\\') ++i;
    if (code[i] == '"') is_said = !is_said;
    if (code[i] == '\n') is_said = false;
  }
}

void add_folder(const std::string& folder, Names& names) {
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    std::string path = file.path().string();
    bool is_code = path.ends_with(".h") || path.ends_with(".cpp");
    if (is_code && !path.ends_with("_test.cpp")) add_names(*base::read_file(path), names);
  }
}

class Reading {
 public:
  explicit Reading(const Service& service) {
    std::string source = std::string(SLIPWAY_SOURCE_DIR) + "/src/";
    // A part of a service with a model of its own stands in its folder: eks-auth in eks.
    std::string with_words(service.model);
    std::replace(with_words.begin(), with_words.end(), '-', '_');
    std::string folder(service.model.substr(0, service.model.find('-')));
    for (const std::string& own : {std::string(service.action_prefix), with_words})
      if (base::exists(fmt::format("{}services/{}", source, own))) folder = own;
    add_folder(fmt::format("{}services/{}", source, folder), names_);
    for (const char* each : {"account/call", "aws/protocol", "aws/payload"})
      add_folder(source + each, names_);
  }

  // Paths of what the row never looks at: `Placement.Tenancy`.
  std::vector<std::string> unread(aws::Operation operation) const {
    std::vector<std::string> paths;
    if (!operation.input()) return paths;
    for (uint32_t i = 0; i < operation.input()->member_count(); ++i) {
      aws::Member member = operation.input()->member(i);
      if (!looks_at(operation, member)) {
        paths.emplace_back(member.name());
        continue;
      }
      std::vector<aws::Shape> above{*operation.input()};
      add_deeper(member.shape(), std::string(member.name()), above, paths);
    }
    return paths;
  }

 private:
  bool is_named(std::string_view name) const { return names_.contains(name); }

  bool looks_at(aws::Operation operation, aws::Member member) const {
    if (read_in_scenarios().has(operation, member.name())) return true;
    if (member.location() == aws::Location::body) return member.streaming();
    std::string wire = base::lower(member.wire_name());
    if (is_named(wire) || is_named(member.wire_name())) return true;
    return std::any_of(names_.begin(), names_.end(), [&](const std::string& name) {
      return name.size() > 1 && name.ends_with('-') && wire.starts_with(name);
    });
  }

  void add_deeper(aws::Shape shape, const std::string& path, std::vector<aws::Shape>& above,
                  std::vector<std::string>& paths) const {
    if (shape.type() == aws::ShapeType::list)
      return add_deeper(shape.element().shape(), path + "[]", above, paths);
    if (shape.type() == aws::ShapeType::map)
      return add_deeper(shape.value().shape(), path + "{}", above, paths);
    bool is_inside = std::find(above.begin(), above.end(), shape) != above.end();
    if (shape.type() != aws::ShapeType::structure || is_inside) return;
    above.push_back(shape);
    for (uint32_t i = 0; i < shape.member_count(); ++i) {
      aws::Member member = shape.member(i);
      std::string deeper = fmt::format("{}.{}", path, member.name());
      if (!is_named(member.name()))
        paths.push_back(deeper);
      else
        add_deeper(member.shape(), deeper, above, paths);
    }
    above.pop_back();
  }

  Names names_;
};

// Its place in the list; nullptr: it has no reason.
const Unread* reason(std::string_view operation, std::string_view member) {
  for (const Unread& one : kUnread)
    if (fits_filter(one.operation, operation) && fits_filter(one.member, member)) return &one;
  return nullptr;
}

// A line for each reason of a row: members that have the same one by a pattern stand together.
std::string lines(const std::string& row, const std::vector<std::string>& paths,
                  std::set<const Unread*>& used) {
  std::string text;
  for (const std::string& path : paths) {
    const Unread* why = reason(row, path);
    EXPECT_TRUE(why) << row << " never looks at " << path;
    if (!why) continue;
    used.insert(why);
    bool is_pattern = why->member.find('*') != std::string_view::npos;
    std::string line = fmt::format("  {} {}: {}\n", row.substr(row.find('.') + 1),
                                   is_pattern ? why->member : std::string_view(path), why->why);
    if (text.find(line) == std::string::npos) text += line;
  }
  return text;
}

TEST(Unread, members_of_inputs_have_a_reason) {
  std::string text =
      "What a call may say and its row never looks at, each with the reason.\n"
      "Made by `./dev accept unit services`; do not edit.\n";
  std::set<const Unread*> used;
  for (const Service& service : services::all()) {
    Reading reading(service);
    text += fmt::format("\n{}\n", service.model);
    for (const Operation& row : rows_of(service)) {
      auto operation = aws::Service::find(service.model)->find_operation(row.name);
      text += lines(fmt::format("{}.{}", service.model, row.name), reading.unread(*operation), used);
    }
  }
  for (const Unread& one : kUnread)
    EXPECT_TRUE(used.contains(&one)) << one.operation << " " << one.member << " is looked at by now";
  golden::expect("src/services/unread.txt", text);
}

}  // namespace
}  // namespace account::testing
