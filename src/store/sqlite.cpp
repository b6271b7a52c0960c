// The SQLite driver. One connection, one transaction at a time: transactions are short, and a mutex is
// cheaper than SQLite's busy waiting.
#include <sys/stat.h>

#include <mutex>

#include "store/migrations.h"
#include "store/record_cache.h"
#include "store/sqlite_database.h"
#include "store/store.h"

namespace store {
namespace {

using base::ErrorKind;

// WAL without a sync per commit: a commit survives the end of this process, however it comes. Only a power
// failure may lose the newest commits, and never the file's integrity. The file is ours alone (exclusive, set
// before WAL), so no lock is taken and no index shared with other processes at each transaction. Moving the
// log into the database syncs, and everybody waits: done every 8192 pages (32 MiB), not every 1000.
constexpr const char* kSettings =
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
    "PRAGMA wal_autocheckpoint = 8192; PRAGMA cache_size = -8192";

// The statements of all transactions, prepared once.
struct Statements {
  Statement begin, commit, rollback, get, list, list_to_end, put, erase, erase_account;
};

base::Result<Statements> prepare_all(sqlite3* db) {
  Statements s;
  s.begin = TRY(prepare(db, "BEGIN"));
  s.commit = TRY(prepare(db, "COMMIT"));
  s.rollback = TRY(prepare(db, "ROLLBACK"));
  s.get = TRY(
      prepare(db, "SELECT value FROM records WHERE account = ?1 AND region = ?2 AND kind = ?3 AND id = ?4"));
  s.list = TRY(prepare(db,
                       "SELECT id, value FROM records WHERE account = ?1 AND region = ?2 AND kind = ?3 AND "
                       "id >= ?4 AND id < ?5 "
                       "ORDER BY id LIMIT ?6"));
  s.list_to_end = TRY(
      prepare(db,
              "SELECT id, value FROM records WHERE account = ?1 AND region = ?2 AND kind = ?3 AND id >= ?4 "
              "ORDER BY id LIMIT ?6"));
  s.put = TRY(prepare(db,
                      "INSERT INTO records (account, region, kind, id, value) VALUES (?1, ?2, ?3, ?4, ?5) "
                      "ON CONFLICT DO UPDATE SET value = excluded.value"));
  s.erase =
      TRY(prepare(db, "DELETE FROM records WHERE account = ?1 AND region = ?2 AND kind = ?3 AND id = ?4"));
  s.erase_account = TRY(prepare(db, "DELETE FROM records WHERE account = ?1"));
  return s;
}

void bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
  sqlite3_bind_text(statement, index, text.data() ? text.data() : "", static_cast<int>(text.size()),
                    SQLITE_STATIC);
}

void bind_blob(sqlite3_stmt* statement, int index, std::string_view bytes) {
  sqlite3_bind_blob(statement, index, bytes.data() ? bytes.data() : "", static_cast<int>(bytes.size()),
                    SQLITE_STATIC);
}

void bind_scope(sqlite3_stmt* statement, const Scope& scope) {
  bind_text(statement, 1, scope.account);
  bind_text(statement, 2, scope.region);
  bind_text(statement, 3, scope.kind);
}

// The least text that is greater than every text with this prefix; nullopt if there is none.
std::optional<std::string> end_of_prefix(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xFF) end.pop_back();
  if (end.empty()) return std::nullopt;
  end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

// The least id of the range: one lower bound, so that the index leads straight to it.
std::string first_of(const Range& range) {
  if (range.after.empty() || range.after < range.prefix) return std::string(range.prefix);
  return std::string(range.after) + '\0';
}

class SqliteTransaction final : public Transaction {
 public:
  SqliteTransaction(sqlite3* database, Statements& statements, RecordCache& cache,
                    std::unique_lock<std::mutex> lock)
      : database_(database), statements_(statements), cache_(cache), lock_(std::move(lock)) {
    step(statements_.begin.get(), "begin a transaction of");
  }
  ~SqliteTransaction() override {
    if (!ended_ && !sqlite3_get_autocommit(database_)) {
      sqlite3_step(statements_.rollback.get());
      sqlite3_reset(statements_.rollback.get());
    }
  }

  std::optional<std::string> get(const Scope& scope, std::string_view id) override {
    if (!status_) return std::nullopt;
    if (const std::string* known = cache_.find(scope, id)) return *known;
    std::optional<std::string> value = read(scope, id);
    // What was read after a write may never be committed.
    if (value && !has_written_) cache_.keep(scope, id, *value);
    return value;
  }

  std::vector<Record> list(const Scope& scope, const Range& range) override {
    std::string first = first_of(range);
    std::optional<std::string> end = end_of_prefix(range.prefix);
    sqlite3_stmt* statement = end ? statements_.list.get() : statements_.list_to_end.get();
    bind_scope(statement, scope);
    bind_blob(statement, 4, first);
    if (end) bind_blob(statement, 5, *end);
    sqlite3_bind_int64(statement, 6, range.limit > INT64_MAX ? -1 : static_cast<int64_t>(range.limit));
    std::vector<Record> records;
    while (row(statement)) records.push_back({column(statement, 0), column(statement, 1)});
    reset(statement);
    return records;
  }

