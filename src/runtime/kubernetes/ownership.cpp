#include "runtime/kubernetes/ownership.h"

#include <fmt/core.h>

#include "kube/object.h"
#include "kube/watch.h"
#include "runtime/kubernetes/objects.h"
#include "runtime/kubernetes/pods.h"

namespace runtime {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;
using json::Value;

bool is_anothers(const std::optional<Value>& found) {
  return found && !is_ours(*found);
}

base::Error anothers_error(const kube::Target& target) {
  return {ErrorKind::conflict,
          fmt::format("there is a {} already that Slipway did not make", kube::describe(target)),
          "remove it, or give the service another name"};
}

}  // namespace

base::Result<Value> apply_ours(kube::Client& client, const Value& object, const Deadline& deadline) {
  // Ours altogether: what others changed in it is set right.
  auto applied = client.apply(object, {std::string(kManager), true}, deadline);
  if (applied || applied.error().kind != ErrorKind::invalid) return applied;
  kube::Target target = kube::target_of(object);
  auto found = client.find(target, deadline);
  return found && is_anothers(*found) ? tl::unexpected(anothers_error(target)) : applied;
}

base::Status apply_after_asking(kube::Client& client, const Value& object, const Deadline& deadline) {
  kube::Target target = kube::target_of(object);
  if (is_anothers(TRY(client.find(target, deadline)))) return tl::unexpected(anothers_error(target));
  TRY(apply_ours(client, object, deadline));
  return {};
}

base::Result<bool> remove_ours(kube::Client& client, const kube::Target& target, const Deadline& deadline) {
  std::optional<Value> found = TRY(client.find(target, deadline));
  if (!found || !is_ours(*found)) return false;
  kube::Removal removal;
  // What makes pods goes after them; the others have nothing to wait for, and would linger.
  bool makes_pods = target.kind == "Deployment" || target.kind == "Job" || target.kind == "CronJob";
  removal.propagation = makes_pods ? kube::Propagation::foreground : kube::Propagation::background;
  removal.uid = kube::text_at(*found, {"metadata", "uid"});
  TRY(client.remove(target, removal, deadline));
  return true;
}

base::Status wait_until_gone(kube::Client& client, const std::string& namespace_name, const std::string& name,
                             const Deadline& deadline) {
  kube::Watch watch(client, pods_target(namespace_name), {pod_selector(name), ""});
  do {
    auto news = watch.wait(deadline);
    if (!news) return tl::unexpected(news.error().in(fmt::format("waiting for the end of `{}`", name)));
  } while (!watch.known().empty());
  // Their owners go after them; one that is still going could not be applied anew.
  for (const kube::Target& owner : {deployment_target(namespace_name, name), job_target(namespace_name, name),
                                    cron_job_target(namespace_name, name)}) {
    while (true) {
      std::optional<Value> found = TRY(client.find(owner, deadline));
      if (!found || !is_ending(*found)) break;
      if (deadline.passed()) return fail(ErrorKind::timeout, "{} does not end", kube::describe(owner));
      deadline.pause(std::chrono::milliseconds(50));
    }
  }
  return {};
}

}  // namespace runtime
