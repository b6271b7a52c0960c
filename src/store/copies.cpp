#include "store/copies.h"

#include <fmt/format.h>

#include "store/migrations.h"
#include "store/sqlite_database.h"

namespace store {
namespace {

using base::ErrorKind;

constexpr const char* kCompare = R"sql(
  SELECT n.account, n.region, n.kind, n.id, CASE WHEN o.id IS NULL THEN 0 ELSE 1 END
    FROM main.records n LEFT JOIN copy.records o USING (account, region, kind, id)
    WHERE o.id IS NULL OR o.value <> n.value
  UNION ALL
  SELECT o.account, o.region, o.kind, o.id, 2
    FROM copy.records o LEFT JOIN main.records n USING (account, region, kind, id)
    WHERE n.id IS NULL
  ORDER BY 1, 2, 3, 4)sql";

std::string sql_text(std::string_view text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

base::Result<SqliteAccess*> access(Store& store) {
  if (auto* sqlite = dynamic_cast<SqliteAccess*>(&store)) return sqlite;
  return base::fail(ErrorKind::invalid, "this store cannot be copied");
}

base::Status check_version(sqlite3* database) {
  int version = TRY(schema_version(database, "copy"));
  if (version == static_cast<int>(kMigrations.size())) return {};
  return base::fail(ErrorKind::conflict,
                    "the copy was written by another version of slipway (schema {}, this one has {})",
                    version, kMigrations.size());
}

// With the file as `copy`, which is let go whatever becomes of the work.
base::Status with_copy(Store& store, const std::string& path,
                       const std::function<base::Status(sqlite3*)>& work) {
  return TRY(access(store))->alone([&](sqlite3* database) -> base::Status {
    TRY(execute(database, fmt::format("ATTACH {} AS copy", sql_text(path)), "open a copy of"));
    base::Status done = check_version(database);
    if (done) done = work(database);
    base::Status detached = execute(database, "DETACH copy", "let go of a copy of");
    return done ? detached : done;
  });
}

base::Status replace_records(sqlite3* database) {
  base::Status done =
      execute(database,
              "BEGIN; DELETE FROM main.records; INSERT INTO main.records SELECT * FROM copy.records; COMMIT",
              "put a copy back into");
  if (!done && !sqlite3_get_autocommit(database)) (void)execute(database, "ROLLBACK", "restore");
  return done;
}

}  // namespace

base::Status save_copy(Store& store, const std::string& path, const std::function<base::Status()>& beside) {
  return TRY(access(store))->alone([&](sqlite3* database) -> base::Status {
    TRY(execute(database, fmt::format("VACUUM INTO {}", sql_text(path)), "copy"));
    return beside();
  });
}

base::Status load_copy(Store& store, const std::string& path) {
  return with_copy(store, path, replace_records);
}

base::Result<std::vector<Difference>> compare_with_copy(Store& store, const std::string& path) {
  std::vector<Difference> found;
  TRY(with_copy(store, path, [&](sqlite3* database) -> base::Status {
    Statement statement = TRY(prepare(database, kCompare));
    int code = sqlite3_step(statement.get());
    for (; code == SQLITE_ROW; code = sqlite3_step(statement.get()))
      found.push_back({column(statement.get(), 0), column(statement.get(), 1), column(statement.get(), 2),
                       column(statement.get(), 3),
                       static_cast<Change>(sqlite3_column_int(statement.get(), 4))});
    if (code != SQLITE_DONE) return tl::unexpected(sqlite_error(database, "compare"));
    return {};
  }));
  return found;
}

}  // namespace store
