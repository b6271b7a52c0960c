// The real ways out of this process: embedded and other accounts, clusters, runtimes, the agent.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/deadline.h"
#include "base/random.h"
#include "platform/state/home.h"
#include "platform/target/connections.h"

namespace cli {

class RealConnections final : public platform::Connections {
 public:
  RealConnections(const platform::Home& home, const base::Clock& clock, base::Random& random,
                  base::Deadline deadline);

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
  base::Result<platform::Fetched> fetch_issuer(const blueprint::AccountAccess& access,
                                               const std::string& url) override;
  // Which runtime was picked where the user left it open, and why: lines to show. Not while a plan is carried out.
  const std::vector<std::string>& notices() const { return notices_; }
  base::Status keep_token(const runtime::DesiredToken& desired) override;
  base::Status forget_token(const std::string& namespace_name, const std::string& service) override;

 private:
  base::Result<kube::Access> kube_access(const blueprint::Cluster& cluster,
                                         const blueprint::AccountAccess& access,
                                         const blueprint::ClusterAddress& address);
  base::Result<std::unique_ptr<runtime::Runtime>> kubernetes(const blueprint::Cluster& cluster);

  const platform::Home& home_;
  const base::Clock& clock_;
  base::Random& random_;
  base::Deadline deadline_;
  std::mutex mutex_;  // of these two: the engine's calls come from several threads
  std::vector<std::string> notices_;
  std::map<std::string, std::unique_ptr<runtime::Runtime>> runtimes_;  // by what was wanted, and where
};

}  // namespace cli
