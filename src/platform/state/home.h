// Where Slipway keeps what it must remember: folders for their owner only, files written atomically.
//
//   account/                                  data of the embedded account, unless --data-dir says another
//   environments/ORGANIZATION/PROJECT/ENVIRONMENT.json   what was made for an environment (state.h)
//   environments/ORGANIZATION/PROJECT/ENVIRONMENT/       what was made for it, as the engine keeps it
//   specifications/NAMESPACE.json             what was asked for of an environment
//   clusters/ORGANIZATION/CLUSTER@REGION/     what was made for a cluster, shared by its environments, as the engine
//                                             keeps it (engine/keep/file_keep.h); the same with `.json` behind it is a
//                                             file that says so to a Slipway that knows no engine
//   (either of these folders).at              where the engine keeps it instead (engine/keep/places.h)
//   tokens/NAMESPACE/SERVICE/token            service-account tokens, mounted into the services
//   job-logs/, job-outputs/, job-removals/    of lifecycle jobs, by namespace
//   expiry.log, expiry.lock                   of what removes previews (cli/world/expiry_watch.h)
//   digest.key                                of the digests of what may be secret (digest_key.h)
//   runtime/                                  files of the agent and of the process runtime
#pragma once

#include <string>

#include "base/result.h"
#include "engine/keep/places.h"
#include "platform/desired/configuration.h"

namespace platform {

class Home {
 public:
  explicit Home(std::string root) : root_(root), places_{std::move(root), {}} {}

  // $SLIPWAY_HOME, else $XDG_STATE_HOME/slipway, else ~/.local/state/slipway.
  static base::Result<Home> find();

  const std::string& root() const { return root_; }
  // Where the engine's states of its environments and clusters are.
  const engine::Places& places() const { return places_; }
  void give(engine::GivenStates states) { places_.given = std::move(states); }
  std::string account_dir() const { return root_ + "/account"; }
  std::string runtime_dir() const { return root_ + "/runtime"; }
  std::string digest_key_file() const { return root_ + "/digest.key"; }
  std::string environments_dir() const { return root_ + "/environments"; }
  // What was asked for, with the values of variables (specification.h).
  std::string specifications_dir() const { return root_ + "/specifications"; }
  std::string environment_journal(const std::string& organization, const std::string& project,
                                  const std::string& name) const;
  std::string cluster_journal(const std::string& organization, const blueprint::Cluster& cluster) const;
  std::string cluster_file(const std::string& organization, const blueprint::Cluster& cluster) const {
    return cluster_journal(organization, cluster) + ".json";
  }
  std::string token_folder(const std::string& namespace_name, const std::string& service) const {
    return root_ + "/tokens/" + namespace_name + "/" + service;
  }
  // What the runs of a lifecycle job printed, a file for each event.
  std::string job_log(const std::string& namespace_name, const std::string& job,
                      const std::string& event) const {
    return root_ + "/job-logs/" + namespace_name + "/" + job + "/" + event + ".log";
  }
  // The outputs of lifecycle jobs, which may be secret.
  std::string job_outputs(const std::string& namespace_name, const std::string& job) const {
    return root_ + "/job-outputs/" + namespace_name + "/" + job + ".json";
  }
  // What a job's delete event is to run, with its variables.
  std::string job_removal(const std::string& namespace_name, const std::string& job) const {
    return root_ + "/job-removals/" + namespace_name + "/" + job + ".json";
  }
  std::string namespace_tokens(const std::string& namespace_name) const {
    return root_ + "/tokens/" + namespace_name;
  }

 private:
  std::string root_;
  engine::Places places_;
};

}  // namespace platform
