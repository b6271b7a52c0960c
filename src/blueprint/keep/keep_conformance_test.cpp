// What every keep must do (engine/testing/keep_conformance.h), in S3 and in DynamoDB.
#include "engine/testing/keep_conformance.h"

#include "blueprint/testing/ground.h"

namespace blueprint {
namespace {

using testing::Ground;

// Where a bucket or table is there already: one that is not is told as a warning.
engine::KeepMaker on(Ground::Kind kind) {
  return engine::conforming([kind](const base::Clock& clock) {
    auto ground = std::make_shared<Ground>(kind, clock);
    std::string address = ground->new_address();
    auto keep = [&] {
      std::shared_ptr<engine::Keep> made = ground->keep(address);
      return std::shared_ptr<engine::Keep>(made.get(), [made, ground](engine::Keep*) {});
    };
    engine::TwoKeeps two{keep(), keep()};
    auto first = two.one->acquire("the first", "make it", base::Milliseconds(1));
    EXPECT_TRUE(first) << first.error().message;
    EXPECT_TRUE(two.one->release(*first));
    return two;
  });
}

std::vector<engine::KeepMaker> makers() {
  std::vector<engine::KeepMaker> makers;
  for (Ground::Kind kind : testing::grounds()) makers.push_back(on(kind));
  return makers;
}

using engine::KeepConformance;

INSTANTIATE_TEST_SUITE_P(Aws, KeepConformance, ::testing::ValuesIn(makers()),
                         [](const auto& test) { return testing::name_of(testing::grounds()[test.index]); });

}  // namespace
}  // namespace blueprint
