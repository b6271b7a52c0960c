#include "services/public_images.h"

#include <gtest/gtest.h>

#include <set>

#include "services/eks/kubernetes_version.h"

namespace account {
namespace {

const std::string kRegion = "eu-west-3";

TEST(PublicImages, are_for_the_versions_that_EKS_has) {
  std::set<std::string> told;
  constexpr std::string_view kBefore = "/aws/service/eks/optimized-ami/";
  for (const PublicParameter& one : public_parameters(kRegion, kBefore))
    if (one.name.ends_with("/recommended/release_version"))
      told.insert(one.value.substr(0, one.value.find('-')));
  std::set<std::string> known;
  for (const eks::KubernetesVersion& one : eks::kubernetes_versions()) known.insert(std::string(one.patch));
  EXPECT_EQ(told, known);
}

TEST(PublicImages, say_the_parameter_that_tells_of_them) {
  size_t newest = 0;
  for (const json::Value& image : public_images(kRegion)) {
    std::string id(image.string_or("ImageId", "")), name(image.string_or("PublicSsmParameterName", ""));
    EXPECT_TRUE(find_public_image(kRegion, id)) << id;
    if (name.empty()) continue;
    ++newest;
    auto parameter = find_public_parameter(kRegion, name);
    ASSERT_TRUE(parameter) << name;
    EXPECT_EQ(parameter->value, id);
  }
  EXPECT_EQ(newest, 65u);
}

TEST(PublicParameters, have_names_of_their_own_and_nothing_left_to_fill_in) {
  std::set<std::string> names;
  for (const PublicParameter& one : public_parameters(kRegion, "/aws/service/")) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    EXPECT_EQ(one.name.find_first_of("{}"), std::string::npos) << one.name;
    bool is_json = one.value.starts_with("{\"schema_version\"");
    EXPECT_EQ(one.value.find('{', is_json ? 1 : 0), std::string::npos) << one.value;
    EXPECT_EQ(json::parse(one.value).has_value() && one.value.starts_with('{'), is_json) << one.value;
    EXPECT_GE(one.version, 1) << one.name;
  }
  EXPECT_FALSE(find_public_parameter(kRegion, "/aws/service"));
}

}  // namespace
}  // namespace account
