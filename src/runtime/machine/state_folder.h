// Where things are in a state folder (mode 0700):
//
//   services/NAMESPACE/SERVICE.json          what is to run as processes (0600: may hold secrets)
//   instances/NAMESPACE/SERVICE/INDEX.json   what does run
//   jobs/NAMESPACE/SERVICE.json              the job that runs as a process just now
//   logs/NAMESPACE/SERVICE/INDEX.log         what it printed; INDEX.log.1 is the older part
//   home/NAMESPACE/SERVICE/                  HOME and working folder of its processes
//   files/NAMESPACE/SERVICE/PATH             what it finds at PATH; only the folders keep others out
//   outputs/NAMESPACE/SERVICE/               what the job that runs just now leaves for others
//   tokens/NAMESPACE/SERVICE.json            tokens to renew
//   agent.lock, agent.json, agent.wake, agent.log
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace runtime {

inline constexpr std::string_view kServices = "services";
inline constexpr std::string_view kInstances = "instances";
inline constexpr std::string_view kLogs = "logs";
inline constexpr std::string_view kHomes = "home";
inline constexpr std::string_view kTokens = "tokens";
inline constexpr std::string_view kJobs = "jobs";
inline constexpr std::string_view kFiles = "files";
inline constexpr std::string_view kOutputs = "outputs";

// STATE_DIR/KIND/NAMESPACE/SERVICE
std::string state_path(const std::string& state_dir, std::string_view kind, const std::string& namespace_name,
                       const std::string& service);

// Makes the file's folder (0700) and writes it atomically (0600).
base::Status write_state(const std::string& path, const json::Value& value);
// Removes a file or folder, and its parents up to and without `state_dir`'s as far as they are empty.
base::Status remove_state(const std::string& state_dir, const std::string& path);
// All documents below STATE_DIR/KIND, by path. One that disappears meanwhile is left out.
base::Result<std::vector<json::Value>> read_states(const std::string& state_dir, std::string_view kind);

}  // namespace runtime
