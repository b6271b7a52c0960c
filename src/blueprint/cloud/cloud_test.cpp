#include "blueprint/cloud/cloud.h"

#include <gmock/gmock.h>

namespace blueprint {
namespace {

using base::ErrorKind;
using testing::HasSubstr;

TEST(CloudErrors, AreOfTheKindThatSaysWhatToDo) {
  struct Row {
    const char* code;
    int status;
    ErrorKind kind;
    const char* hint;
  };
  for (const Row& row : {Row{"NoSuchEntity", 404, ErrorKind::not_found, ""},
                         Row{"AccessDeniedException", 400, ErrorKind::denied, ""},
                         Row{"UnauthorizedOperation", 403, ErrorKind::denied, ""},
                         Row{"Throttling", 400, ErrorKind::unavailable, "fewer calls"},
                         Row{"RequestLimitExceeded", 503, ErrorKind::unavailable, "fewer calls"},
                         Row{"InternalError", 500, ErrorKind::unavailable, "itself failed"},
                         Row{"Unreachable", 0, ErrorKind::unavailable, "address is right"},
                         Row{"EntityAlreadyExists", 409, ErrorKind::conflict, ""}}) {
    base::Error error = to_error({row.code, row.status, "words"}, "iam", "CreateRole");
    EXPECT_EQ(error.kind, row.kind) << row.code;
    EXPECT_THAT(error.hint, HasSubstr(row.hint)) << row.code;
    EXPECT_EQ(error.hint.empty(), *row.hint == 0) << error.hint;
    EXPECT_EQ(error.message, std::string("iam CreateRole: ") + row.code + ": words");
  }
}

}  // namespace
}  // namespace blueprint
