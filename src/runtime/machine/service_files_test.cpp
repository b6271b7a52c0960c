#include "runtime/machine/service_files.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "runtime/testing/test_folder.h"

namespace runtime {
namespace {

class ServiceFiles : public testing::Test {
 protected:
  ServiceFiles() {
    service_.namespace_name = "z1";
    service_.name = "app";
  }
  void write(std::map<std::string, std::string> files) {
    service_.files = std::move(files);
    auto written = write_service_files(folder_.path(), service_);
    ASSERT_TRUE(written) << written.error().message;
  }
  std::string path(const std::string& file) { return service_file(folder_.path(), service_, file); }
  std::string content(const std::string& file) { return base::read_file(path(file)).value_or("absent"); }

  TestFolder folder_;
  ServiceSpec service_;
};

TEST_F(ServiceFiles, AreExactlyThoseOfTheService) {
  write({{"/etc/a", "1"}, {"/etc/b", "2"}});
  write({{"/etc/b", "3"}, {"/c", "4"}});
  EXPECT_EQ(content("/etc/a"), "absent");
  EXPECT_EQ(content("/etc/b"), "3");
  EXPECT_EQ(content("/c"), "4");
}

TEST_F(ServiceFiles, AFileBecomesAFolderAndAFolderAFile) {
  write({{"/a", "file"}});
  write({{"/a/b", "below"}, {"/a/c", "below"}});
  EXPECT_EQ(content("/a/b"), "below");
  write({{"/a", "file again"}});
  EXPECT_EQ(content("/a"), "file again");
}

TEST_F(ServiceFiles, NoFilesLeaveNoFolder) {
  write({{"/a", "file"}});
  write({});
  EXPECT_FALSE(base::exists(path("")));
}

}  // namespace
}  // namespace runtime
