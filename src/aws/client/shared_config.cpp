#include "aws/client/shared_config.h"

#include <cstdlib>

#include "base/file.h"
#include "base/text.h"

namespace aws {
namespace {

using base::ErrorKind;
using base::fail;

std::string first_of(const Environment& environment, std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) {
    if (auto value = environment(name); value && !value->empty()) return *value;
  }
  return {};
}

// [default], [profile NAME] in the config file, [NAME] in the credentials file; nullopt for sections of other
// kinds ([sso-session NAME], [services NAME]).
std::optional<std::string> profile_name(std::string_view section, bool is_config) {
  section = base::trim(section);
  if (!is_config || section == "default") return std::string(section);
  constexpr std::string_view kWord = "profile";
  if (!section.starts_with(kWord)) return std::nullopt;
  section.remove_prefix(kWord.size());
  if (section.empty() || (section[0] != ' ' && section[0] != '\t')) return std::nullopt;
  section = base::trim(section);
  if (section.size() >= 2 && section.front() == '"' && section.back() == '"') {
    section = section.substr(1, section.size() - 2);
  }
  return std::string(section);
}

std::string_view without_comment(std::string_view value) {
  for (std::string_view mark : {" #", " ;", "\t#", "\t;"}) value = value.substr(0, value.find(mark));
  return base::trim(value);
}

base::Status load_file(const std::string& path, bool is_config, SharedConfig& into) {
  if (path.empty() || !base::exists(path)) return {};
  std::string text = TRY(base::read_file(path, 1 << 20));
  return parse_shared_file(text, path, is_config, into);
}

std::string shared_path(const Environment& environment, std::string_view variable, std::string_view name) {
  std::string home = environment("HOME").value_or("");
  if (std::string path = environment(variable).value_or(""); !path.empty()) {
    return path.starts_with("~/") ? home + path.substr(1) : path;
  }
  return home.empty() ? "" : home + "/.aws/" + std::string(name);
}

}  // namespace

Environment process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

const Profile* SharedConfig::find(std::string_view name) const {
  auto found = profiles.find(name);
  return found == profiles.end() ? nullptr : &found->second;
}

std::string SharedConfig::get(std::string_view profile, std::string_view setting) const {
  const Profile* settings = find(profile);
  if (!settings) return {};
  auto found = settings->find(setting);
  return found == settings->end() ? "" : found->second;
}

base::Status parse_shared_file(std::string_view text, std::string_view path, bool is_config,
                               SharedConfig& into) {
  Profile* profile = nullptr;
  size_t number = 0;
  for (std::string_view raw : base::split(text, '\n')) {
    ++number;
    std::string_view line = base::trim(raw);
    if (line.empty() || line[0] == '#' || line[0] == ';') continue;
    if (line[0] == '[') {
      line = without_comment(line);
      if (line.back() != ']')
        return fail(ErrorKind::invalid, "{}:{}: a section has no closing `]`", path, number);
      auto name = profile_name(line.substr(1, line.size() - 2), is_config);
      profile = name ? &into.profiles[*name] : nullptr;
      continue;
    }
    // Indented lines are parts of nested settings, none of which is of use here.
    if (raw[0] == ' ' || raw[0] == '\t' || !profile) continue;
    size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
      // The line may hold a secret, so it is not shown.
      return fail(ErrorKind::invalid, "{}:{}: expected `name = value`", path, number);
    }
    (*profile)[base::lower(base::trim(line.substr(0, equals)))] = without_comment(line.substr(equals + 1));
  }
  return {};
}

base::Result<SharedConfig> load_shared_config(const Environment& environment) {
  SharedConfig config;
  TRY(load_file(shared_path(environment, "AWS_CONFIG_FILE", "config"), true, config));
  TRY(load_file(shared_path(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials"), false, config));
  return config;
}

base::Result<Settings> load_settings(const Environment& environment, std::string_view profile) {
  Settings settings;
  settings.shared = TRY(load_shared_config(environment));
  settings.profile_was_named = !profile.empty();
  settings.profile = profile;
  if (profile.empty()) settings.profile = first_of(environment, {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"});
  if (settings.profile.empty()) settings.profile = "default";
  if (settings.profile != "default" && !settings.shared.find(settings.profile)) {
    return tl::unexpected(base::Error{ErrorKind::not_found,
                                      fmt::format("there is no profile `{}`", settings.profile),
                                      "add it to ~/.aws/config, or choose another with AWS_PROFILE"});
  }

  auto setting = [&](std::initializer_list<std::string_view> variables, std::string_view name) {
    std::string value = first_of(environment, variables);
    return value.empty() ? settings.shared.get(settings.profile, name) : value;
  };
  settings.region = setting({"AWS_REGION", "AWS_DEFAULT_REGION"}, "region");
  settings.endpoint = setting({"AWS_ENDPOINT_URL"}, "endpoint_url");
  std::string bundle = setting({"AWS_CA_BUNDLE"}, "ca_bundle");
  if (!bundle.empty()) settings.authorities_pem = TRY(base::read_file(bundle));
  return settings;
}

}  // namespace aws
