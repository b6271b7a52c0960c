#include "platform/load/schema.h"

#include <gtest/gtest.h>

#include <set>

#include "base/testing/golden.h"
#include "platform/testing/schema_page.h"

namespace platform {
namespace {

using json::Value;

// Everything that schema.cpp looks at, and what only editors read.
const std::set<std::string>& known_keywords() {
  static const std::set<std::string> kKnown = {
      "$schema",       "$defs",         "$ref",
      "title",         "description",   "type",
      "properties",    "propertyNames", "required",
      "anyOf",         "enum",          "pattern",
      "minLength",     "maxLength",     "minProperties",
      "maxProperties", "items",         "minItems",
      "maxItems",      "uniqueItems",   "additionalProperties",
      "minimum",       "maximum",
  };
  return kKnown;
}

void expect_known(const Value& schema) {
  if (!schema.is_object()) return;
  for (const json::Member& member : schema.as_object()) {
    EXPECT_TRUE(known_keywords().contains(member.name)) << member.name << " is not checked by schema.cpp";
    if (member.name == "properties" || member.name == "$defs") {
      for (const json::Member& each : member.value.as_object()) expect_known(each.value);
    } else if (member.name == "anyOf") {
      for (const Value& each : member.value.as_array()) expect_known(each);
    } else if (member.value.is_object()) {
      expect_known(member.value);
    }
    if (member.name == "$ref") {
      EXPECT_TRUE(json::parse(schema_text())->find("$defs")->find(member.value.as_string().substr(8)));
    }
  }
}

TEST(SchemaTest, OursUsesOnlyWhatTheCheckerKnows) {
  auto schema = json::parse(schema_text());
  ASSERT_TRUE(schema) << schema.error().message;
  expect_known(*schema);
}

TEST(SchemaTest, HasAPageForPeople) {
  golden::expect("docs/slipway-yaml.md", schema_page(*json::parse(schema_text())));
}

}  // namespace
}  // namespace platform
