// Where state is kept: records, keyed by account, region, kind and id, read and written in transactions.
//
// A record is text (JSON by convention). Ids order bytewise; a list walks them in order. Region is empty for
// what is global in an account; account is empty for what is global to the server.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace store {

// All records of one kind in one account and region.
struct Scope {
  std::string_view account;
  std::string_view region;
  std::string_view kind;  // such as iam.role
};

struct Range {
  std::string_view prefix = {};  // of ids
  std::string_view after = {};   // ids greater than this one; empty: from the first
  size_t limit = SIZE_MAX;
};

struct Record {
  std::string id;
  std::string value;
};

// Isolated from all others, and undone when it ends without a commit.
//
// The first failure of the disk sticks: from then on reads find nothing, writes do nothing, and commit()
// reports it. So a caller checks once, at the end.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual std::optional<std::string> get(const Scope& scope, std::string_view id) = 0;
  virtual std::vector<Record> list(const Scope& scope, const Range& range) = 0;
  virtual void put(const Scope& scope, std::string_view id, std::string_view value) = 0;
  virtual bool erase(const Scope& scope, std::string_view id) = 0;  // false: there was none
  virtual void erase_account(std::string_view account) = 0;         // all of its records
  // Makes the transaction fail as the disk would: for a record that cannot be read.
  virtual void fail(base::Error error) = 0;
  virtual base::Status status() const = 0;
  // Returns once the records survive the end of this process. Call it once, last.
  virtual base::Status commit() = 0;
};

// Safe from any thread: a transaction that meets another one waits for it.
class Store {
 public:
  virtual ~Store() = default;
  virtual base::Result<std::unique_ptr<Transaction>> begin() = 0;
};

// SQLite in one file, made if absent (mode 0600), upgraded to the newest schema.
base::Result<std::unique_ptr<Store>> open_sqlite(const std::string& path);
// The same in memory, gone with the store: for what lives no longer than a test or a rehearsal.
base::Result<std::unique_ptr<Store>> open_in_memory();

}  // namespace store
