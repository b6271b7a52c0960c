// The files of an embedded account beside its database.
#include "account/server/data_dir.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace account {
namespace {

class Folder {
 public:
  Folder() { EXPECT_TRUE(::mkdtemp(path_)); }
  ~Folder() { EXPECT_TRUE(base::remove_all(path_)); }
  std::string file(const std::string& name) const { return std::string(path_) + "/" + name; }
  operator std::string() const { return path_; }

 private:
  char path_[40] = "/tmp/slipway-test-data-dir.XXXXXX";
};

// Whoever may write there could put keys of their own into the account.
TEST(DataDir, IsRefusedWhereOthersMayWrite) {
  Folder folder;
  for (mode_t mode : {0777, 01777, 0770, 0702}) {
    ASSERT_EQ(::chmod(std::string(folder).c_str(), mode), 0);
    auto prepared = DataDir(folder).prepare();
    ASSERT_FALSE(prepared) << mode;
    EXPECT_EQ(prepared.error().kind, base::ErrorKind::invalid);
    EXPECT_NE(prepared.error().hint.find("chmod 700"), std::string::npos);
  }
  for (mode_t mode : {0700, 0755}) {
    ASSERT_EQ(::chmod(std::string(folder).c_str(), mode), 0);
    EXPECT_TRUE(DataDir(folder).prepare()) << mode;
  }
}

TEST(DataDir, FollowsNoSymbolicLinks) {
  Folder folder, elsewhere;
  for (const char* name : {"account.db", "account.db-wal", "objects", "seal.key", "credentials.json",
                           "server.json", "lock", "authority.pem", "authority-key.pem"}) {
    for (const std::string& target : {std::string(elsewhere), elsewhere.file("absent")}) {
      ASSERT_EQ(::symlink(target.c_str(), folder.file(name).c_str()), 0);
      auto prepared = DataDir(folder).prepare();
      ASSERT_FALSE(prepared) << name;
      EXPECT_NE(prepared.error().message.find(name), std::string::npos);
      ASSERT_EQ(::unlink(folder.file(name).c_str()), 0);
    }
  }
  EXPECT_TRUE(DataDir(folder).prepare());
  // The directory itself may lie elsewhere: whoever named it meant it.
  Folder other;
  ASSERT_EQ(::symlink(std::string(folder).c_str(), other.file("link").c_str()), 0);
  EXPECT_TRUE(DataDir(other.file("link")).prepare());
}

// A process that has nothing to do with the account.
TEST(DataDir, TellsAServerThatWasKilledFromOneThatRuns) {
  Folder folder;
  DataDir data_dir(folder);
  EXPECT_EQ(look_for_server(folder).serving, Serving::nobody);
  ASSERT_TRUE(data_dir.write_server({::getpid(), 1, "http://127.0.0.1:1", "", base::Secret("key")}));
  EXPECT_EQ(look_for_server(folder).serving, Serving::stale);
  EXPECT_FALSE(find_server(folder));
  EXPECT_EQ(last_port(folder), 1);
  {
    auto lock = data_dir.lock();  // it starts, or hangs
    ASSERT_TRUE(lock);
    EXPECT_EQ(look_for_server(folder).serving, Serving::silent);
    EXPECT_EQ(stop(folder, base::Deadline::in(std::chrono::seconds(1))).error().kind,
              base::ErrorKind::unavailable);
    EXPECT_TRUE(base::exists(folder.file("server.json")));
  }
  EXPECT_TRUE(stop(folder, base::Deadline::in(std::chrono::seconds(1)))) << "and this test lives on";
  EXPECT_FALSE(base::exists(folder.file("server.json")));
  EXPECT_EQ(look_for_server(folder).serving, Serving::nobody);
}

TEST(DataDir, ForgetsTheKeysOfAnAccountThatNeverCameToBe) {
  Folder folder;
  DataDir data_dir(folder);
  // The first start was killed between the keys and the commit; the second makes other ones.
  ASSERT_TRUE(data_dir.add_credentials({"111111111111", "default", "AKIAONE", base::Secret("one")}));
  ASSERT_TRUE(data_dir.add_credentials({"222222222222", "default", "AKIATWO", base::Secret("two")}));
  ASSERT_TRUE(data_dir.add_credentials({"333333333333", "other", "AKIATHREE", base::Secret("three")}));
  auto all = data_dir.credentials();
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ(all->at(0).account_id, "222222222222") << "the first one is the first account";
  EXPECT_EQ(all->at(0).secret_access_key.reveal(), "two");
  EXPECT_EQ(all->at(1).name, "other");
}

}  // namespace
}  // namespace account
