// What a fresh cluster holds before anybody's pods come: the account's webhook for pods, and the right to
// read the service accounts that it needs for its answers.
#pragma once

#include <vector>

#include "base/json.h"
#include "localkube/account.h"

namespace localkube {

// The user that the account's bearer token stands for.
inline constexpr const char* kAccountUser = "slipway:account";

std::vector<json::Value> first_objects(const AccountFacts& account);

// https://127.0.0.1:4566/_cluster/ID/webhook
std::string webhooks_url(const AccountFacts& account);

}  // namespace localkube
