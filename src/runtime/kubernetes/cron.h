// A cron job as a Kubernetes CronJob, with the same Secret as a service.
#pragma once

#include "kube/client.h"
#include "runtime/cron.h"

namespace runtime {

class KubernetesCron final : public Cron {
 public:
  // `client` outlives it.
  explicit KubernetesCron(kube::Client& client) : client_(client) {}

  base::Status put(const CronJob& job, const base::Deadline& deadline) override;
  base::Result<std::optional<CronFacts>> find(const std::string& namespace_name, const std::string& name,
                                              const base::Deadline& deadline) override;

 private:
  kube::Client& client_;
};

}  // namespace runtime
