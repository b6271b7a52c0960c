#include "base/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <thread>
#include <vector>

namespace base {
namespace {

class File : public testing::Test {
 protected:
  File() {
    char name[] = "/tmp/slipway-file-XXXXXX";
    folder_ = mkdtemp(name);
  }
  ~File() override { EXPECT_TRUE(remove_all(folder_)); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  mode_t mode_of(const std::string& path) const {
    struct stat info {};
    EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 0777;
  }
  size_t files() const {
    return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

  std::string folder_;
};

TEST_F(File, IsReplacedWholeWithItsMode) {
  ASSERT_TRUE(write_file_atomically(path("a"), "old"));
  EXPECT_EQ(mode_of(path("a")), 0600U);
  ASSERT_TRUE(write_file_atomically(path("a"), std::string("new\0", 4), 0640));
  EXPECT_EQ(read_file(path("a")), std::string("new\0", 4));
  EXPECT_EQ(mode_of(path("a")), 0640U);
  EXPECT_EQ(files(), 1U);
}

TEST_F(File, IsLeftAsItWasWhenTheDiskTakesNoMore) {
  ASSERT_TRUE(write_file_atomically(path("a"), "old"));
  // A limit on file sizes stands in for a full disk; in a child, since it holds for the whole process.
  pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    rlimit limit{1000, 1000};
    setrlimit(RLIMIT_FSIZE, &limit);
    _exit(write_file_atomically(path("a"), std::string(5000, 'x')) ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0) << "writing should have failed";
  EXPECT_EQ(read_file(path("a")), "old");
  EXPECT_EQ(files(), 1U);
}

TEST_F(File, WhatAKilledWriterLeftIsGoneAfterTheNext) {
  pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_DFL);
    rlimit limit{1000, 1000};
    setrlimit(RLIMIT_FSIZE, &limit);
    write_file_atomically(path("a"), std::string(5000, 'x'));  // the signal ends it
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_EQ(files(), 1U) << "what it left";
  ASSERT_TRUE(write_file_atomically(path("a"), "new"));
  EXPECT_EQ(read_file(path("a")), "new");
  EXPECT_EQ(files(), 1U);
}

TEST_F(File, WritersAtTheSameTimeAllSucceedAndOneOfThemWins) {
  std::vector<std::thread> writers;
  std::atomic<int> failed = 0;
  for (int i = 0; i < 8; ++i) {
    writers.emplace_back([&, i] {
      for (int j = 0; j < 20; ++j)
        failed += write_file_atomically(path("a"), std::string(3000, static_cast<char>('a' + i))) ? 0 : 1;
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(failed, 0);
  std::string content = *read_file(path("a"));
  EXPECT_EQ(content, std::string(3000, content[0]));
  EXPECT_EQ(files(), 1U);
}

TEST_F(File, IsNotWrittenThroughALink) {
  ASSERT_TRUE(write_file_atomically(path("target"), "kept"));
  ASSERT_EQ(symlink(path("target").c_str(), path("link").c_str()), 0);
  ASSERT_TRUE(write_file_atomically(path("link"), "new"));
  EXPECT_EQ(read_file(path("target")), "kept");
  EXPECT_EQ(read_file(path("link")), "new");
}

TEST_F(File, IsReadUpToALimit) {
  ASSERT_TRUE(write_file_atomically(path("a"), std::string(20000, 'x')));
  EXPECT_EQ(read_file(path("a"), 20000)->size(), 20000U);
  EXPECT_EQ(read_file(path("a"), 19999).error().kind, ErrorKind::invalid);
  EXPECT_EQ(read_file(path("missing")).error().kind, ErrorKind::not_found);
}

TEST_F(File, FoldersAreMadeForTheirOwnerOnly) {
  ASSERT_TRUE(make_folder(path("a/b/c")));
  EXPECT_EQ(mode_of(path("a")), 0700U);
  EXPECT_EQ(mode_of(path("a/b/c")), 0700U);
  EXPECT_TRUE(make_folder(path("a/b")));
  ASSERT_TRUE(write_file_atomically(path("file"), ""));
  EXPECT_FALSE(make_folder(path("file")));
}

TEST_F(File, RemovingWhatIsNotThereIsNoError) {
  ASSERT_TRUE(make_folder(path("a/b")));
  EXPECT_TRUE(remove_all(path("a")));
  EXPECT_TRUE(remove_all(path("a")));
  EXPECT_FALSE(exists(path("a")));
}

TEST_F(File, ALockIsHeldOnceAndFreedWithItsOwner) {
  {
    auto lock = lock_file(path("lock"));
    ASSERT_TRUE(lock);
    EXPECT_EQ(lock_file(path("lock")).error().kind, ErrorKind::conflict);
    EXPECT_TRUE(is_locked(path("lock")));
    EXPECT_EQ(wait_until_unlocked(path("lock"), Deadline::in(std::chrono::milliseconds(1))).error().kind,
              ErrorKind::timeout);
  }
  EXPECT_FALSE(is_locked(path("lock")));
  EXPECT_FALSE(is_locked(path("absent")));
  EXPECT_TRUE(wait_until_unlocked(path("lock"), Deadline::in(std::chrono::milliseconds(1))));
  EXPECT_TRUE(lock_file(path("lock")));
}

TEST(Errno, SaysHowToMendIt) {
  EXPECT_NE(errno_error("write", "/a", ENOSPC).hint, "");
  EXPECT_NE(errno_error("write", "/a", EFBIG).hint, "");
  EXPECT_NE(errno_error("write", "/a", EACCES).hint, "");
  EXPECT_EQ(errno_error("read", "/a", ENOENT).kind, ErrorKind::not_found);
  EXPECT_EQ(errno_error("read", "/a", EIO).message, "cannot read `/a`: Input/output error");
}

TEST(Fd, IsClosedByItsLastOwner) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  Fd other(pipe_ends[1]);
  {
    Fd first(pipe_ends[0]);
    Fd second = std::move(first);
    EXPECT_FALSE(first.is_open());
    EXPECT_NE(fcntl(pipe_ends[0], F_GETFD), -1);
  }
  EXPECT_EQ(fcntl(pipe_ends[0], F_GETFD), -1);
}

}  // namespace
}  // namespace base
