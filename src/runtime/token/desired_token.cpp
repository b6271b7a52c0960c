#include "runtime/token/desired_token.h"

#include "runtime/machine/agent_wake.h"
#include "runtime/machine/state_folder.h"
#include "runtime/token/file.h"

namespace runtime {
namespace {

std::string desired_path(const std::string& state_dir, const std::string& namespace_name,
                         const std::string& service) {
  return state_path(state_dir, kTokens, namespace_name, service) + ".json";
}

DesiredToken parse_desired_token(const json::Value& value) {
  auto text = [&](std::string_view name) { return std::string(value.string_or(name, "")); };
  return {.namespace_name = text("namespace"),
          .service = text("service"),
          .service_account = text("service_account"),
          .cluster = text("cluster"),
          .cluster_endpoint = text("cluster_endpoint"),
          .audience = text("audience"),
          .expiration = std::chrono::seconds(value.int_or("expiration_seconds", 0)),
          .token_folder = text("token_folder")};
}

}  // namespace

base::Status register_token(const std::string& state_dir, const DesiredToken& desired) {
  TRY(write_state(desired_path(state_dir, desired.namespace_name, desired.service),
                  json::Object{{"namespace", desired.namespace_name},
                               {"service", desired.service},
                               {"service_account", desired.service_account},
                               {"cluster", desired.cluster},
                               {"cluster_endpoint", desired.cluster_endpoint},
                               {"audience", desired.audience},
                               {"expiration_seconds", static_cast<int64_t>(desired.expiration.count())},
                               {"token_folder", desired.token_folder}}));
  wake_agent(state_dir);
  return {};
}

base::Status forget_token(const std::string& state_dir, const std::string& namespace_name,
                          const std::string& service) {
  std::vector<DesiredToken> all = TRY(read_desired_tokens(state_dir));
  // What is desired first: an agent that writes a token now will not find the folder any more, and not ask again.
  TRY(remove_state(state_dir, desired_path(state_dir, namespace_name, service)));
  for (const DesiredToken& desired : all) {
    if (desired.namespace_name == namespace_name && desired.service == service) {
      TRY(remove_token(desired.token_folder));
    }
  }
  wake_agent(state_dir);
  return {};
}

base::Result<std::vector<DesiredToken>> read_desired_tokens(const std::string& state_dir) {
  std::vector<DesiredToken> all;
  for (const json::Value& value : TRY(read_states(state_dir, kTokens)))
    all.push_back(parse_desired_token(value));
  return all;
}

}  // namespace runtime
