#include "account/call/invoke.h"
#include "services/eks/answers.h"
#include "services/eks/nodegroup.h"
#include "services/eks/service_role.h"

namespace account::eks {
namespace {

using json::Array;

Output ask(Call& call, std::string_view service, std::string_view operation, json::Value input) {
  return invoke(call, {kEks, Access::forwarded, service, operation, std::move(input)});
}

aws::Error refused(std::string message) {
  return aws::Error("InvalidRequestException", 400, std::move(message));
}

// As the caller, and by its name alone: one that is not there yet is asked about without its path.
aws::Result<void> check_service_role(Call& call) {
  Output role = ask(call, "iam", "GetRole", Object{{"RoleName", kNodegroupRole}});
  if (!role && role.error().status == 403)
    return tl::unexpected(refused(fmt::format(
        "Failed to validate if SLR-{} already exists due to missing permissions for 'iam:GetRole'",
        kNodegroupRole)));
  return ensure_service_linked_role(call, kNodegroupService, kNodegroupRole);
}

aws::Result<void> check_node_role(Call& call) {
  std::string arn = call.input.text("nodeRole");
  TRY(check_own_role(call, arn));
  std::string name = arn.substr(arn.rfind('/') + 1);
  for (std::string_view operation : {"GetRole", "ListAttachedRolePolicies"})
    if (Output seen = ask(call, "iam", operation, Object{{"RoleName", name}}); !seen)
      return tl::unexpected(refused(seen.error().message));
  std::string source = arn_of(call.state, kNodegroups,
                              Object{{"clusterName", call.input.text("clusterName")},
                                     {"nodegroupName", call.input.text("nodegroupName")},
                                     {"id", "*"}});
  if (TRY(trusts(call, arn, {"ec2.amazonaws.com", source}))) return {};
  return invalid(
      fmt::format("Following required service principals [ec2.amazonaws.com] were not found in the trust "
                  "relationships of nodeRole {}",
                  arn));
}

aws::Result<void> check_subnets(Call& call) {
  Output found = ask(call, "ec2", "DescribeSubnets", Object{{"SubnetIds", *call.input.find("subnets")}});
  if (!found && found.error().status == 403) return tl::unexpected(refused(found.error().message));
  if (!found) return invalid(found.error().message);
  std::string vpc(call.the().record.find("Cluster")->find("resourcesVpcConfig")->string_or("vpcId", ""));
  for (const json::Value& subnet : found->find("Subnets")->as_array())
    if (!vpc.empty() && subnet.string_or("VpcId", "") != vpc)
      return invalid(fmt::format("Specified subnets must belong to cluster's vpc {}", vpc));
  return {};
}

Object named_template(const json::Value& said) {
  Object named;
  named.set_if("LaunchTemplateId", said.find("id"));
  named.set_if("LaunchTemplateName", said.find("name"));
  return named;
}

// "You are not authorized to launch instances with this launch template", whichever policy it is that refuses.
aws::Result<void> check_may_launch(Call& call, const json::Value& said) {
  Object named = named_template(said);
  named.set_if("Version", said.find("version"));
  json::Object data = TRY(template_data(call));
  Object input{{"LaunchTemplate", std::move(named)}, {"MinCount", 1}, {"MaxCount", 1}, {"DryRun", true}};
  if (!data.find("NetworkInterfaces")) input.set("SubnetId", call.input.list("subnets").front());
  // EKS finds the image by itself where the template has none.
  if (!data.find("ImageId")) input.set("ImageId", "ami-00000000000000000");
  Output asked = ask(call, "ec2", "RunInstances", std::move(input));
  if (asked || asked.error().code == "DryRunOperation") return {};
  if (asked.error().status != 403) return invalid(asked.error().message);
  constexpr std::string_view kMark = "Encoded authorization failure message:";
  size_t at = asked.error().message.find(kMark);
  std::string encoded = at == std::string::npos ? "" : asked.error().message.substr(at);
  return tl::unexpected(
      refused("You are not authorized to launch instances with this launch template. " + encoded));
}

}  // namespace

aws::Result<json::Object> template_data(Call& call) {
  const json::Value* said = call.input.find("launchTemplate");
  if (!said) return json::Object();
  if (said->string_or("id", "").empty() == said->string_or("name", "").empty())
    return invalid("Either provide launch template ID or launch template name in the request.");
  Object input = named_template(*said);
  input.set("Versions", Array{said->string_or("version", "$Default")});
  Output found = ask(call, "ec2", "DescribeLaunchTemplateVersions", std::move(input));
  if (!found) return tl::unexpected(refused(found.error().message));
  return found->find("LaunchTemplateVersions")->as_array().front().find("LaunchTemplateData")->as_object();
}

aws::Result<void> check_as_caller(Call& call) {
  TRY(check_service_role(call));
  TRY(check_node_role(call));
  TRY(check_subnets(call));
  if (const json::Value* said = call.input.find("launchTemplate")) return check_may_launch(call, *said);
  return {};
}

}  // namespace account::eks
