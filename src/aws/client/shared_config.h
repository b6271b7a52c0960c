// The files ~/.aws/config and ~/.aws/credentials, shared by all of AWS's tools, and the variables beside them.
//
// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace aws {

// Looks up a variable. Passed in, so that tests need not change this process.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;
Environment process_environment();

// Settings of one profile by name in lower case.
using Profile = std::map<std::string, std::string, std::less<>>;

struct SharedConfig {
  std::map<std::string, Profile, std::less<>> profiles;

  const Profile* find(std::string_view name) const;
  // A setting of a profile; empty if either is absent.
  std::string get(std::string_view profile, std::string_view setting) const;
};

// Files that are not there are empty. A setting of the credentials file wins over the same one of the config
// file. Errors name file and line.
base::Result<SharedConfig> load_shared_config(const Environment& environment);

// One such file. In the config file (`is_config`) profiles but `default` are named [profile NAME].
base::Status parse_shared_file(std::string_view text, std::string_view path, bool is_config,
                               SharedConfig& into);

// What a tool is set to: `profile` if it is given, else AWS_PROFILE or `default`.
struct Settings {
  std::string profile;
  bool profile_was_named = false;  // on the command line: variables with keys do not count then
  std::string region;              // AWS_REGION, AWS_DEFAULT_REGION, the profile's; may be empty
  std::string endpoint;            // AWS_ENDPOINT_URL, the profile's; empty: AWS's own
  std::string authorities_pem;     // of AWS_CA_BUNDLE or the profile's ca_bundle; may be empty
  SharedConfig shared;
};
// Not found: a profile that was named and is in no file.
base::Result<Settings> load_settings(const Environment& environment, std::string_view profile = {});

}  // namespace aws
