#include "platform/desired/configuration.h"

#include <algorithm>

namespace platform {

using json::Value;

Value AccountReference::to_json() const {
  if (kind == Kind::endpoint) return json::Object{{"endpoint", endpoint}};
  if (!name.empty()) return json::Object{{"embedded", name}};
  return "embedded";
}

AccountReference AccountReference::from_json(const Value& value) {
  AccountReference result;
  result.name = value.string_or("embedded", "");
  result.endpoint = value.string_or("endpoint", "");
  while (result.endpoint.ends_with('/')) result.endpoint.pop_back();
  if (!result.endpoint.empty()) result.kind = Kind::endpoint;
  return result;
}

json::Value Cluster::to_json() const {
  json::Object object{
      {"name", name}, {"region", region}, {"runtime", runtime}, {"account", account.to_json()}};
  if (!kubeconfig.empty()) object.set("kubeconfig", kubeconfig);
  if (!context.empty()) object.set("context", context);
  return object;
}

Cluster Cluster::from_json(const Value& value) {
  Cluster cluster;
  cluster.name = value.string_or("name", "");
  cluster.region = value.string_or("region", "");
  cluster.runtime = value.string_or("runtime", "auto");
  cluster.kubeconfig = value.string_or("kubeconfig", "");
  cluster.context = value.string_or("context", "");
  if (const Value* account = value.find("account")) cluster.account = AccountReference::from_json(*account);
  return cluster;
}

std::string_view event_name(JobEvent event) {
  switch (event) {
    case JobEvent::start:
      return "start";
    case JobEvent::stop:
      return "stop";
    case JobEvent::remove:
      break;
  }
  return "delete";
}

std::optional<JobEvent> parse_event(std::string_view name) {
  for (JobEvent event : {JobEvent::start, JobEvent::stop, JobEvent::remove}) {
    if (event_name(event) == name) return event;
  }
  return std::nullopt;
}

const Service* Environment::find_service(std::string_view slug) const {
  auto found =
      std::find_if(services.begin(), services.end(), [&](const Service& each) { return each.slug == slug; });
  return found == services.end() ? nullptr : &*found;
}

}  // namespace platform
