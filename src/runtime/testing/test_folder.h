// A folder for one test, gone with it.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <string>

#include "base/file.h"

namespace runtime {

class TestFolder {
 public:
  TestFolder() : path_("/tmp/slipway-test.XXXXXX") { EXPECT_TRUE(::mkdtemp(path_.data())); }
  ~TestFolder() { EXPECT_TRUE(base::remove_all(path_)); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace runtime
