// Which states stand in a bucket or a table, whoever has put them there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/manual_clock.h"
#include "base/seeded_random.h"
#include "blueprint/testing/ground.h"

namespace blueprint {
namespace {

using ::testing::ElementsAre;
using testing::Ground;
using ::testing::IsEmpty;

class NamesBelow : public ::testing::TestWithParam<Ground::Kind> {
 protected:
  std::vector<std::string> names(const std::string& address) {
    auto client = [&] { return base::Result<std::shared_ptr<aws::Client>>(ground_.client()); };
    auto found = names_below(address, {.client = client, .clock = clock_, .random = random_});
    EXPECT_TRUE(found) << found.error().message;
    return found.value_or(std::vector<std::string>());
  }
  // One that is locked.
  void begin(const std::string& address) {
    keeps_.push_back(ground_.keep(address));
    ASSERT_TRUE(keeps_.back()->acquire("me", "apply", base::Milliseconds(60'000)));
  }

  base::ManualClock clock_{base::from_seconds(1'800'000'000)};
  base::SeededRandom random_{1};
  Ground ground_{GetParam(), clock_};
  std::vector<std::unique_ptr<engine::Keep>> keeps_;
};

TEST_P(NamesBelow, AreThoseOfAllMachines) {
  std::string address = ground_.new_address();
  EXPECT_THAT(names(address), IsEmpty()) << "there is no bucket or table yet";
  begin(address + "/clusters/acme/dev@eu-west-3");
  begin(address + "/environments/acme/tutorial/production");
  begin(address +
        "-other/clusters/acme/dev@eu-west-3");  // begins with the same letters, and stands beside it
  EXPECT_THAT(names(address),
              ElementsAre("clusters/acme/dev@eu-west-3", "environments/acme/tutorial/production"));
  EXPECT_THAT(names(address + "/clusters"), ElementsAre("acme/dev@eu-west-3"));
  EXPECT_THAT(names(address + "/clusters/acme/dev@eu-west-3"), IsEmpty()) << "the state itself";
}

INSTANTIATE_TEST_SUITE_P(Grounds, NamesBelow, ::testing::ValuesIn(testing::grounds()),
                         [](const auto& test) { return testing::name_of(test.param); });

}  // namespace
}  // namespace blueprint
