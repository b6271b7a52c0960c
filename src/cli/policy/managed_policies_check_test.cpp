// AWS's own policies are what AWS takes: none may be an error, whatever the lints think of them.
#include <gtest/gtest.h>

#include "aws/model/managed_policies.h"
#include "cli/policy/catalog_data.h"
#include "policy/lint/lint.h"
#include "policy/read/print.h"

namespace cli {
namespace {

TEST(ManagedPolicies, AreCheckedWithoutErrorAndPrintAndParseTheSame) {
  ASSERT_GT(aws::ManagedPolicy::count(), 1400u);
  for (uint32_t i = 0; i < aws::ManagedPolicy::count(); ++i) {
    auto managed = aws::ManagedPolicy::at(i);
    SCOPED_TRACE(managed.name());
    base::Diagnostics found(std::string(managed.name()), managed.document());
    EXPECT_TRUE(policy::check(managed.document(), policy::Kind::identity, embedded_catalog(), found))
        << found.render();
    EXPECT_FALSE(found.has_errors());

    auto document = policy::parse(managed.document(), policy::Kind::identity, found);
    ASSERT_TRUE(document);
    std::string printed = json::dump(policy::to_json(*document));
    auto again = policy::parse(printed, policy::Kind::identity, found);
    ASSERT_TRUE(again);
    EXPECT_EQ(json::dump(policy::to_json(*again)), printed);
    EXPECT_EQ(again->statements.size(), document->statements.size());
    ASSERT_TRUE(policy::compile(printed, policy::Kind::identity));
  }
}

}  // namespace
}  // namespace cli
