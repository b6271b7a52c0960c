// Where Slipway keeps what it must remember: folders for their owner only, files written atomically.
//
//   account/                                      data of the embedded account, unless --data-dir says
//   another folder environments/ORGANIZATION/PROJECT/ENVIRONMENT.json   what was made for an environment
//   (platform/state.h) clusters/ORGANIZATION/CLUSTER.json            what was made for a cluster, shared by
//   its environments tokens/NAMESPACE/SERVICE/token                service-account tokens, mounted into the
//   services runtime/                                      files of the agent and of the process runtime
#pragma once

#include <string>

#include "base/result.h"

namespace platform {

class Home {
 public:
  explicit Home(std::string root) : root_(std::move(root)) {}

  // $SLIPWAY_HOME, else $XDG_STATE_HOME/slipway, else ~/.local/state/slipway.
  static base::Result<Home> find();

  const std::string& root() const { return root_; }
  std::string account_dir() const { return root_ + "/account"; }
  std::string runtime_dir() const { return root_ + "/runtime"; }
  std::string environments_dir() const { return root_ + "/environments"; }
  std::string clusters_dir() const { return root_ + "/clusters"; }
  std::string token_folder(const std::string& namespace_name, const std::string& service) const {
    return root_ + "/tokens/" + namespace_name + "/" + service;
  }
  std::string namespace_tokens(const std::string& namespace_name) const {
    return root_ + "/tokens/" + namespace_name;
  }

 private:
  std::string root_;
};

}  // namespace platform
