// The command line, read. The one place that knows CLI11.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/policy_arguments.h"

namespace cli {

struct Arguments {
  std::string command;  // `up`, or `account serve`
  bool json = false;

  std::string file;                // up, down
  bool yes = false;                // up, down, clone, stop, account reset
  bool skip_jobs = false;          // down
  bool expired = false;            // down
  std::string expires;             // clone: how long it is to live
  std::string environment;         // down, clone, stop
  std::string name;                // clone: of the new environment
  std::string event;               // job
  std::string service;             // shell, logs, doctor, job
  std::string cluster;             // doctor, instead of a service; cluster, with account_name and region
  std::vector<std::string> words;  // shell: the command to run
  bool follow = false;             // logs, cluster logs
  bool raw = false;                // logs, cluster logs

  std::string state_dir;  // agent, cluster run

  std::string program;  // cluster logs
  std::string image;    // cluster load
  bool forget = false;  // cluster stop

  PolicyArguments policy;
  std::string catalog_action;  // catalog

  // account
  std::string data_dir;  // empty: the default
  uint16_t port = 0;
  std::vector<std::string> listen;
  std::string account_id;
  std::map<std::string, std::string> issuers;  // HOST -> ADDRESS:PORT
  std::string account_name;                    // env, create; cluster
  std::string region;                          // env; cluster
  bool https = false;                          // env
};

// What to do: run a command, or leave with `exit_code` after printing `text` (help, version, or what was wrong).
struct Parsed {
  std::optional<Arguments> arguments;
  int exit_code = 0;
  std::string text;
};
Parsed parse_arguments(int count, const char* const* words);

}  // namespace cli
