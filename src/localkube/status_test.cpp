#include "localkube/status.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "base/process.h"
#include "localkube/desired_state.h"
#include "runtime/testing/test_folder.h"

namespace localkube {
namespace {

class StatusTest : public testing::Test {
 protected:
  Status ready() {
    Status status;
    status.phase = Phase::ready;
    status.started = base::from_ms(1'800'000'000'123);
    status.slot = 2;
    status.endpoint = "https://10.89.80.1";
    status.version = "v1.32.2";
    status.node = "ip-10-89-80-1.eu-west-3.compute.internal";
    status.steps = {{base::from_ms(1'800'000'000'456), "the API server answers"}};
    status.programs = {{"etcd", true, base::from_ms(1'800'000'000'200), 1, "exit code 2"}};
    return status;
  }
  runtime::TestFolder temporary_;
  Folder folder_{temporary_.path()};
};

TEST_F(StatusTest, IsReadAsItWasWritten) {
  ASSERT_TRUE(write_status(folder_, ready()));
  ASSERT_TRUE(write_supervisor(folder_, {::getpid(), base::process_identity(::getpid())}));
  EXPECT_EQ(read_status(folder_).to_json(), ready().to_json());
}

TEST_F(StatusTest, OfASupervisorThatHasGoneIsStopped) {
  ASSERT_TRUE(write_status(folder_, ready()));
  ASSERT_TRUE(write_supervisor(folder_, {::getpid(), "another process of that id"}));
  Status status = read_status(folder_);
  EXPECT_EQ(status.phase, Phase::stopped);
  EXPECT_EQ(status.slot, 2);
  EXPECT_EQ(status.endpoint, "");
}

TEST_F(StatusTest, AFailureIsKeptBeyondItsSupervisor) {
  Status failed = ready();
  failed.phase = Phase::failed;
  failed.error = {base::ErrorKind::unavailable, "etcd does not come up", "look at its log"};
  ASSERT_TRUE(write_status(folder_, failed));
  Status status = read_status(folder_);
  EXPECT_EQ(status.phase, Phase::failed);
  EXPECT_EQ(status.error.message, "etcd does not come up");
  EXPECT_EQ(status.error.hint, "look at its log");
}

TEST_F(StatusTest, WithoutAFileIsStopped) {
  EXPECT_EQ(read_status(folder_).phase, Phase::stopped);
}

TEST_F(StatusTest, ADesiredStateIsReadAsItWasWritten) {
  ASSERT_TRUE(write_desired_state(folder_, {"111122223333", "eu-west-3", "dev", "/programs", 1}));
  auto desired = read_desired_state(folder_);
  ASSERT_TRUE(desired);
  EXPECT_EQ(desired->name, "dev");
  EXPECT_EQ(desired->slot, 1);
  EXPECT_EQ(node_name(*desired, "10.89.79.1"), "ip-10-89-79-1.eu-west-3.compute.internal");
}

}  // namespace
}  // namespace localkube
