#include "cli/terminal/output_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "base/file.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
 protected:
  OutputFileTest() : folder_(testing::TempDir() + "slipway-output-test-" + std::to_string(::getpid())) {
    fs::create_directories(folder_);
  }
  ~OutputFileTest() override { fs::remove_all(folder_); }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  std::string folder_;
};

TEST_F(OutputFileTest, IsMadeOrReplacedForItsOwnerOnly) {
  for (const char* text : {"one", "another"}) {
    ASSERT_TRUE(write_output(path("plan.json"), text));
    EXPECT_EQ(*base::read_file(path("plan.json")), text);
    EXPECT_EQ(fs::status(path("plan.json")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  }
  EXPECT_FALSE(write_output(path("nowhere/plan.json"), "x"));
  EXPECT_FALSE(write_output(folder_, "x"));
}

TEST_F(OutputFileTest, ALinkStaysALink) {
  ASSERT_TRUE(write_output(path("there"), "before"));
  fs::create_symlink("there", path("link"));
  fs::create_symlink("made", path("loose"));
  ASSERT_TRUE(write_output(path("link"), "behind"));
  ASSERT_TRUE(write_output(path("loose"), "new"));
  EXPECT_TRUE(fs::is_symlink(path("link")) && fs::is_symlink(path("loose")));
  EXPECT_EQ(*base::read_file(path("there")), "behind");
  EXPECT_EQ(*base::read_file(path("made")), "new");
}

// As `/dev/null`, which a file in its place would take from all programs.
TEST_F(OutputFileTest, WhatIsNoPlainFileStaysWhatItIs) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  fs::create_symlink("pipe", path("link"));
  for (const char* name : {"pipe", "link"}) {
    std::string read;
    std::thread reader([&] { read = base::read_file(path(name)).value_or("failed"); });
    ASSERT_TRUE(write_output(path(name), "text"));
    reader.join();
    EXPECT_EQ(read, "text");
    EXPECT_TRUE(fs::is_fifo(path("pipe")));
  }
  EXPECT_FALSE(write_output("/dev/full", "text"));
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(OutputFileTest, WhatIsReadIsNotWrittenOver) {
  ASSERT_TRUE(write_output(path("slipway.yaml"), "organization: acme"));
  fs::create_symlink("slipway.yaml", path("link"));
  EXPECT_FALSE(check_output(path("slipway.yaml"), path("slipway.yaml")));
  EXPECT_FALSE(check_output(path("link"), path("slipway.yaml")));
  EXPECT_TRUE(check_output(path("plan.json"), path("slipway.yaml")));
  EXPECT_TRUE(check_output("/dev/null", "/dev/null"));
}

}  // namespace
}  // namespace cli
