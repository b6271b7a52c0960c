// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3.html
#include "blueprint/kinds/kinds.h"
#include "blueprint/network/kinds.h"

namespace blueprint {
namespace {

using engine::Request;
using engine::Subject;
using json::Object;
using json::Value;

Ec2Thing flow_log() {
  return {.kind = std::string(kFlowLog),
          .why = "who spoke with whom in the network, for whoever has to find out later",
          .type = "vpc-flow-log",
          .id = "FlowLogId",
          .describe = "DescribeFlowLogs",
          .ids = "FlowLogIds",
          .list = "FlowLogs",
          .create = "CreateFlowLogs",
          .made = "",
          .remove = "DeleteFlowLogs",
          .takes_token = true,
          .absent = "InvalidFlowLogId.NotFound",
          .members = {{"vpc", "ResourceId", false}, {"bucket", "LogDestination"}, {"traffic", "TrafficType"}},
          .filters = "Filter",
          .always = {{"ResourceType", "VPC"}, {"LogDestinationType", "s3"}}};
}

}  // namespace

engine::ResourceKind flow_log_kind() {
  engine::ResourceKind kind = ec2_kind(flow_log());
  kind.taken = {"IdempotentParameterMismatch", "FlowLogAlreadyExists"};
  kind.name_from = {"vpc", "bucket"};  // to one place a network is logged once
  kind.create = [regular = kind.create](const Subject& subject) {
    Request request = regular(subject);
    request.input.as_object().append({"ResourceIds", json::Array{text_of(subject.desired, "vpc")}});
    return request;
  };
  kind.identity_of = [](const Value& output, const Subject&) {
    std::vector<std::string> ids = output.strings_at("FlowLogIds");
    return Object{{"FlowLogId", ids.empty() ? "" : ids.front()}};
  };
  kind.refusal = first_unsuccessful;
  kind.remove = [](const Subject& subject) {
    return ec2("DeleteFlowLogs", {{"FlowLogIds", json::Array{id_of(flow_log(), subject)}}});
  };
  kind.reasons["ec2 CreateFlowLogs"] = "has what passes through the network written into the bucket";
  kind.reasons["ec2 DeleteFlowLogs"] = "ends the writing; what was written stays in the bucket";
  return kind;
}

engine::Kinds network_kinds(base::Milliseconds window) {
  engine::Kinds kinds;
  for (engine::ResourceKind kind :
       {vpc_kind(), subnet_kind(), subnet_tags_kind(), internet_gateway_kind(), attachment_kind(),
        address_kind(), nat_gateway_kind(), route_table_kind(), route_kind(), association_kind(),
        security_group_kind(), security_group_rule_kind(), vpc_endpoint_kind(), flow_log_kind()}) {
    kind.window = window;
    kinds.emplace(kind.name, std::make_shared<engine::ResourceKind>(kind));
  }
  return kinds;
}

}  // namespace blueprint
