// The steps from an empty database to today's schema, in order. Never change one that was released: add another.
#pragma once

#include <array>
#include <string_view>

namespace store {

inline constexpr std::array<std::string_view, 1> kMigrations = {
    R"sql(
      CREATE TABLE records (
        account TEXT NOT NULL,
        region  TEXT NOT NULL,
        kind    TEXT NOT NULL,
        id      BLOB NOT NULL,
        value   BLOB NOT NULL,
        PRIMARY KEY (account, region, kind, id)
      ) WITHOUT ROWID
    )sql",
};

}  // namespace store
