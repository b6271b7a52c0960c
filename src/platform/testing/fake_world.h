// For tests: the world that the platform works in, in this process, which can be made to fail at any call.
//
// AWS in it is the account that the program embeds, behind the platform's own client. The cluster's API, the runtime
// and the agent are fakes of their contracts (cluster_api.h, runtime.h, connections.h): maps that say yes.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/testing/faulty_transport.h"
#include "platform/target/connections.h"
#include "platform/testing/simulated_account.h"
#include "runtime/cron.h"

namespace platform {

inline constexpr std::string_view kFakeFails = "the fake fails here";  // what its error says

class FakeWorld final : public Connections {
 public:
  // `clock` outlives the world.
  explicit FakeWorld(const base::Clock& clock, account::Speed speed = account::Speed::instant());

  // What there is. Tests read it, and put things into it that somebody else made.
  std::unique_ptr<SimulatedAccount> account;
  std::map<std::string, blueprint::Namespace> namespaces;
  std::vector<std::string> foreign_objects;                           // in any namespace
  std::map<std::string, blueprint::ServiceAccount> service_accounts;  // NAMESPACE/NAME
  std::map<std::string, runtime::ServiceSpec> services;               // NAMESPACE/NAME
  std::map<std::string, runtime::CronJob> cron_jobs;                  // NAMESPACE/NAME
  runtime::CronFacts cron_facts;                                      // how their runs went
  std::map<std::string, runtime::DesiredToken> kept_tokens;           // NAMESPACE/SERVICE

  std::function<runtime::JobEnd(const runtime::JobRun&)> on_job;  // what jobs do; empty: they succeed

  std::function<base::Status(std::vector<runtime::Instance>&)> on_list;  // what a runtime tells; may fail

  // Every call that may fail counts: each try of a call to AWS, and what changes something in the fakes.
  std::shared_ptr<net::Faults> faults = std::make_shared<net::Faults>();
  // What was asked to change something, in order: `iam CreateRole slipway-eks-dev`.
  std::vector<std::string> changes;

  bool is_empty() const {
    return account->is_empty() && namespaces.empty() && service_accounts.empty() && services.empty() &&
           cron_jobs.empty() && kept_tokens.empty();
  }

  base::Result<blueprint::AccountAccess> open_account(const blueprint::AccountReference& account,
                                                      bool may_start,
                                                      const blueprint::Progress& progress) override;
  std::unique_ptr<blueprint::Cloud> cloud(const blueprint::AccountAccess& access,
                                          const std::string& region) override;
  base::Result<std::unique_ptr<blueprint::ClusterApi>> cluster_api(
      const blueprint::Cluster& cluster, const blueprint::AccountAccess& access,
      const blueprint::ClusterAddress& address) override;
  base::Result<runtime::Runtime*> runtime(const std::string& wanted,
                                          const blueprint::Cluster& cluster) override;
  base::Result<Fetched> fetch_issuer(const blueprint::AccountAccess& access, const std::string& url) override;
  base::Status keep_token(const runtime::DesiredToken& desired) override;
  base::Status forget_token(const std::string& namespace_name, const std::string& service) override;

  // A call to one of the fakes: its effect, unless it is the call that fails before it.
  base::Status perform(const std::string& change, const std::function<void()>& effect);

  const base::Clock& clock() const { return *clock_; }

 private:
  const base::Clock* clock_;
  std::unique_ptr<base::Random> random_;
  std::unique_ptr<runtime::Runtime> runtime_;
};

}  // namespace platform
