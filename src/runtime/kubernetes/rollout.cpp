#include "runtime/kubernetes/rollout.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "kube/logs.h"
#include "kube/object.h"
#include "kube/watch.h"
#include "runtime/kubernetes/identity.h"
#include "runtime/kubernetes/objects.h"
#include "runtime/kubernetes/ownership.h"
#include "runtime/kubernetes/pods.h"
#include "runtime/kubernetes/probes.h"
#include "runtime/kubernetes/secrets.h"

namespace runtime {
namespace {

using base::Deadline;
using base::ErrorKind;
using base::fail;
using json::Value;
using Steady = std::chrono::steady_clock;
using Progress = std::function<void(const std::string&)>;

constexpr auto kQuiet = std::chrono::seconds(1);  // without news: has what should heal had its time?
constexpr auto kAsk = std::chrono::seconds(3);    // why does the Deployment not make its pods?
constexpr auto kToAskEvents = std::chrono::seconds(5);
constexpr std::string_view kDeletionCost = "controller.kubernetes.io/pod-deletion-cost";

base::Error trouble_error(const ServiceSpec& service, const Trouble& trouble, const std::string& words) {
  return {ErrorKind::unavailable, fmt::format("`{}`: {}{}", service.name, trouble.why, words),
          trouble.remedy};
}

// Its controller has seen what it says now, and nothing is left to do.
bool is_rolled_out(const Value& deployment) {
  int64_t wanted = kube::int_at(deployment, {"spec", "replicas"});
  auto status = [&](std::string_view field) { return kube::int_at(deployment, {"status", field}); };
  return status("observedGeneration") == kube::int_at(deployment, {"metadata", "generation"}) &&
         status("replicas") == wanted && status("updatedReplicas") == wanted &&
         status("availableReplicas") == wanted;
}

bool was_there_before(const Value& applied) {
  return kube::int_at(applied, {"status", "observedGeneration"}) > 0;
}

// "; it printed last: ..."
std::string last_words(kube::Client& client, const Value& pod, const std::string& container,
                       const Deadline& deadline) {
  kube::LogOptions options;
  options.container = container;
  options.tail = 5;
  options.max_bytes = 4096;
  auto log =
      kube::read_logs(client, kube::target_of(pod), options, deadline.at_most(std::chrono::seconds(10)));
  if (!log) return "";
  std::string_view text = base::trim(*log);
  return text.empty() ? "; it printed nothing" : fmt::format("; it printed last: {}", text);
}

// The oldest stay, as everywhere; of themselves, ReplicaSets end those first that they like least.
base::Status keep_the_first(kube::Client& client, const std::vector<Value>& pods, const ServiceSpec& service,
                            const Deadline& deadline) {
  std::vector<Instance> all = instances_of(pods);
  auto count = static_cast<int>(all.size());
  if (count <= service.instances) return {};
  for (int i = 0; i < service.instances; ++i) {
    kube::Target pod{"v1", "Pod", service.namespace_name, all[static_cast<size_t>(i)].id};
    json::Object cost{{std::string(kDeletionCost), std::to_string(count - i)}};
    auto patched = client.patch(pod, kube::PatchType::merge,
                                json::Object{{"metadata", json::Object{{"annotations", cost}}}}, deadline);
    if (!patched && patched.error().kind != ErrorKind::not_found) return tl::unexpected(patched.error());
  }
  return {};
}

class Rollout {
 public:
  Rollout(kube::Client& client, PodWatch& pods, const ServiceSpec& service, std::string renewal,
          const Progress& progress)
      : client_(client), pods_(pods), service_(service), renewal_(std::move(renewal)), progress_(progress) {}

  base::Status wait(const Deadline& deadline) {
    while (true) {
      auto news = pods_.wait(service_.name, seen_, deadline.at_most(complete_since_ ? kSettle : kQuiet));
      if (!news && news.error().kind != ErrorKind::timeout) return news;
      std::vector<Value> pods = pods_.pods_of(service_.name);
      if (is_complete(pods)) {
        if (!complete_since_) complete_since_ = Steady::now();
        if (Steady::now() - *complete_since_ >= kSettle) return {};
      } else {
        complete_since_.reset();
        TRY(tell(pods, deadline));
        if (!has_its_pods(pods) && Steady::now() - asked_ >= kAsk) TRY(ask_deployment(deadline));
        TRY(give_up());
      }
      if (deadline.passed()) return too_late(deadline);
    }
  }

 private:
  bool is_wanted(const Value& pod) const {
    return kube::text_at(pod, {"metadata", "annotations", kFingerprintAnnotation}) == service_.fingerprint &&
           renewal_of(pod) == renewal_;
  }

  bool is_complete(const std::vector<Value>& pods) {
    int ready = 0;
    int others = 0;
    for (const Value& pod : pods) {
      if (is_ending(pod)) continue;
      bool good = is_wanted(pod) && is_ready(pod) && !identity_trouble(pod, service_);
      good ? ++ready : ++others;
    }
    return ready == service_.instances && others == 0;
  }

  // Then the Deployment has no more to say than they.
  bool has_its_pods(const std::vector<Value>& pods) const {
    return std::count_if(pods.begin(), pods.end(), [&](const Value& pod) {
             return is_wanted(pod) && !is_ending(pod);
           }) >= service_.instances;
  }

