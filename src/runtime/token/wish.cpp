#include "runtime/token/wish.h"

#include "runtime/machine/agent_wake.h"
#include "runtime/machine/state_folder.h"
#include "runtime/token/file.h"

namespace runtime {
namespace {

std::string wish_path(const std::string& state_dir, const std::string& namespace_name,
                      const std::string& service) {
  return state_path(state_dir, kTokens, namespace_name, service) + ".json";
}

TokenWish parse_wish(const json::Value& value) {
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

base::Status register_token(const std::string& state_dir, const TokenWish& wish) {
  TRY(write_state(wish_path(state_dir, wish.namespace_name, wish.service),
                  json::Object{{"namespace", wish.namespace_name},
                               {"service", wish.service},
                               {"service_account", wish.service_account},
                               {"cluster", wish.cluster},
                               {"cluster_endpoint", wish.cluster_endpoint},
                               {"audience", wish.audience},
                               {"expiration_seconds", static_cast<int64_t>(wish.expiration.count())},
                               {"token_folder", wish.token_folder}}));
  wake_agent(state_dir);
  return {};
}

base::Status forget_token(const std::string& state_dir, const std::string& namespace_name,
                          const std::string& service) {
  std::vector<TokenWish> wishes = TRY(read_token_wishes(state_dir));
  // The wish first: an agent that writes a token now will not find the folder any more, and not ask again.
  TRY(remove_state(state_dir, wish_path(state_dir, namespace_name, service)));
  for (const TokenWish& wish : wishes) {
    if (wish.namespace_name == namespace_name && wish.service == service) {
      TRY(remove_token(wish.token_folder));
    }
  }
  wake_agent(state_dir);
  return {};
}

base::Result<std::vector<TokenWish>> read_token_wishes(const std::string& state_dir) {
  std::vector<TokenWish> wishes;
  for (const json::Value& value : TRY(read_states(state_dir, kTokens))) wishes.push_back(parse_wish(value));
  return wishes;
}

}  // namespace runtime
