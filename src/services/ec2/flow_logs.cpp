// Flow logs of VPCs, subnets and interfaces (Amazon VPC User Guide, "Logging IP traffic using VPC Flow Logs"). Little
// is written into log groups (flow_log_delivery.h), and nothing into buckets, since no traffic flows here.
#include <algorithm>
#include <array>

#include "account/record/index.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"
#include "services/ec2/flow_log_bucket.h"
#include "services/ec2/flow_log_delivery.h"
#include "services/ec2/kinds.h"
#include "services/ec2/resource.h"
#include "services/quotas.h"

namespace account::ec2 {
namespace {

constexpr std::string_view kDefaultFormat =
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} "
    "${packets} "
    "${bytes} ${start} ${end} ${action} ${log-status}";
constexpr int64_t kLongInterval = 600, kShortInterval = 60;

// What a flow log can be of.
struct Source {
  std::string_view type;  // ResourceType
  const RecordKind& kind;
};
constexpr Source kSources[] = {{"VPC", kVpcs}, {"Subnet", kSubnets}, {"NetworkInterface", kInterfaces}};

const RecordKind* source_kind(std::string_view type) {
  for (const Source& one : kSources)
    if (one.type == type) return &one.kind;
  return nullptr;
}

aws::Result<Resource> locate_source(const Asking& asking) {
  std::string type = asking.call.input.text("ResourceType");
  const RecordKind* kind = source_kind(type);
  if (!kind) return aws::error("UnsupportedOperation", 400, "Flow logs of a {} are not simulated", type);
  return resource_of(asking.call.state, *kind, asking.text("ResourceIds"));
}

constexpr RecordKind kFlowLogSources{.name = "ec2.flow_log_source",
                                     .noun = "resource",
                                     .arn = "",
                                     .name_member = "ResourceIds",
                                     .locate = locate_source,
                                     .absent_code = "InvalidID",
                                     .absent_status = 400,
                                     .absent_words = "The ID '{name}' is not valid"};

bool is_to_s3(const Input& in) {
  return in.text("LogDestinationType") == "s3";
}

aws::Error invalid(std::string words) {
  return aws::Error("InvalidParameter", 400, std::move(words));
}

// --- made -----------------------------------------------------------------------------------------------------------

aws::Result<void> check_destination(const Input& in) {
  if (is_to_s3(in)) {
    if (in.text("LogDestination").empty())
      return tl::unexpected(invalid("LogDestination can't be empty if LogDestinationType is s3."));
    if (in.has("LogGroupName"))
      return tl::unexpected(invalid("LogGroupName is not applicable for s3 delivery"));
    if (in.has("DeliverLogsPermissionArn"))
      return tl::unexpected(invalid("DeliverLogsPermissionArn is not applicable for s3 delivery"));
    return {};
  }
  if (in.text("LogGroupName").empty() == in.text("LogDestination").empty())
    return tl::unexpected(invalid("Please provide either LogGroupName or LogDestination."));
  if (in.text("DeliverLogsPermissionArn").empty())
    return tl::unexpected(
        invalid("DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs."));
  return {};
}

aws::Result<void> check_input(const Input& in) {
  TRY(check_not_given(in, {"DeliverCrossAccountRole", "TagFieldSpecifications"}));
  if (in.text("LogDestinationType") == "kinesis-data-firehose")
    TRY(check_not_given(in, {"LogDestinationType"}));
  if (in.text("TrafficType").empty())
    return tl::unexpected(
        invalid(fmt::format("ResourceType {} requires TrafficType", in.text("ResourceType"))));
  int64_t interval = in.number("MaxAggregationInterval", kLongInterval);
  if (interval != kLongInterval && interval != kShortInterval)
    return tl::unexpected(invalid("Invalid Flow Log Max Aggregation Interval"));
  return check_destination(in);
}

json::Value new_log(const Call& call, const std::string& resource, const json::Array& tags) {
  const Input& in = call.input;
  Object log{{"FlowLogId", new_id(call, kFlowLogs)},
             {"FlowLogStatus", "ACTIVE"},
             {"DeliverLogsStatus", "SUCCESS"},
             {"ResourceId", resource},
             {"CreationTime", base::to_ms(call.now)},
             {"LogDestinationType", is_to_s3(in) ? "s3" : "cloud-watch-logs"},
             {"LogFormat", in.has("LogFormat") ? in.text("LogFormat") : std::string(kDefaultFormat)},
             {"MaxAggregationInterval", in.number("MaxAggregationInterval", kLongInterval)},
             {"Tags", tags}};
  for (std::string_view member :
       {"TrafficType", "LogDestination", "LogGroupName", "DeliverLogsPermissionArn"})
    log.set_if(member, in.find(member));
  if (!in.has("LogGroupName") && !is_to_s3(in)) {
    std::string arn = in.text("LogDestination");
    size_t name = arn.find(":log-group:");
    if (name != arn.npos)
      log.set("LogGroupName", arn.substr(name + 11, arn.find(':', name + 11) - name - 11));
  }
  if (is_to_s3(in)) {
    Object options{
        {"FileFormat", "plain-text"}, {"HiveCompatiblePartitions", false}, {"PerHourPartition", false}};
    if (const json::Value* said = in.find("DestinationOptions"))
      for (const json::Member& member : said->as_object()) options.set(member.name, member.value);
    log.set("DestinationOptions", std::move(options));
  }
  return log;
}

bool is_same(const json::Value& one, const json::Value& other) {
  auto said = [](const json::Value& log, std::string_view member) {
    const json::Value* value = log.find(member);
    return value ? *value : json::Value();
  };
  constexpr std::array<std::string_view, 4> kMembers = {"TrafficType", "LogDestinationType", "LogDestination",
                                                        "LogGroupName"};
  return std::all_of(kMembers.begin(), kMembers.end(),
                     [&](std::string_view member) { return said(one, member) == said(other, member); });
}

aws::Result<void> check_others(const Call& call, const json::Value& log) {
  auto others = find_through(call.state, kFlowLogs, "ResourceId", log.string_or("ResourceId", ""));
  for (const Entry& other : others)
    if (is_same(other.value, log))
      return aws::error(
          "FlowLogAlreadyExists", 400,
          "Error. There is an existing Flow Log with the same configuration and log destination.");
  return check_quota(call, quotas::kFlowLogsPerResource, others.size());
}

Object unsuccessful(const std::string& id, std::string_view code, const std::string& words) {
  return Object{{"Error", Object{{"Code", code}, {"Message", words}}}, {"ResourceId", id}};
}

// What the destination does not take is an entry of the answer; all else is refused.
Output create(Call& call) {
  TRY(check_input(call.input));
  json::Array tags = TRY(tags_at_creation(call, kFlowLogs));
  std::vector<std::string> resources = call.input.texts("ResourceIds");
  std::vector<json::Value> logs;
  for (const std::string& id : resources) {
    logs.push_back(new_log(call, id, tags));
    TRY(check_others(call, logs.back()));
  }
  std::string fault =
      is_to_s3(call.input) ? TRY(prepare_bucket(call, call.input.text("LogDestination"))) : "";
  json::Array ids, failed;
  for (json::Value& log : logs) {
    if (!fault.empty()) {
      failed.push_back(unsuccessful(std::string(log.string_or("ResourceId", "")), "400", fault));
      continue;
    }
    ids.push_back(*log.find("FlowLogId"));
    call.make(kFlowLogs, log.string_or("FlowLogId", ""), log);
    deliver_later(call, log);
  }
  Object answer{{"FlowLogIds", std::move(ids)}, {"Unsuccessful", std::move(failed)}};
  answer.set_if("ClientToken", call.input.find("ClientToken"));
  return answer;
}

Output describe_all(Call& call) {
  return describe(call, kDescribedFlowLogs);
}

Output delete_logs(Call& call) {
  for (const std::string& id : call.input.texts("FlowLogIds"))
    if (find(call.state, kFlowLogs, id)) remove(call.state, kFlowLogs, id);
  return Object{{"Unsuccessful", json::Array()}};
}

bool delivers_to_s3(const Asking& asking, const Resource&) {
  return is_to_s3(asking.call.input);
}
bool is_of_s3(const Asking&, const Resource& last) {
  return last.record && last.record->string_or("LogDestinationType", "") == "s3";
}

constexpr FilterPlace kFilters[] = {{"deliver-log-status", "DeliverLogsStatus"}};

constexpr Operation kOperations[] = {
    {"CreateFlowLogs",
     {creates(kFlowLogs).keys(said_keys), kCreateTags, on(kFlowLogSources).each("ResourceIds"),
      passes("vpc-flow-logs.amazonaws.com", "DeliverLogsPermissionArn").when("DeliverLogsPermissionArn"),
      any().asks("logs:CreateLogDelivery").when({"the destination is a bucket", delivers_to_s3})},
     create},
    {"DescribeFlowLogs", {any()}, describe_all},
    {"DeleteFlowLogs",
     {on(kFlowLogs).each("FlowLogIds"),
      any().asks("logs:DeleteLogDelivery").when({"the destination is a bucket", is_of_s3})},
     delete_logs},
};

}  // namespace

const Described kDescribedFlowLogs{"DescribeFlowLogs", kFlowLogs, "FlowLogIds", "FlowLogs", kFilters};

std::span<const Operation> flow_log_operations() {
  return kOperations;
}

}  // namespace account::ec2
