#include "runtime/kubernetes/job.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <set>

#include "kube/logs.h"
#include "kube/object.h"
#include "kube/watch.h"
#include "runtime/kubernetes/objects.h"
#include "runtime/kubernetes/outputs.h"
#include "runtime/kubernetes/ownership.h"
#include "runtime/kubernetes/pods.h"
#include "runtime/kubernetes/rollout.h"
#include "runtime/kubernetes/secrets.h"
#include "runtime/machine/log_file.h"
#include "runtime/machine/outputs.h"

namespace runtime {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;
using json::Value;

constexpr auto kToStart = std::chrono::seconds(60);  // on top of the time limit
constexpr auto kToEnd = std::chrono::seconds(60);
constexpr auto kToRead = std::chrono::seconds(60);  // also by a kubelet that is being started anew
constexpr auto kQuiet = std::chrono::milliseconds(500);

base::Status write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR)
      return tl::unexpected(base::errno_error("write", "the job's log", errno));
    if (count > 0) bytes.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

class Tries {
 public:
  Tries(kube::Client& client, const JobRun& run, int log, Deadline deadline)
      : client_(client),
        run_(run),
        name_(run.service.name),
        log_(log),
        deadline_(std::move(deadline)),
        watch_(client, pods_target(run.service.namespace_name), {pod_selector(name_), ""}) {}

  // How the last try ended.
  base::Result<JobEnd> follow() {
    for (int left = run_.max_restarts; left >= 0; --left) {
      std::optional<std::string> uid = TRY(next_pod());
      if (!uid) return JobEnd{-1, over_, ""};
      last_ = TRY(follow_pod(*uid));
      // One that ended well is not made again by Kubernetes, also when its outputs are lost.
      if (last_.exit_code == 0 || !over_.empty()) break;
    }
    return last_;
  }

 private:
  const Value* pod(const std::string& uid) const {
    auto found = watch_.known().find(uid);
    return found == watch_.known().end() ? nullptr : &found->second;
  }

  // Waits for news of the pods, or a while. False: the job itself is over, and `over_` says why.
  base::Result<bool> wait_for_news() {
    auto news = watch_.wait(deadline_.at_most(kQuiet));
    if (news) return true;
    if (news.error().kind != ErrorKind::timeout || deadline_.stopped()) return tl::unexpected(news.error());
    if (deadline_.passed()) over_ = too_long(run_, last_.reason);
    if (over_.empty()) TRY(ask_job());
    return over_.empty();
  }

  base::Status ask_job() {
    auto job = TRY(client_.find(job_target(run_.service.namespace_name, name_), deadline_));
    if (!job || is_ending(*job)) {
      over_ = "it was removed while it ran";
      return {};
    }
    for (const Value& condition : kube::array_at(*job, {"status", "conditions"})) {
      if (kube::text_at(condition, {"reason"}) == "DeadlineExceeded") over_ = too_long(run_, last_.reason);
    }
    return {};
  }

  // A pod that was not followed yet and whose container has begun.
  base::Result<std::optional<std::string>> next_pod() {
    while (true) {
      for (const auto& [uid, each] : watch_.known()) {
        if (followed_.count(uid) > 0) continue;
        bool has_begun = has_run(each);
        auto trouble = has_begun ? std::nullopt : trouble_of(each, name_);
        if (trouble) TRY(give_up(*trouble));
        if (!has_begun) continue;
        followed_.insert(uid);
        trouble_since_.reset();
        return std::optional(uid);
      }
      if (!TRY(wait_for_news())) return std::optional<std::string>();
    }
  }

  // What heals soon gets its time.
  base::Status give_up(const Trouble& trouble) {
    using Steady = std::chrono::steady_clock;
    if (!trouble_since_) trouble_since_ = Steady::now();
    bool has_had_its_time =
        trouble.heals == Trouble::Heals::soon && Steady::now() - *trouble_since_ >= kTroublePatience;
    if (trouble.heals != Trouble::Heals::never && !has_had_its_time) return {};
    return tl::unexpected(
        base::Error{ErrorKind::unavailable, fmt::format("`{}`: {}", name_, trouble.why), trouble.remedy});
  }

