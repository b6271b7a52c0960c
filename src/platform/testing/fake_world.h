// For tests: a small account, cluster and runtime in memory, which can be made to fail at any call.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "platform/target/connections.h"
#include "platform/target/environment_target.h"
#include "runtime/cron.h"

namespace platform {

class FakeWorld final : public Connections {
 public:
  struct Role {
    std::string arn;
    std::string trust;
    json::Array tags;
    std::set<std::string> attached;
  };
  struct Provider {
    json::Array client_ids;
    json::Array tags;
  };
  struct EksCluster {
    json::Object tags;
  };

  // What there is. Tests read it, and put things into it that somebody else made.
  std::map<std::string, Role> roles;
  std::map<std::string, Provider> providers;
  std::map<std::string, EksCluster> clusters;
  std::map<std::string, Namespace> namespaces;
  std::vector<std::string> foreign_objects;                  // in any namespace
  std::map<std::string, ServiceAccount> service_accounts;    // NAMESPACE/NAME
  std::map<std::string, runtime::ServiceSpec> services;      // NAMESPACE/NAME
  std::map<std::string, runtime::CronJob> cron_jobs;         // NAMESPACE/NAME
  runtime::CronFacts cron_facts;                             // how their runs went
  std::map<std::string, runtime::DesiredToken> kept_tokens;  // NAMESPACE/SERVICE

  std::function<std::string()> cluster_status;  // as EKS tells it; empty: ACTIVE

  std::function<runtime::JobEnd(const runtime::JobRun&)> on_job;  // what jobs do; empty: they succeed

  std::function<base::Status(std::vector<runtime::Instance>&)> on_list;  // what a runtime tells; may fail

  // Every call counts. The call of this number fails, before or after its effect: as if the program had been killed.
  int calls = 0;
  int fail_at = -1;
  bool fail_after_effect = false;
  // What changes something, in order: `iam CreateRole slipway-eks-dev`.
  std::vector<std::string> changes;
  base::Time now = base::from_seconds(1'800'000'000);

  bool is_empty() const {
    return roles.empty() && providers.empty() && clusters.empty() && namespaces.empty() &&
           service_accounts.empty() && services.empty() && cron_jobs.empty() && kept_tokens.empty();
  }

  base::Result<AccountAccess> open_account(const AccountReference& account, bool may_start,
                                           const Progress& progress) override;
  std::unique_ptr<Cloud> cloud(const AccountAccess& access, const std::string& region) override;
  base::Result<std::unique_ptr<ClusterApi>> cluster_api(const Cluster& cluster, const AccountAccess& access,
                                                        const ClusterAddress& address) override;
  base::Result<runtime::Runtime*> runtime(const std::string& wanted, const Cluster& cluster) override;
  base::Result<Fetched> fetch_issuer(const AccountAccess& access, const std::string& url) override;
  base::Status keep_token(const runtime::DesiredToken& desired) override;
  base::Status forget_token(const std::string& namespace_name, const std::string& service) override;

  // `effect` runs unless this is the call that fails before it.
  template <typename Effect>
  bool perform(const std::string& change, Effect effect) {
    bool fails = calls++ == fail_at;
    if (fails && !fail_after_effect) return false;
    if (!change.empty()) changes.push_back(change);
    effect();
    return !fails;
  }

 private:
  std::unique_ptr<runtime::Runtime> runtime_;
};

inline constexpr const char* kFakeAccount = "123456789012";
inline constexpr const char* kFakeIssuer = "https://oidc.eks.eu-west-3.amazonaws.com/id/ABCD";

// A signed-looking token; its signature is none.
std::string fake_token(const std::string& subject, base::Time issued, int64_t life_s);

}  // namespace platform
