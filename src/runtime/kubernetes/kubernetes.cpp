#include "runtime/kubernetes/kubernetes.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>

#include "base/file.h"
#include "kube/client.h"
#include "kube/exec.h"
#include "kube/logs.h"
#include "kube/object.h"
#include "kube/terminal.h"
#include "runtime/kubernetes/cron.h"
#include "runtime/kubernetes/job.h"
#include "runtime/kubernetes/objects.h"
#include "runtime/kubernetes/ownership.h"
#include "runtime/kubernetes/pods.h"
#include "runtime/kubernetes/probes.h"
#include "runtime/kubernetes/rollout.h"
#include "runtime/kubernetes/secrets.h"

namespace runtime {
namespace {

using base::Deadline;
using base::ErrorKind;

constexpr int kNoSuchCommand = 127;
constexpr std::string_view kDefaultShell = "/bin/sh";

kube::Sink sink_to(int fd) {
  return [fd](std::string_view bytes) -> base::Status {
    while (!bytes.empty()) {
      ssize_t count = ::write(fd, bytes.data(), bytes.size());
      if (count < 0 && errno != EINTR) return tl::unexpected(base::errno_error("write", "the output", errno));
      if (count > 0) bytes.remove_prefix(static_cast<size_t>(count));
    }
    return {};
  };
}

kube::Target pod_of(const Instance& instance) {
  return {"v1", "Pod", instance.namespace_name, instance.id};
}

class Kubernetes final : public Runtime {
 public:
  Kubernetes(kube::Access access, const base::Clock& clock)
      : client_(std::move(access), clock), cron_(client_) {}

  std::string_view name() const override { return "kubernetes"; }
  bool uses_bridge() const override { return true; }
  std::string token_path(const ServiceSpec&) const override { return std::string(kTokenFolder) + "/token"; }
  // Complete in every cluster, whatever its domain is.
  std::string host(const std::string& namespace_name, const std::string& service) const override {
    return fmt::format("{}.{}.svc", service, namespace_name);
  }

  // Does the API server know us? What we may do there is said by what it refuses.
  base::Status check(const Deadline& deadline) override {
    json::Object attributes{{"verb", "create"}, {"group", "apps"}, {"resource", "deployments"}};
    json::Object review{{"apiVersion", "authorization.k8s.io/v1"},
                        {"kind", "SelfSubjectAccessReview"},
                        {"spec", json::Object{{"resourceAttributes", std::move(attributes)}}}};
    auto answer = client_.create({"authorization.k8s.io/v1", "SelfSubjectAccessReview"}, review, deadline);
    return answer ? base::Status() : tl::unexpected(answer.error());
  }

  base::Status apply(const ServiceSpec& service, const std::function<void(const std::string&)>& progress,
                     const Deadline& deadline) override {
    TRY(check_service(service));
    std::shared_ptr<PodWatch> pods = watch_pods(service.namespace_name);
    return roll_out(client_, *pods, service, progress, deadline);
  }

  base::Result<JobEnd> run_job(const JobRun& run, const Deadline& deadline) override {
    return run_kubernetes_job(client_, run, deadline);
  }

  Cron* cron() override { return &cron_; }

  base::Status remove(const std::string& namespace_name, const std::string& service,
                      const Deadline& deadline) override {
    TRY(remove_ours(client_, deployment_target(namespace_name, service), deadline));
    TRY(remove_ours(client_, job_target(namespace_name, service), deadline));
    TRY(remove_ours(client_, service_target(namespace_name, service), deadline));
    TRY(remove_ours(client_, cron_job_target(namespace_name, service), deadline));
    TRY(remove_secrets(client_, namespace_name, service, deadline));
    return wait_until_gone(client_, namespace_name, service, deadline);
  }

  base::Result<std::vector<Instance>> list(const std::string& namespace_name,
                                           const Deadline& deadline) override {
    kube::List pods = TRY(client_.list(pods_target(namespace_name), {pod_selector(""), ""}, deadline));
    std::vector<Instance> instances = instances_of(pods.items);
    for (Instance& each : instances) {
      if (each.is_ready) continue;
      auto pod = std::find_if(pods.items.begin(), pods.items.end(),
                              [&](const json::Value& item) { return kube::name_of(item) == each.id; });
      if (auto trouble = probe_trouble(client_, *pod, "Readiness", deadline)) each.reason = trouble->why;
    }
    return instances;
  }

  base::Result<int> exec(const Instance& instance, const std::vector<std::string>& command,
                         ExecInput input) override {
    kube::Streams streams;
    streams.output = sink_to(STDOUT_FILENO);
    streams.error = sink_to(STDERR_FILENO);
    streams.input = input == ExecInput::nothing ? -1 : STDIN_FILENO;
    streams.tty = input == ExecInput::terminal;
    streams.size = [] { return kube::terminal_size(STDIN_FILENO); };
    kube::ExecOptions options{instance.service, command};
    if (command.empty()) options.command = {std::string(kDefaultShell)};
    std::optional<kube::RawTerminal> raw;
    if (streams.tty) raw.emplace(STDIN_FILENO);
    auto code = kube::exec(client_, pod_of(instance), options, streams, Deadline::never());
    bool no_such_command = !code && code.error().kind == ErrorKind::not_found &&
                           code.error().message.find("could not be run") != std::string::npos;
    return no_such_command ? kNoSuchCommand : code;
  }

  base::Status logs(const Instance& instance, bool follow, const Deadline& deadline) override {
    kube::LogOptions options;
    options.container = instance.service;
    options.follow = follow;
    auto shown = kube::stream_logs(client_, pod_of(instance), options, sink_to(STDOUT_FILENO), deadline);
    return !shown && follow && deadline.stopped() ? base::Status() : shown;
  }

 private:
  // One for all rollouts that are under way in the namespace.
  std::shared_ptr<PodWatch> watch_pods(const std::string& namespace_name) {
    std::lock_guard lock(mutex_);
    std::weak_ptr<PodWatch>& known = pods_[namespace_name];
    std::shared_ptr<PodWatch> watch = known.lock();
    if (!watch) known = watch = std::make_shared<PodWatch>(client_, namespace_name);
    return watch;
  }

  kube::Client client_;
  KubernetesCron cron_;
  std::mutex mutex_;
  std::map<std::string, std::weak_ptr<PodWatch>> pods_;  // by namespace
};

}  // namespace

std::unique_ptr<Runtime> make_kubernetes(kube::Access access, const base::Clock& clock) {
  return std::make_unique<Kubernetes>(std::move(access), clock);
}

}  // namespace runtime
