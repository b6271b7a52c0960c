#include "cli/world/state_place.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "aws/client/credentials.h"
#include "blueprint/keep/open_keep.h"
#include "cli/default_file.h"
#include "cli/world/account_states.h"
#include "net/network_transport.h"
#include "platform/load/state_place.h"

namespace cli {
namespace {

using base::Result;

Result<std::shared_ptr<aws::Client>> make_client(const base::Clock& clock, base::Random& random) {
  aws::Environment variables = aws::process_environment();
  aws::Settings settings = TRY(aws::load_settings(variables));
  if (settings.region.empty())
    return tl::unexpected(base::Error{base::ErrorKind::invalid,
                                      "nothing says in which region the states are kept",
                                      "set AWS_REGION to that of their bucket or table"});
  aws::ClientConfig config;
  config.endpoint = settings.endpoint;
  config.region = settings.region;
  if (!settings.authorities_pem.empty()) config.authorities_pem = {settings.authorities_pem};
  config.credentials = std::make_shared<aws::CredentialChain>(std::move(settings), variables,
                                                              net::network_transport(), clock, random);
  return std::make_shared<aws::Client>(std::move(config), net::network_transport(), clock, random);
}

// Commands that ask for what a file says, and start an embedded account for it; and those that only look or remove.
constexpr std::string_view kAskingForAFile[] = {"up", "plan", "state import", "state adopt", "state rebuild"};
constexpr std::string_view kAboutAFile[] = {"down", "drift"};

template <size_t n>
bool is_among(const std::string_view (&commands)[n], const std::string& command) {
  return std::find(std::begin(commands), std::end(commands), command) != std::end(commands);
}

std::string place_in_file(const Arguments& arguments) {
  bool is_about_one =
      is_among(kAskingForAFile, arguments.command) || is_among(kAboutAFile, arguments.command);
  if (!is_about_one || !arguments.cluster.empty() || !arguments.environment.empty()) return "";
  return platform::state_place_of_file(arguments.file.empty() ? kDefaultFile : arguments.file);
}

}  // namespace

Result<std::string> checked_place(const std::string& text) {
  if (text.find("://") == std::string::npos)
    return text.empty() ? text : std::filesystem::absolute(text).lexically_normal().string();
  if (!is_account_place(text)) TRY(blueprint::check_address(text));
  return text.substr(0, text.find_last_not_of('/') + 1);
}

Result<engine::GivenStates> given_states(const Arguments& arguments, const platform::Home& home,
                                         const base::Clock& clock, base::Random& random) {
  const std::string& option = arguments.state_place;
  const char* variable = std::getenv("SLIPWAY_STATE");
  bool is_variable = option.empty() && variable;
  auto place = checked_place(is_variable ? variable : option);
  if (!place) return tl::unexpected(place.error().in(is_variable ? "SLIPWAY_STATE" : "--state"));
  if (place->empty()) place = place_in_file(arguments);
  auto client = std::make_shared<std::shared_ptr<aws::Client>>();  // one for all of them
  auto world = [client, &clock, &random] {
    auto make = [client, &clock, &random]() -> Result<std::shared_ptr<aws::Client>> {
      if (!*client) *client = TRY(make_client(clock, random));
      return *client;
    };
    return blueprint::KeepWorld{.client = make, .clock = clock, .random = random};
  };
  auto in_account =
      std::make_shared<AccountStates>(home, is_among(kAskingForAFile, arguments.command), clock, random);
  auto open = [world, in_account](const std::string& address) {
    return is_account_place(address) ? in_account->open(address) : blueprint::open_keep(address, world());
  };
  auto list = [world, in_account](const std::string& address) {
    return is_account_place(address) ? in_account->list(address) : blueprint::names_below(address, world());
  };
  return engine::GivenStates{*std::move(place), open, list};
}

}  // namespace cli