  void put(const Scope& scope, std::string_view id, std::string_view value) override {
    forget(scope, id);
    sqlite3_stmt* statement = statements_.put.get();
    bind_scope(statement, scope);
    bind_blob(statement, 4, id);
    bind_blob(statement, 5, value);
    step(statement, "write to");
  }

  bool erase(const Scope& scope, std::string_view id) override {
    forget(scope, id);
    sqlite3_stmt* statement = statements_.erase.get();
    bind_scope(statement, scope);
    bind_blob(statement, 4, id);
    return step(statement, "delete from") && sqlite3_changes(database_) > 0;
  }

  void erase_account(std::string_view account) override {
    cache_.forget_all();
    has_written_ = true;
    sqlite3_stmt* statement = statements_.erase_account.get();
    bind_text(statement, 1, account);
    step(statement, "delete from");
  }

  void fail(base::Error error) override {
    if (status_) status_ = tl::unexpected(std::move(error));
  }

  base::Status status() const override { return status_; }

  base::Status commit() override {
    if (step(statements_.commit.get(), "commit to")) ended_ = true;
    return status_;
  }

 private:
  std::optional<std::string> read(const Scope& scope, std::string_view id) {
    sqlite3_stmt* statement = statements_.get.get();
    bind_scope(statement, scope);
    bind_blob(statement, 4, id);
    std::optional<std::string> value;
    if (row(statement)) value = column(statement, 0);
    reset(statement);
    return value;
  }

  void forget(const Scope& scope, std::string_view id) {
    cache_.forget(scope, id);
    has_written_ = true;
  }

  // Steps to the next row; false at the end or after a failure.
  bool row(sqlite3_stmt* statement) {
    if (!status_) return false;
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) status_ = tl::unexpected(sqlite_error(database_, "read"));
    return false;
  }

  bool step(sqlite3_stmt* statement, std::string_view what) {
    if (status_ && sqlite3_step(statement) != SQLITE_DONE)
      status_ = tl::unexpected(sqlite_error(database_, what));
    reset(statement);
    return status_.has_value();
  }

  static void reset(sqlite3_stmt* statement) {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }

  sqlite3* database_;
  Statements& statements_;
  RecordCache& cache_;  // of what is committed
  std::unique_lock<std::mutex> lock_;
  base::Status status_;
  bool has_written_ = false;
  bool ended_ = false;
};

class SqliteStore final : public Store, public SqliteAccess {
 public:
  SqliteStore(Database database, Statements statements)
      : database_(std::move(database)), statements_(std::move(statements)) {}

  base::Result<std::unique_ptr<Transaction>> begin() override {
    std::unique_lock lock(mutex_);
    auto transaction =
        std::make_unique<SqliteTransaction>(database_.get(), statements_, cache_, std::move(lock));
    TRY(transaction->status());
    return transaction;
  }

  base::Status alone(const std::function<base::Status(sqlite3*)>& work) override {
    std::lock_guard lock(mutex_);
    base::Status done = work(database_.get());
    cache_.forget_all();
    return done;
  }

 private:
  std::mutex mutex_;
  Database database_;
  Statements statements_;  // after the database: finalized before it is closed
  RecordCache cache_;
};

base::Status migrate(sqlite3* database) {
  int version = TRY(schema_version(database));
  if (version > static_cast<int>(kMigrations.size())) {
    return base::fail(ErrorKind::conflict,
                      "the database was written by a newer slipway (schema {}, this one knows {})", version,
                      kMigrations.size());
  }
  for (; version < static_cast<int>(kMigrations.size()); ++version) {
    std::string sql = fmt::format("BEGIN; {}; PRAGMA user_version = {}; COMMIT",
                                  kMigrations[static_cast<size_t>(version)], version + 1);
    TRY(execute(database, sql, "upgrade"));
  }
  return {};
}

}  // namespace

base::Result<std::unique_ptr<Store>> open_sqlite(const std::string& path) {
  sqlite3* raw = nullptr;
  mode_t mask = umask(0077);
  int code = sqlite3_open_v2(path.c_str(), &raw,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(raw);
  base::Status ready =
      code == SQLITE_OK ? base::Status() : tl::unexpected(sqlite_error(raw, "open").in(path));
  if (ready) ready = execute(raw, kSettings, "open");
  if (ready) ready = migrate(raw);
  umask(mask);
  TRY(ready);
  Statements statements = TRY(prepare_all(raw));
  return std::make_unique<SqliteStore>(std::move(database), std::move(statements));
}

base::Result<std::unique_ptr<Store>> open_in_memory() {
  return open_sqlite(":memory:");
}

}  // namespace store
