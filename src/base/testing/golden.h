// For tests: a text beside its kept copy. With SLIPWAY_ACCEPT=1 (`./dev accept`) the copy is rewritten.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "base/file.h"
#include "tests/source_dir.h"

namespace golden {

// `path` below the source folder.
inline void expect(const std::string& path, const std::string& actual) {
  std::string file = std::string(SLIPWAY_SOURCE_DIR) + "/" + path;
  if (std::getenv("SLIPWAY_ACCEPT")) {
    ASSERT_TRUE(base::write_file_atomically(file, actual, 0644));
    return;
  }
  auto kept = base::read_file(file);
  ASSERT_TRUE(kept) << "no golden file: " << kept.error().message << "\nthe text is:\n" << actual;
  EXPECT_EQ(*kept, actual) << path << " differs; ./dev accept rewrites it";
}

}  // namespace golden
