// One cluster, user or context of a kubeconfig: its members with their places. Internal to kube.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "kube/access.h"

namespace kube {

// Reads members of one entry; errors say FILE:LINE:COLUMN.
class EntryReader {
 public:
  EntryReader(const json::Value& value, std::string file) : value_(value), file_(std::move(file)) {}

  // Empty if it is absent or null.
  base::Result<std::string> text(std::string_view name) const;
  base::Result<bool> flag(std::string_view name) const;
  const json::Value* find(std::string_view name) const { return value_.find(name); }
  // The bytes of NAME-data (base64), else of the file that NAME says; empty: neither is there.
  base::Result<std::string> data_or_file(std::string_view name) const;
  // Relative to the folder of the kubeconfig.
  std::string path_of(const std::string& path) const;
  const std::string& file() const { return file_; }

  base::Error error(const json::Value* where, std::string message, std::string hint = "") const;

 private:
  const json::Value& value_;
  std::string file_;
};

// The user's credentials; nullptr: it has none. `headers` gets whom to impersonate. `cluster` is for plugins
// that want to know it.
base::Result<CredentialSource> credentials_of(const EntryReader& user, const json::Value& cluster,
                                              const std::string& cluster_authority_pem, net::Headers& headers,
                                              const base::Clock& clock);

}  // namespace kube
