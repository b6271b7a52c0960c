#include "base/yaml.h"

#include <gtest/gtest.h>

namespace yaml {
namespace {

std::string as_json(std::string_view text) {
  base::Diagnostics diagnostics("f", text);
  auto value = parse(text, diagnostics);
  return value ? json::dump(*value) : diagnostics.render();
}

TEST(Yaml, ReadsPlainScalarsByTheCoreSchema) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"no", "\"no\""},
      {"true", "true"},
      {"~", "null"},
      {"\"true\"", "\"true\""},
      {"12", "12"},
      {"+12", "12"},
      {"-12", "-12"},
      {"+-12", "\"+-12\""},
      {"1.5", "1.5"},
      {"1:30", "\"1:30\""},
      {"0x10", "\"0x10\""},
      {"1e3", "1000.0"},
      {"1e999", "\"1e999\""},
      {".nan", "\".nan\""},
      {"2026-11-22", "\"2026-11-22\""},
      {"123456789012", "123456789012"},
      {"-", "[null]"},
      {"''", "\"\""},
      {"[1, a]", "[1,\"a\"]"},
      {"99999999999999999999", "100000000000000000000.0"}};
  for (const auto& [text, json] : rows) EXPECT_EQ(as_json(text), json) << text;
}

TEST(Yaml, AnEmptyDocumentIsAnEmptyObject) {
  EXPECT_EQ(as_json(""), "{}");
  EXPECT_EQ(as_json("# nothing\n"), "{}");
}

TEST(Yaml, ReadsBlockAndFlowStyleAlike) {
  EXPECT_EQ(as_json("a:\n  - b: 1\n    c: |\n      x\n      y\n"), as_json("{a: [{b: 1, c: \"x\\ny\\n\"}]}"));
}

TEST(Yaml, SaysWhereEachValueStandsInBytes) {
  std::string_view text = "\xC3\xA9: [1, \"x\xC3\xA9\", y]\n";
  base::Diagnostics diagnostics("f", text);
  auto value = parse(text, diagnostics);
  ASSERT_TRUE(value);
  const auto& list = value->as_object().begin()->value.as_array();
  EXPECT_EQ(text.substr(list[1].span.offset, list[1].span.length), "\"x\xC3\xA9\"");
  EXPECT_EQ(text.substr(list[2].span.offset, list[2].span.length), "y");
  EXPECT_EQ(list[2].span.column, list[2].span.offset + 1);
}

TEST(Yaml, RefusesWhatWouldBeGuessedOrGrowWithoutBound) {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"a: 1\na: 2\n", "2:1: error: duplicate name `a`"},
      {"a: &x 1\nb: *x\n", "anchors and tags are not supported"},
      {"a: *x\n", "aliases are not supported"},
      {"a: !!str 1\n", "anchors and tags are not supported"},
      {"a: 1\n---\nb: 2\n", "more than one document"},
      {"{[1]: 2}", "a key must be a plain name"},
      {"a: [1\n", "invalid YAML"},
      {"a:\n\tb: 1\n", "invalid YAML"},
      {std::string(2000, '['), "nested deeper"},
  };
  for (const auto& [text, message] : rows) {
    EXPECT_NE(as_json(text).find(message), std::string::npos) << text << "\n" << as_json(text);
  }
}

}  // namespace
}  // namespace yaml
