// What the files of this module share of SQLite's C interface: handles that close themselves, and errors as values.
#pragma once

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace store {

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct CloseStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, CloseStatement>;

base::Error sqlite_error(sqlite3* database, std::string_view what);  // cannot WHAT the database: why
base::Status execute(sqlite3* database, const std::string& sql, std::string_view what);
base::Result<Statement> prepare(sqlite3* database, std::string_view sql);
std::string column(sqlite3_stmt* statement, int index);
// Of the database, or of one that is attached under that name.
base::Result<int> schema_version(sqlite3* database, std::string_view name = "main");

// A store's database between two transactions, which wait meanwhile.
class SqliteAccess {
 public:
  virtual ~SqliteAccess() = default;
  virtual base::Status alone(const std::function<base::Status(sqlite3*)>& work) = 0;
};

}  // namespace store
