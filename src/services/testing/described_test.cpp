// Every filter that a Describe operation knows looks at something that its answer may have, as the model says.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "account/call/filters.h"
#include "aws/model/model.h"
#include "base/text.h"
#include "services/ec2/describe.h"
#include "services/ec2/ec2.h"

namespace account::testing {
namespace {

// The shape to which a path such as CidrBlockAssociationSet[].State leads; nullopt: to none.
std::optional<aws::Shape> shape_at(aws::Shape shape, std::string_view path) {
  for (std::string_view step : base::split(path, '.')) {
    bool is_each = step.ends_with("[]");
    if (is_each) step.remove_suffix(2);
    if (shape.type() != aws::ShapeType::structure) return std::nullopt;
    auto member = shape.find_member(step);
    if (!member) return std::nullopt;
    shape = member->shape();
    if (is_each != (shape.type() == aws::ShapeType::list)) return std::nullopt;
    if (is_each) shape = shape.element().shape();
  }
  return shape;
}

TEST(Described, filters_look_at_what_answers_may_have) {
  aws::Service model = *aws::Service::find("ec2");
  for (const ec2::Described* described : ec2::all_described()) {
    std::string_view name = described->operation;
    auto operation = model.find_operation(name);
    ASSERT_TRUE(operation) << name;
    EXPECT_TRUE(operation->input()->find_member(described->ids)) << name << " " << described->ids;
    auto list = operation->output()->find_member(described->list);
    ASSERT_TRUE(list) << name << " " << described->list;
    for (uint32_t i = 0; i < operation->filter_count(); ++i) {
      if (operation->filter(i) == "tag:") continue;
      std::string path = filter_path(operation->filter(i), described->filters, described->kind.tags_member);
      EXPECT_TRUE(shape_at(list->shape().element().shape(), path))
          << name << ": " << operation->filter(i) << " looks at " << path;
    }
  }
}

// The same of what is described by a function; what begins with an underscore is a member of ours, or there is none.
TEST(Described, filters_of_functions_look_at_what_answers_may_have) {
  struct Case {
    std::string_view operation, list;
    std::span<const FilterPlace> places;
    std::string_view inner = "";  // of each entry: the list that filters look at
  };
  aws::Service model = *aws::Service::find("ec2");
  for (const Case& one : {Case{"DescribeInstanceTypes", "InstanceTypes", ec2::instance_type_filters()},
                          {"DescribeInstanceTypeOfferings", "InstanceTypeOfferings", {}},
                          {"DescribeImages", "Images", ec2::image_filters()},
                          {"DescribeFleets", "Fleets", {}},
                          {"DescribeSpotPriceHistory", "SpotPriceHistory", {}},
                          {"DescribeInstanceStatus", "InstanceStatuses", ec2::instance_status_filters()},
                          {"DescribeInstances", "Reservations", ec2::instance_filters(), "Instances"}}) {
    auto operation = model.find_operation(one.operation);
    ASSERT_TRUE(operation) << one.operation;
    auto list = operation->output()->find_member(one.list);
    aws::Shape shape = list->shape().element().shape();
    if (!one.inner.empty()) shape = shape.find_member(one.inner)->shape().element().shape();
    EXPECT_GT(operation->filter_count(), 1u) << one.operation;
    for (uint32_t i = 0; i < operation->filter_count(); ++i) {
      if (operation->filter(i) == "tag:") continue;
      std::string path = filter_path(operation->filter(i), one.places);
      EXPECT_TRUE(path.starts_with('_') || shape_at(shape, path))
          << one.operation << ": " << operation->filter(i) << " looks at " << path;
    }
  }
}

TEST(Filters, fit_texts) {
  struct Case {
    std::string_view wanted, text;
    bool fits;
  };
  for (const Case& one : {Case{"main", "main", true},
                          {"main", "Main", false},
                          {"*", "", true},
                          {"", "", true},
                          {"", "a", false},
                          {"a*", "abc", true},
                          {"*c", "abcc", true},
                          {"a*b*c", "a1b2b3c", true},
                          {"a*b*c", "a1b2b3", false},
                          {"a?c", "abc", true},
                          {"a?c", "ac", false},
                          {"a\\*c", "a*c", true},
                          {"a\\*c", "abc", false},
                          {"a\\?", "a?", true},
                          {"a\\?", "ab", false},
                          {"a**", "a", true}})
    EXPECT_EQ(fits_filter(one.wanted, one.text), one.fits) << one.wanted << " " << one.text;
}

TEST(Filters, find_their_place_by_their_name) {
  constexpr FilterPlace kPlaces[] = {{"cidr", "CidrBlock"}, {"route.", "Routes[]."}};
  EXPECT_EQ(filter_path("cidr", kPlaces), "CidrBlock");
  EXPECT_EQ(filter_path("vpc-id", kPlaces), "VpcId");
  EXPECT_EQ(filter_path("availabilityZone", kPlaces), "AvailabilityZone");
  EXPECT_EQ(filter_path("route.nat-gateway-id", kPlaces), "Routes[].NatGatewayId");
  EXPECT_EQ(filter_path("options.host-type", kPlaces), "Options.HostType");
  EXPECT_EQ(filter_path("tag-key", kPlaces), "Tags[].Key");
}

}  // namespace
}  // namespace account::testing
