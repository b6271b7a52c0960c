#include "services/eks/control_plane_logs.h"

#include <algorithm>

#include "base/text.h"
#include "services/eks/cluster.h"
#include "services/eks/durations.h"
#include "services/eks/service_role.h"

namespace account::eks {
namespace {

constexpr std::string_view kWrite = "eks.write_logs";
constexpr std::string_view kWriteLast = "eks.write_last_logs";
constexpr std::string_view kDue = "LogsDue";

// How the streams of a kind of log are called, and what stands in them here.
struct LogKind {
  std::string_view type;
  std::string_view stream;
  std::string_view line;
};
constexpr LogKind kKinds[] = {{"api", "kube-apiserver", "Serving securely on [::]:443"},
                              {"audit", "kube-apiserver-audit",
                               R"({"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata"})"},
                              {"authenticator", "authenticator",
                               "level=info msg=\"listening on https://127.0.0.1:21362/authenticate\""},
                              {"controllerManager", "kube-controller-manager", "Starting controllers"},
                              {"scheduler", "kube-scheduler", "Starting Kubernetes Scheduler"}};

// A later list of types stands above an earlier one.
bool is_on(const json::Value& cluster, std::string_view type) {
  const json::Value* logging = cluster.find("logging");
  const json::Value* setups = logging ? logging->find("clusterLogging") : nullptr;
  bool is_on = false;
  if (!setups || !setups->is_array()) return is_on;
  for (const json::Value& setup : setups->as_array())
    for (const std::string& one : setup.strings_at("types"))
      if (one == type) is_on = setup.bool_or("enabled", false);
  return is_on;
}

json::Array kinds_on(const json::Value& record) {
  json::Array types;
  const json::Value& cluster = *record.find("Cluster");
  for (const LogKind& kind : kKinds)
    if (is_on(cluster, kind.type)) types.push_back(kind.type);
  return types;
}

Output as_service(Due& due, std::string_view operation, json::Value input) {
  return ServiceRole(due.state, due.facilities, due.now).ask("logs", operation, std::move(input));
}

bool has_happened(const Output& output) {
  return output || output.error().code == "ResourceAlreadyExistsException";
}

// What the role may not do is not done. A stream's end is the cluster's id, as that of a server on AWS.
void write(Due& due, const std::string& cluster, const json::Value& detail, std::string_view id) {
  std::string group = fmt::format("/aws/eks/{}/cluster", cluster);
  if (!has_happened(as_service(due, "CreateLogGroup", Object{{"logGroupName", group}}))) return;
  std::vector<std::string> types = detail.strings_at("Types");
  for (const LogKind& kind : kKinds) {
    if (std::find(types.begin(), types.end(), kind.type) == types.end()) continue;
    Object stream{{"logGroupName", group},
                  {"logStreamName", fmt::format("{}-{}", kind.stream, base::lower(id))}};
    if (!as_service(due, "CreateLogStream", stream)) continue;
    stream.set("logEvents", json::Array{Object{{"timestamp", base::to_ms(due.now)}, {"message", kind.line}}});
    (void)as_service(due, "PutLogEvents", std::move(stream));
  }
}

// Where nothing takes any time, lines would be written for ever at the same moment.
base::Time next_lines(const Facilities& facilities, base::Time now) {
  Speed speed = facilities.speed == Speed::instant() ? Speed::real() : facilities.speed;
  return now + speed.lasts(kLogsAreWrittenEach);
}

void write_logs(Due& due) {
  auto record = find(due.state, kClusters, due.id);
  if (!record || record->int_or(kDue, 0) != base::to_ms(due.now)) return;
  record->as_object().erase(kDue);
  json::Array types = kinds_on(*record);
  if (!types.empty()) {
    base::Time next = next_lines(due.facilities, due.now);
    record->as_object().set(kDue, base::to_ms(next));
    schedule(due.state, due.facilities, {next, kWrite, due.id});
    write(due, due.id, Object{{"Types", std::move(types)}}, record->string_or("Id", ""));
  }
  store(due.state, kClusters, *record);
}

void write_last(Due& due) {
  write(due, due.id, due.detail, due.detail.string_or("ClusterId", ""));
}

constexpr Effect kEffects[] = {{kWrite, write_logs}, {kWriteLast, write_last}};

std::string name_of(const json::Value& record) {
  return std::string(record.find("Cluster")->string_or("name", ""));
}

}  // namespace

void write_logs_from(const State& state, Facilities& facilities, json::Value& record, base::Time from) {
  if (record.find(kDue) || kinds_on(record).empty()) return;
  record.as_object().set(kDue, base::to_ms(from));
  schedule(state, facilities, {from, kWrite, name_of(record)});
}

void write_last_logs(const State& state, Facilities& facilities, const json::Value& record, base::Time end) {
  json::Array types = kinds_on(record);
  if (types.empty()) return;
  schedule(state, facilities,
           {end + facilities.speed.lasts(kLastLogsTake), kWriteLast, name_of(record),
            Object{{"Types", std::move(types)}, {"ClusterId", record.string_or("Id", "")}}});
}

std::span<const Effect> control_plane_log_effects() {
  return kEffects;
}

}  // namespace account::eks
