// What was given on the command line, whichever command it is for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/policy_arguments.h"

namespace cli {

struct Arguments : PolicyArguments {
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
  bool follow = false;             // logs, cluster logs, account calls
  bool raw = false;                // logs, cluster logs

  std::string state_place;                 // where states are kept: an address; empty: as SLIPWAY_STATE says
  std::string to_place;                    // state migrate: the same
  std::string state;                       // state: of which cluster or environment
  std::string address;                     // state: of a thing
  std::string id;                          // state adopt: AWS's, of the thing; empty: it is known by its name
  std::string new_address;                 // state move
  std::string out;                         // state backup, plan: a file
  std::string version;                     // state restore
  bool force = false;                      // state restore
  bool markdown = false;                   // plan
  std::vector<std::string> targets;        // plan: addresses
  std::vector<std::string> excludes;       // plan: the same
  std::vector<std::string> allow_destroy;  // up, down: the same
  std::string max_destroy;                 // up: a number; empty: any
  bool ignores_insights = false;           // up, plan
  bool tells_difference = false;           // drift, plan: by the exit code

  std::string state_dir;  // agent, cluster run

  bool notices = false;            // version
  std::string shell;               // completion
  std::vector<std::string> topic;  // help: a command

  std::string phase, format;  // permissions
  std::string policy_file;    // permissions check
  bool prove = false;         // rehearse
  std::string faults;         // rehearse: a number
  std::string timeline;       // rehearse: a file

  std::string program;  // cluster logs
  std::string image;    // cluster load
  bool forget = false;  // cluster stop

  std::string catalog_action;  // catalog

  // account
  std::string data_dir;  // empty: the default
  uint16_t port = 0;
  std::vector<std::string> listen;
  std::string account_id;
  std::vector<std::string> issuers;  // HOST=ADDRESS:PORT
  std::string account_name;          // env, create, interrupt; cluster
  std::string region;                // env, interrupt; cluster
  bool https = false;                // env
  std::string log;                   // serve: what is logged besides
  std::string speed;                 // serve
  bool rates = false;                // serve
  std::string consistency;           // serve
  std::string consistency_seed;      // serve: a number; empty: any
  std::string advance;               // clock: 10m
  std::string quota_action;          // quota
  std::string quota_service;         // quota: vpc
  std::string quota;                 // quota: its code or name
  std::string quota_value;           // quota: a number
  std::string instance;              // interrupt
  std::string interruption;          // interrupt
  std::string fault_action;          // fault
  std::string fault_call;            // fault: SERVICE:OPERATION
  std::string fault_when;            // fault
  std::string fault_error;           // fault
  std::string fault_times;           // fault
  std::string fault_delay;           // fault: seconds
  std::string snapshot_action;       // snapshot
  std::string snapshot;              // snapshot: its name
};

}  // namespace cli
