#include "blueprint/cluster/cluster.h"

namespace blueprint {

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

}  // namespace blueprint