  bool has_run(const Value& each) const {
    if (last_end(each, name_)) return true;
    for (const Value& status : kube::array_at(each, {"status", "containerStatuses"})) {
      if (kube::text_at(status, {"name"}) == name_) return kube::at(status, {"state", "running"}) != nullptr;
    }
    return false;
  }

  base::Result<JobEnd> follow_pod(const std::string& uid) {
    const kube::Target target = kube::target_of(*pod(uid));
    kube::LogOptions options;
    options.container = name_;
    options.follow = true;
    auto logged = kube::stream_logs(
        client_, {"v1", "Pod", run_.service.namespace_name, target.name}, options,
        [&](std::string_view bytes) { return write_all(log_, bytes); }, deadline_);
    if (!logged && deadline_.stopped()) return tl::unexpected(logged.error());

    std::optional<ContainerEnd> end;
    while (true) {
      const Value* now = pod(uid);
      end = now != nullptr ? last_end(*now, name_) : std::nullopt;
      if (now == nullptr || is_ending(*now)) TRY(ask_job());
      if (end || now == nullptr || !over_.empty()) break;
      if (!TRY(wait_for_news())) break;
    }
    if (!over_.empty()) return JobEnd{end ? end->exit_code : -1, over_, ""};
    if (!end) return JobEnd{-1, "its pod was removed while it ran", ""};
    JobEnd result{end->exit_code, end->exit_code == 0 ? "" : end->reason, ""};
    read_output({"v1", "Pod", run_.service.namespace_name, target.name}, result);
    return result;
  }

  // Also of a try that failed: it lets the pod end.
  void read_output(const kube::Target& pod, JobEnd& end) {
    auto output = read_outputs(client_, pod, deadline_.at_most(kToRead));
    if (!end.reason.empty()) return;
    if (!output && output.error().kind == ErrorKind::invalid) {
      end.reason = output.error().message;
    } else if (!output) {
      end.reason = "its outputs, if it left any, could not be read: " + output.error().message;
    } else if (!*output) {
      end.notice =
          "its outputs, if it left any, were not read: on Kubernetes that takes a `/bin/sh` in its image";
    } else {
      end.output = std::move(**output);
    }
  }

  kube::Client& client_;
  const JobRun& run_;
  const std::string& name_;
  int log_;
  Deadline deadline_;
  kube::Watch watch_;
  std::set<std::string> followed_;                                      // uids
  std::optional<std::chrono::steady_clock::time_point> trouble_since_;  // of the pod that is to come
  JobEnd last_;                                                         // how the try before ended
  std::string over_;                                                    // why the job ended before its time
};

base::Status end_job(kube::Client& client, const ServiceSpec& service, const Deadline& deadline) {
  TRY(remove_ours(client, job_target(service.namespace_name, service.name), deadline));
  return wait_until_gone(client, service.namespace_name, service.name, deadline);
}

}  // namespace

base::Result<JobEnd> run_kubernetes_job(kube::Client& client, const JobRun& run, const Deadline& deadline) {
  TRY(check_job(run));
  const ServiceSpec& service = run.service;
  base::Fd log = TRY(open_log(run.log_file));
  kube::Target target = job_target(service.namespace_name, service.name);
  if (TRY(remove_ours(client, target, deadline)))
    TRY(wait_until_gone(client, service.namespace_name, service.name, deadline));
  TRY(apply_secrets(client, service, deadline));
  auto made = client.create(target, job_object(run), deadline);
  if (!made) return tl::unexpected(made.error());
  auto end = Tries(client, run, log.get(), deadline.at_most(run.max_duration + kToStart)).follow();
  // Also when it was stopped.
  Deadline to_end = Deadline::in(kToEnd + std::chrono::seconds(service.workload.stop_grace_s));
  TRY(end_job(client, service, to_end));
  TRY(remove_secrets(client, service.namespace_name, service.name, to_end));
  if (deadline.stopped())
    return fail(ErrorKind::timeout, "`{}` was stopped, and so was its run", service.name);
  return end;
}

}  // namespace runtime
