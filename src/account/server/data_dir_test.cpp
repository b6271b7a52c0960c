// The files of an embedded account beside its database.
#include "account/server/data_dir.h"

#include <gtest/gtest.h>
#include <stdlib.h>

namespace account {
namespace {

TEST(DataDir, ForgetsTheKeysOfAnAccountThatNeverCameToBe) {
  char folder[] = "/tmp/slipway-test-data-dir.XXXXXX";
  ASSERT_TRUE(::mkdtemp(folder));
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
  EXPECT_TRUE(base::remove_all(folder));
}

}  // namespace
}  // namespace account
