#include "services/ec2/flow_log_delivery.h"

#include <algorithm>

#include "account/call/facilities.h"
#include "account/call/invoke.h"
#include "account/record/identities.h"
#include "account/record/index.h"
#include "base/text.h"
#include "services/ec2/kinds.h"

namespace account::ec2 {
namespace {

constexpr std::string_view kPrincipal = "vpc-flow-logs.amazonaws.com";
constexpr std::string_view kDeliver = "ec2.deliver_flow_log";
constexpr std::string_view kAccessError = "Access error";

// Whether the role lets the service assume it, for this flow log.
bool is_trusted(const Due& due, const json::Value& role) {
  Caller service;
  service.principal.type = policy::PrincipalType::service;
  service.principal.service = kPrincipal;
  Question question{"sts:AssumeRole",
                    std::string(role.string_or("Arn", "")),
                    due.state.account(),
                    {},
                    std::string(role.string_or("AssumeRolePolicyDocument", "")),
                    policy::ResourcePolicyKind::trust};
  question.context.set("aws:SourceAccount", due.state.account());
  question.context.set("aws:SourceArn", arn_of(due.state, kFlowLogs, json::Object{{"FlowLogId", due.id}}));
  auto prepared = due.facilities.authorizer.prepare(service, {}, question, {});
  return prepared && policy::evaluate(prepared->request, prepared->layers).allowed();
}

Caller caller_of_role(const State& state, const json::Value& role) {
  Caller caller;
  caller.account = state.account();
  caller.principal.type = policy::PrincipalType::role_session;
  caller.principal.account = caller.account;
  caller.principal.role_arn = role.string_or("Arn", "");
  caller.principal.arn =
      fmt::format("arn:aws:sts::{}:assumed-role/{}/FlowLogs", caller.account, role.string_or("RoleName", ""));
  caller.principal.unique_id = role.string_or("RoleId", "");
  return caller;
}

class Delivery {
 public:
  Delivery(Due& due, const json::Value& log, const json::Value& role)
      : due_(due), log_(log), role_(caller_of_role(due.state, role)) {}

  // Error: what the role may not do.
  aws::Result<void> write() {
    std::vector<std::string> interfaces = interfaces_of_source();
    if (interfaces.empty()) return {};
    TRY(ensure_group());
    for (const std::string& interface : interfaces) TRY(write_line(interface));
    return {};
  }

 private:
  std::string text(std::string_view member) const { return std::string(log_.string_or(member, "")); }

  Output as_role(std::string_view operation, json::Value input) {
    Bodies bodies(due_.facilities.objects_dir);
    Origin origin{role_, {}, due_.state, due_.state.region(), due_.now, due_.facilities, bodies};
    return invoke(origin, {kPrincipal, Access::forwarded, "logs", operation, std::move(input)});
  }

  std::vector<std::string> interfaces_of_source() const {
    std::string source = text("ResourceId");
    if (source.starts_with(kInterfaces.id_prefix)) return {source};
    std::vector<std::string> ids;
    std::string_view member = source.starts_with(kVpcs.id_prefix) ? "VpcId" : "SubnetId";
    for (const Entry& one : find_through(due_.state, kInterfaces, member, source)) ids.push_back(one.id);
    return ids;
  }

  aws::Result<void> ensure_group() {
    Object prefix{{"logGroupNamePrefix", text("LogGroupName")}};
    json::Value found = TRY(as_role("DescribeLogGroups", std::move(prefix)));
    const json::Array& groups = found.find("logGroups")->as_array();
    bool is_there = std::any_of(groups.begin(), groups.end(), [&](const json::Value& group) {
      return group.string_or("logGroupName", "") == text("LogGroupName");
    });
    if (!is_there) TRY(as_role("CreateLogGroup", Object{{"logGroupName", text("LogGroupName")}}));
    return {};
  }

  aws::Result<void> write_line(const std::string& interface) {
    std::string stream = fmt::format("{}-{}", interface, base::lower(text("TrafficType")));
    Object named{{"logGroupName", text("LogGroupName")}, {"logStreamName", stream}};
    Output made = as_role("CreateLogStream", named);
    if (!made && made.error().code != "ResourceAlreadyExistsException")
      return tl::unexpected(std::move(made).error());
    int64_t end = base::to_seconds(due_.now), start = end - log_.int_or("MaxAggregationInterval", 0);
    std::string line =
        fmt::format("2 {} {} - - - - - - - {} {} - NODATA", due_.state.account(), interface, start, end);
    named.set("logEvents",
              json::Array{Object{{"timestamp", base::to_ms(due_.now)}, {"message", std::move(line)}}});
    TRY(as_role("PutLogEvents", std::move(named)));
    return {};
  }

  Due& due_;
  const json::Value& log_;
  Caller role_;
};

void deliver(Due& due) {
  auto log = find(due.state, kFlowLogs, due.id);
  if (!log) return;
  auto role =
      find_role_by_arn(due.state.of(due.state.account()), log->string_or("DeliverLogsPermissionArn", ""));
  bool is_written = role && is_trusted(due, *role) && Delivery(due, *log, *role).write();
  if (is_written) return;
  log->as_object().set("DeliverLogsStatus", "FAILED");
  log->as_object().set("DeliverLogsErrorMessage", kAccessError);
  store(due.state, kFlowLogs, *log);
}

constexpr Effect kEffects[] = {{kDeliver, deliver}};

}  // namespace

void deliver_later(Call& call, const json::Value& log) {
  if (log.string_or("LogDestinationType", "") != "cloud-watch-logs") return;
  std::chrono::seconds interval(log.int_or("MaxAggregationInterval", 0));
  schedule(call.state, call.facilities,
           {call.now + call.facilities.speed.lasts(interval), kDeliver,
            std::string(log.string_or("FlowLogId", ""))});
}

std::span<const Effect> flow_log_effects() {
  return kEffects;
}

}  // namespace account::ec2
