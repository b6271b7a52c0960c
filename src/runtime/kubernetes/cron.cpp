#include "runtime/kubernetes/cron.h"

#include "kube/object.h"
#include "runtime/kubernetes/objects.h"
#include "runtime/kubernetes/ownership.h"
#include "runtime/kubernetes/secrets.h"
#include "runtime/machine/outputs.h"

namespace runtime {

base::Status KubernetesCron::put(const CronJob& job, const base::Deadline& deadline) {
  TRY(check_job({job.service, job.max_restarts, job.max_duration, ""}));
  TRY(apply_secrets(client_, job.service, deadline));
  TRY(apply_after_asking(client_, cron_job_object(job), deadline));
  return remove_other_secrets(client_, job.service, deadline);
}

base::Result<std::optional<CronFacts>> KubernetesCron::find(const std::string& namespace_name,
                                                            const std::string& name,
                                                            const base::Deadline& deadline) {
  auto found = TRY(client_.find(cron_job_target(namespace_name, name), deadline));
  if (!found || !is_ours(*found) || kube::at(*found, {"metadata", "deletionTimestamp"}))
    return std::optional<CronFacts>();
  CronFacts facts;
  facts.fingerprint = kube::text_at(*found, {"metadata", "annotations", kFingerprintAnnotation});
  facts.last_run = base::parse_iso8601(kube::text_at(*found, {"status", "lastScheduleTime"}));
  facts.last_success = base::parse_iso8601(kube::text_at(*found, {"status", "lastSuccessfulTime"}));
  facts.running = static_cast<int>(kube::array_at(*found, {"status", "active"}).size());
  return std::optional(facts);
}

}  // namespace runtime
