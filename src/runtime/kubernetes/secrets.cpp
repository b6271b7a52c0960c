#include "runtime/kubernetes/secrets.h"

#include <set>

#include "kube/object.h"
#include "runtime/kubernetes/objects.h"
#include "runtime/kubernetes/ownership.h"

namespace runtime {
namespace {

using base::Deadline;
using json::Value;

base::Status remove_secrets_but(const std::set<std::string>& kept, kube::Client& client,
                                const std::string& namespace_name, const std::string& name,
                                const Deadline& deadline) {
  // Its labels make them ours.
  kube::List list = TRY(client.list(secret_target(namespace_name, ""), {pod_selector(name), ""}, deadline));
  for (const Value& secret : list.items) {
    if (kept.contains(kube::name_of(secret))) continue;
    kube::Removal removal;
    removal.uid = kube::text_at(secret, {"metadata", "uid"});
    TRY(client.remove(secret_target(namespace_name, kube::name_of(secret)), removal, deadline));
  }
  return {};
}

}  // namespace

base::Status apply_secrets(kube::Client& client, const ServiceSpec& service, const Deadline& deadline) {
  for (const Value& secret : secret_objects(service)) TRY(apply_ours(client, secret, deadline));
  return {};
}

base::Status remove_other_secrets(kube::Client& client, const ServiceSpec& service,
                                  const Deadline& deadline) {
  std::set<std::string> own;
  for (const Value& secret : secret_objects(service)) own.insert(kube::name_of(secret));
  return remove_secrets_but(own, client, service.namespace_name, service.name, deadline);
}

base::Status remove_secrets(kube::Client& client, const std::string& namespace_name, const std::string& name,
                            const Deadline& deadline) {
  return remove_secrets_but({}, client, namespace_name, name, deadline);
}

}  // namespace runtime
