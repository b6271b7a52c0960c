#include "store/sqlite_database.h"

namespace store {

using base::ErrorKind;

base::Error sqlite_error(sqlite3* database, std::string_view what) {
  base::Error error{ErrorKind::io, fmt::format("cannot {} the database: {}", what, sqlite3_errmsg(database)),
                    ""};
  if (sqlite3_errcode(database) == SQLITE_FULL) error.hint = "free space on that disk and run it again";
  return error;
}

base::Status execute(sqlite3* database, const std::string& sql, std::string_view what) {
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return tl::unexpected(sqlite_error(database, what));
}

base::Result<Statement> prepare(sqlite3* database, std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                &statement, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(sqlite_error(database, "prepare a statement of"));
  return Statement(statement);
}

std::string column(sqlite3_stmt* statement, int index) {
  const void* bytes = sqlite3_column_blob(statement, index);
  auto size = static_cast<size_t>(sqlite3_column_bytes(statement, index));
  return bytes ? std::string(static_cast<const char*>(bytes), size) : std::string();
}

base::Result<int> schema_version(sqlite3* database, std::string_view name) {
  Statement statement = TRY(prepare(database, fmt::format("PRAGMA {}.user_version", name)));
  if (sqlite3_step(statement.get()) != SQLITE_ROW) return tl::unexpected(sqlite_error(database, "read"));
  return sqlite3_column_int(statement.get(), 0);
}

}  // namespace store
