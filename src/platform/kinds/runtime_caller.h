// The engine's calls on their way to what runs services, and to what they need there: instances, jobs, tokens.
#pragma once

#include "blueprint/kinds/cluster_caller.h"
#include "engine/drive/works.h"
#include "platform/target/environment_target.h"

namespace platform {

class RuntimeCaller final : public engine::Caller {
 public:
  // Both outlive it.
  RuntimeCaller(EnvironmentTarget& target, const Platform& platform);

  // Of `runtime`, with the operations and codes of kinds/service.cpp and kinds/token.cpp; anything else goes to the
  // cluster and its account. What is put or removed goes on behind the call. It is stopped when this ends: as it does
  // when the run has ended, or has lost its lease.
  engine::Answer call(const engine::Call& call, const base::Deadline& deadline) override;

  // Why a thing of a kind could not be put, removed or looked at, in the words of who tried it last.
  std::optional<base::Error> why_failed(const std::string& kind, const std::string& name);

 private:
  engine::Answer of_runtime(const engine::Request& request, const base::Deadline& deadline);
  engine::Answer begin(const std::string& operation, const std::string& service);
  engine::Answer look(const std::string& service, const base::Deadline& deadline);
  engine::Answer describe(const std::string& service, bool is_put, const base::Deadline& deadline);
  engine::Answer read_token(const std::string& name, const json::Value& input);
  engine::Answer find_token(const std::string& name) const;
  engine::Answer failed(std::string_view kind, const std::string& name, const base::Error& error);

  EnvironmentTarget& target_;
  const Platform& platform_;
  blueprint::ClusterCaller cluster_;
  std::mutex mutex_;
  std::map<std::string, std::string> last_;  // by service: the operation that was begun last
  std::map<std::pair<std::string, std::string>, base::Error> failures_;  // by kind and name
  engine::Works works_;
};

}  // namespace platform
