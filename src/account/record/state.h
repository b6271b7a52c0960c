// The records of one account and region inside a transaction: what an operation reads and writes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "store/store.h"

namespace account {

struct Entry {
  std::string id;
  json::Value value;
};

class State {
 public:
  State(store::Transaction& transaction, std::string account, std::string region)
      : State(&transaction, std::move(account), std::move(region)) {}

  // The same transaction seen from elsewhere. Region empty: what is global in that account; both empty: in this server.
  State of(std::string account, std::string region = "") const {
    return State(transaction_, std::move(account), std::move(region));
  }

  // The same account and region, but no records: whoever asks for one is mistaken, and the program ends.
  State without_transaction() const { return State(nullptr, account_, region_); }

  const std::string& account() const { return account_; }
  const std::string& region() const { return region_; }

  // `kind` is SERVICE.THING, such as iam.role. A record that cannot be read makes the transaction fail.
  std::optional<json::Value> get(std::string_view kind, std::string_view id) const;
  bool contains(std::string_view kind, std::string_view id) const;
  std::vector<Entry> list(std::string_view kind, const store::Range& range = {}) const;
  std::vector<std::string> ids(std::string_view kind, const store::Range& range = {}) const;
  void put(std::string_view kind, std::string_view id, const json::Value& value);
  // Of the few records that are bytes, and not JSON.
  std::optional<std::string> get_bytes(std::string_view kind, std::string_view id) const;
  void put_bytes(std::string_view kind, std::string_view id, std::string_view bytes);
  bool erase(std::string_view kind, std::string_view id);

 private:
  State(store::Transaction* transaction, std::string account, std::string region)
      : transaction_(transaction), account_(std::move(account)), region_(std::move(region)) {}

  store::Scope scope(std::string_view kind) const { return {account_, region_, kind}; }
  json::Value parse(std::string_view kind, std::string_view id, std::string_view text) const;

  store::Transaction* transaction_;
  std::string account_;
  std::string region_;
};

}  // namespace account
