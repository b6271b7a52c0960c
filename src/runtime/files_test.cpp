#include "runtime/files.h"

#include <gtest/gtest.h>

namespace runtime {
namespace {

TEST(Files, AFolderThatIsMountedTakesNone) {
  ServiceSpec service;
  for (const std::string file : {"/var/run", "/qovery-output/x", "/var/run/secrets/eks.amazonaws.com"}) {
    service.files = {{file, "x"}};
    EXPECT_FALSE(check_files(service)) << file;
  }
  service.files = {{"/var/run/app", "x"}, {"/qovery-outputs", "x"}};
  EXPECT_TRUE(check_files(service));
}

}  // namespace
}  // namespace runtime
