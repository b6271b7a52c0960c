#include "engine/keep/file_keep.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "engine/keep/history.h"
#include "engine/testing/keep_conformance.h"

namespace engine {
namespace {

class Folder {
 public:
  Folder() : path_(testing::TempDir() + "/keep-XXXXXX") { EXPECT_NE(::mkdtemp(path_.data()), nullptr); }
  ~Folder() { (void)base::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TwoKeeps in_files(const base::Clock& clock) {
  auto folder = std::make_shared<Folder>();
  auto keep = [&] {
    auto made = std::make_shared<FileKeep>(folder->path() + "/state", clock);
    return std::shared_ptr<Keep>(made.get(), [made, folder](Keep*) {});
  };
  return {keep(), keep()};
}
INSTANTIATE_TEST_SUITE_P(File, KeepConformance, testing::Values(conforming(in_files)));

class FileKeepTest : public testing::Test {
 protected:
  static constexpr base::Milliseconds kMinute{60'000};

  std::string journal() const { return *base::read_file(folder_.path() + "/journal"); }
  void write_journal(std::string_view text) const {
    ASSERT_TRUE(base::write_file_atomically(folder_.path() + "/journal", text));
  }

  Folder folder_;
  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  FileKeep keep_{folder_.path(), clock_};
};

// A machine may stop after any byte: what was whole stays, the rest is told and does not stand in the way.
TEST_F(FileKeepTest, LeavesOutWhatWasWrittenByHalf) {
  Lease lease = *keep_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(keep_.append(lease, {"first"}));
  size_t first = journal().size();
  ASSERT_TRUE(keep_.append(lease, {"second"}));
  ASSERT_TRUE(keep_.release(lease));
  const std::string whole = journal();
  for (size_t bytes = first; bytes < whole.size(); ++bytes) {
    write_journal(whole.substr(0, bytes));
    auto kept = keep_.load();
    ASSERT_TRUE(kept) << bytes;
    EXPECT_EQ(kept->entries, std::vector<std::string>{"first"});
    EXPECT_EQ(kept->warning.empty(), bytes == first) << bytes;
    lease = *keep_.acquire("me", "apply", kMinute);
    ASSERT_TRUE(keep_.append(lease, {"third"}));
    ASSERT_TRUE(keep_.release(lease));
    EXPECT_EQ(keep_.load()->entries, (std::vector<std::string>{"first", "third"})) << bytes;
    EXPECT_TRUE(keep_.load()->warning.empty());
  }
}

TEST_F(FileKeepTest, RefusesAJournalThatWasCutInTheMiddle) {
  Lease lease = *keep_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(keep_.append(lease, {"first", "second", "third"}));
  ASSERT_TRUE(keep_.release(lease));
  std::string text = journal();
  text[text.find("second")] = 'S';
  write_journal(text);
  auto kept = keep_.load();
  ASSERT_FALSE(kept);
  EXPECT_NE(kept.error().message.find("line 2 of the journal is damaged"), std::string::npos)
      << kept.error().message;
  lease = *keep_.acquire("me", "apply", kMinute);
  EXPECT_FALSE(keep_.append(lease, {"fourth"})) << "nothing is written behind it";
  EXPECT_EQ(journal(), text) << "nothing is cut off that was whole";
  // Whoever puts a state in its place (restore()) keeps it beside.
  ASSERT_TRUE(keep_.write_snapshot(lease, "snapshot"));
  EXPECT_EQ(*base::read_file(folder_.path() + "/journal.damaged"), text);
  ASSERT_TRUE(keep_.append(lease, {"fourth"}));
  EXPECT_EQ(keep_.load()->entries, std::vector<std::string>{"fourth"});
}

// As a disk leaves it that lost what was written last: it is not a history that has yet to begin.
TEST_F(FileKeepTest, RefusesASnapshotThatIsEmpty) {
  Lease lease = *keep_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(keep_.write_snapshot(lease, "snapshot"));
  ASSERT_TRUE(keep_.release(lease));
  std::ofstream(folder_.path() + "/snapshot", std::ios::trunc).flush();
  auto history = load(keep_);
  ASSERT_FALSE(history);
  EXPECT_NE(history.error().message.find("snapshot` is empty"), std::string::npos);
  EXPECT_EQ(history.error().hint, kIfUnreadable);
}

// Nobody waits for a lease, or breaks it by hand, whose holder was killed.
TEST_F(FileKeepTest, GivesTheLeaseOfAnEndedProcessToTheNext) {
  pid_t child = ::fork();
  if (child == 0) {
    FileKeep keep(folder_.path(), clock_);
    auto lease = keep.acquire("child", "apply", kMinute);
    bool done = lease && keep.append(*lease, {"entry"});
    ::raise(done ? SIGKILL : SIGTERM);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(WTERMSIG(status), SIGKILL);
  auto lease = keep_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(lease) << lease.error().message;
  EXPECT_EQ(lease->fence, 2);
}

TEST_F(FileKeepTest, LeavesNothingWhereNothingWasWritten) {
  keep_.leave_nothing_unwritten();
  Lease lease = *keep_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(keep_.release(lease));
  EXPECT_FALSE(base::exists(folder_.path() + "/lease"));
  { ASSERT_TRUE(FileKeep(folder_.path(), clock_).acquire("killed", "apply", kMinute)); }
  lease = *keep_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(keep_.release(lease));
  EXPECT_FALSE(base::exists(folder_.path() + "/lease")) << "nor behind one that was killed";
}

// Who stood still until its lease had expired may write later: its fence comes again to nobody.
TEST_F(FileKeepTest, KeepsTheFenceOfWhoMayStillWrite) {
  keep_.leave_nothing_unwritten();
  FileKeep slow(folder_.path(), clock_);
  Lease late = *slow.acquire("slow", "apply", kMinute);
  clock_.advance(kMinute * 2);
  Lease lease = *keep_.acquire("me", "apply", kMinute);
  EXPECT_EQ(lease.fence, 2);
  ASSERT_TRUE(keep_.release(lease));
  lease = *keep_.acquire("me", "apply", kMinute);
  EXPECT_EQ(lease.fence, 3);
  EXPECT_FALSE(slow.append(late, {"late"}));
}

// A child, since the limit holds for a whole process. It stands for a full disk: bytes are taken until there is no
// room.
TEST_F(FileKeepTest, LeavesNoHalfEntryOnAFullDisk) {
  Lease lease = *keep_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(keep_.append(lease, {"first"}));
  pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit {
      1000, 1000
    };
    ::setrlimit(RLIMIT_FSIZE, &limit);
    auto written = keep_.append(lease, {std::string(2000, 'x')});
    bool is_said = !written && written.error().message.find("File too large") != std::string::npos;
    ::_exit(is_said && keep_.append(lease, {"small"}) ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(keep_.load()->entries, (std::vector<std::string>{"first", "small"}));
}

TEST_F(FileKeepTest, ReadsASnapshotWithEntriesThatItHolds) {
  Lease lease = *keep_.acquire("me", "apply", kMinute);
  ASSERT_TRUE(keep_.append(lease, {"first"}));
  std::string before = journal();
  ASSERT_TRUE(keep_.write_snapshot(lease, "snapshot"));
  write_journal(before);  // as a machine leaves it that stops between the two
  EXPECT_EQ(keep_.load()->snapshot, "snapshot");
  EXPECT_EQ(keep_.load()->entries, std::vector<std::string>{"first"});
}

}  // namespace
}  // namespace engine