  // What each pod is at, and what is wrong with it.
  base::Status tell(const std::vector<Value>& pods, const Deadline& deadline) {
    if (!std::exchange(has_begun_, true)) {
      progress_(fmt::format("rolling out `{}`: {} instance{}", service_.name, service_.instances,
                            service_.instances == 1 ? "" : "s"));
    }
    trouble_.reset();
    for (const Value& pod : pods) {
      if (!is_wanted(pod) || is_ending(pod)) continue;
      if (auto lacking = identity_trouble(pod, service_))
        return tl::unexpected(trouble_error(service_, *lacking, ""));
      std::string stage = stage_of(pod, service_.name);
      std::string& told = told_[kube::name_of(pod)];
      if (stage != told) progress_(fmt::format("{}: {}", kube::name_of(pod), stage));
      told = stage;
      auto trouble = trouble_with(pod, deadline);
      if (!trouble) continue;
      if (trouble->heals == Trouble::Heals::never) {
        std::string words = trouble->has_logs ? last_words(client_, pod, service_.name, deadline) : "";
        return tl::unexpected(trouble_error(service_, *trouble, words));
      }
      tell_trouble(*trouble);
    }
    return {};
  }

  // Where a probe is what keeps it from getting on, the pod itself does not say so.
  std::optional<Trouble> trouble_with(const Value& pod, const Deadline& deadline) {
    auto trouble = trouble_of(pod, service_.name);
    bool is_unready = !trouble && service_.workload.readiness && runs(pod, service_.name) && !is_ready(pod);
    bool has_ended = trouble && trouble->has_logs && service_.workload.liveness;
    if (!is_unready && !has_ended) return trouble;
    auto probe =
        probe_trouble(client_, pod, is_unready ? "Readiness" : "Liveness", deadline.at_most(kToAskEvents));
    if (probe) probes_[kube::name_of(pod)] = *probe;
    auto known = probes_.find(kube::name_of(pod));
    if (known == probes_.end()) return trouble;
    Trouble result = known->second;
    if (trouble) result.heals = trouble->heals;
    return result;
  }

  void tell_trouble(const Trouble& trouble) {
    if (trouble.why != last_why_) progress_(fmt::format("`{}`: {}", service_.name, trouble.why));
    last_why_ = trouble.why;
    trouble_ = trouble;
  }

  base::Status ask_deployment(const Deadline& deadline) {
    asked_ = Steady::now();
    kube::Target target = deployment_target(service_.namespace_name, service_.name);
    auto deployment = client_.find(target, deadline);
    if (!deployment && deadline.passed()) return {};
    if (!deployment) return tl::unexpected(deployment.error());
    if (!*deployment)
      return fail(ErrorKind::conflict, "`{}` was removed by somebody while it was rolled out", service_.name);
    if (auto trouble = creation_trouble(**deployment)) {
      creation_ = trouble;
      tell_trouble(*trouble);
    } else {
      creation_.reset();
    }
    return {};
  }

  // What should heal soon has had its time.
  base::Status give_up() {
    if (!trouble_ && creation_) trouble_ = creation_;
    if (!trouble_ || trouble_->heals != Trouble::Heals::soon) {
      soon_since_.reset();
      return {};
    }
    if (!soon_since_) soon_since_ = Steady::now();
    if (Steady::now() - *soon_since_ < kTroublePatience) return {};
    return tl::unexpected(trouble_error(service_, *trouble_, ""));
  }

  base::Status too_late(const Deadline& deadline) const {
    if (deadline.stopped()) return fail(ErrorKind::timeout, "the rollout of `{}` was stopped", service_.name);
    std::string why = trouble_ ? trouble_->why : "its instances are not ready yet";
    return tl::unexpected(base::Error{ErrorKind::timeout,
                                      fmt::format("`{}` did not get ready in time: {}", service_.name, why),
                                      trouble_ ? trouble_->remedy : ""});
  }

  kube::Client& client_;
  PodWatch& pods_;
  const ServiceSpec& service_;
  const std::string renewal_;
  const Progress& progress_;
  int64_t seen_ = 0;
  Steady::time_point asked_ = Steady::now();
  bool has_begun_ = false;
  std::map<std::string, std::string> told_;  // stage, by pod
  std::map<std::string, Trouble> probes_;    // why they failed when last asked, by pod
  std::string last_why_;
  std::optional<Trouble> trouble_;
  std::optional<Trouble> creation_;  // of pods that are not even made, as last seen
  std::optional<Steady::time_point> soon_since_;
  std::optional<Steady::time_point> complete_since_;
};

}  // namespace

base::Status roll_out(kube::Client& client, PodWatch& pods, const ServiceSpec& service,
                      const Progress& progress, const Deadline& deadline) {
  int64_t seen = 0;
  TRY(pods.wait(service.name, seen, deadline));
  TRY(keep_the_first(client, pods.pods_of(service.name), service, deadline));
  TRY(apply_secrets(client, service, deadline));
  bool listens = !service.workload.ports.empty();
  if (listens) TRY(apply_after_asking(client, service_object(service), deadline));
  Value wanted = deployment_object(service);
  std::string renewal = renew_identity(pods.pods_of(service.name), service, wanted);
  Value deployment = TRY(apply_ours(client, wanted, deadline));
  bool was_there = was_there_before(deployment);
  if (!listens && was_there)
    TRY(remove_ours(client, service_target(service.namespace_name, service.name), deadline));
  if (is_rolled_out(deployment)) return {};
  TRY(Rollout(client, pods, service, renewal, progress).wait(deadline));
  // Not before: instances of before are started again with theirs.
  return was_there ? remove_other_secrets(client, service, deadline) : base::Status();
}

}  // namespace runtime
