#include "account/server/accounts.h"

#include <algorithm>

#include "account/call/caller.h"
#include "base/arn.h"

namespace account {
namespace {

using base::ErrorKind;

constexpr std::string_view kAccount = "server.account";
constexpr std::string_view kKeyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kSecretAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool is_access_key_id(std::string_view text) {
  bool characters = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  return characters && text.size() >= 3 && text.size() <= 128 && !text.starts_with("ASIA");
}

base::Status check(const State& server, const AccountKeys& keys) {
  if (!base::is_account_id(keys.id))
    return base::fail(ErrorKind::invalid, "`{}` is not an account id: twelve digits", keys.id);
  if (!is_access_key_id(keys.access_key_id)) {
    return base::fail(ErrorKind::invalid,
                      "`{}` is not an access key id: 3 to 128 letters and digits, not ASIA...",
                      keys.access_key_id);
  }
  if (keys.secret_access_key.reveal().size() < 8) {
    return base::fail(ErrorKind::invalid, "the root secret access key is shorter than 8 characters");
  }
  if (server.contains(kAccount, keys.id))
    return base::fail(ErrorKind::conflict, "account `{}` exists already", keys.id);
  if (server.contains(kAccessKeyKind, keys.access_key_id)) {
    return base::fail(ErrorKind::conflict, "access key `{}` exists already", keys.access_key_id);
  }
  for (const json::Value& account : list_accounts(server)) {
    if (account.string_or("Name", "") == keys.name) {
      return base::fail(ErrorKind::conflict, "an account named `{}` exists already", keys.name);
    }
  }
  return {};
}

}  // namespace

std::vector<json::Value> list_accounts(const State& server) {
  std::vector<json::Value> accounts;
  for (Entry& entry : server.list(kAccount)) accounts.push_back(std::move(entry.value));
  std::stable_sort(accounts.begin(), accounts.end(), [](const json::Value& a, const json::Value& b) {
    return a.int_or("Created", 0) < b.int_or("Created", 0);
  });
  return accounts;
}

base::Result<AccountKeys> make_account(State server, const NewAccount& wanted, const base::Secret& seal_key,
                                       base::Time now, base::Random& random) {
  AccountKeys keys{wanted.id, wanted.name, wanted.root_access_key_id, wanted.root_secret_access_key};
  if (keys.id.empty()) keys.id = random.pick("123456789", 1) + random.pick("0123456789", 11);
  if (keys.access_key_id.empty()) keys.access_key_id = "AKIA" + random.pick(kKeyAlphabet, 16);
  if (keys.secret_access_key.empty()) keys.secret_access_key = base::Secret(random.pick(kSecretAlphabet, 40));
  TRY(check(server, keys));
  server.put(kAccount, keys.id,
             json::Object{{"Id", keys.id}, {"Name", keys.name}, {"Created", base::to_ms(now)}});
  server.put(kAccessKeyKind, keys.access_key_id,
             json::Object{{"Account", keys.id},
                          {"UserName", ""},
                          {"Secret", seal_secret(keys.secret_access_key, seal_key, random)},
                          {"Status", "Active"},
                          {"CreateDate", base::to_ms(now)}});
  return keys;
}

void empty_accounts(store::Transaction& transaction) {
  State server(transaction, "", "");
  std::vector<Entry> accounts = server.list(kAccount);
  std::vector<Entry> keys = server.list(kAccessKeyKind);
  for (const Entry& account : accounts) transaction.erase_account(account.id);
  transaction.erase_account("");
  for (const Entry& account : accounts) server.put(kAccount, account.id, account.value);
  for (const Entry& key : keys) {
    if (key.value.string_or("UserName", "").empty()) server.put(kAccessKeyKind, key.id, key.value);
  }
}

}  // namespace account
