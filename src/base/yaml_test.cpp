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
      {"a: &x 1\nb: *x\n", "write the values out at each place, or have it done: yq 'explode(.)' FILE"},
      {"a: !!str 1\n", "anchors and tags are not supported"},
      {"a: !!str 1\n", "take the tag off: what is a text stands in quotes"},
      {"a: { <<: { b: 1 } }\n", "1:6: error: merge keys (`<<`) are not supported"},
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

// What stands at a member of the root's, found by its place in the source, and its line.
struct Place {
  std::string source;
  uint32_t line = 0;
};

Place place_of(std::string_view text, const json::Value& root, std::string_view name) {
  const json::Value* value = root.find(name);
  if (!value) return {};
  return {std::string(text.substr(value->span.offset, value->span.length)), value->span.line};
}

// Characters that move libyaml's lines or characters against bytes, each before `PORT: 8080`: the value is
// the parser's, and its place that of the value.
TEST(Yaml, ReadsAValueRightWhateverStandsBeforeIt) {
  struct Row {
    const char* what;
    std::string before;
    uint32_t line;
  };
  std::string wide;
  for (int i = 0; i < 20'000; ++i) wide += "\u20ac\u00e9";
  const std::string bom = "\xEF\xBB\xBF";
  const std::vector<Row> rows = {
      {"line feeds", "A: 10\n", 2},
      {"CR LF", "A: 10\r\nB: 11\r\n", 3},
      {"lone CR", "A: 10\rB: 11\r", 3},
      {"CR CR LF", "A: 10\r\r\nB: 11\r\r\n", 5},
      {"LF CR", "A: 10\n\rB: 11\n\r", 5},
      {"a byte order mark", bom + "A: 10\n", 2},
      {"characters of two, three and four bytes", "A: \"\u00e9\u20ac\U0001F600\"\n", 2},
      {"such characters in a comment", "# \u00e9\u20ac\U0001F600\n", 2},
      {"such characters in a key", "\U0001F600\u00e9: 10\n", 2},
      {"escaped separators", "A: \"x\\u2028\\u2029\\u0085\\L\\N\"\n", 2},
      {"a block scalar", "A: |\n  x\n\n  y\n", 5},
      {"a block scalar with indentation and chomping", "A: |2-\n   x\n  y\n\n", 5},
      {"a folded scalar with CR LF", "A: >\r\n  x\r\n  y\r\n", 4},
      {"a plain scalar of two lines", "A: x\n  y\n", 3},
      {"a quoted scalar of two lines", "A: \"x\\\n  y\"\n", 3},
      {"tabs behind a value", "A: 10\t\t# \tx\n", 2},
      {"empty values", "A:\nB:\n", 3},
      {"a very long line", "A: " + std::string(200'000, 'x') + "\n", 2},
      {"a very long line of characters of two and three bytes", "A: " + wide + "\n", 2},
  };
  for (const Row& row : rows) {
    std::string text = row.before + "PORT: 8080 # end\n";
    base::Diagnostics diagnostics("f", text);
    auto document = read(text, diagnostics);
    ASSERT_TRUE(document) << row.what << "\n" << diagnostics.render();
    const json::Value* port = document->root().find("PORT");
    ASSERT_TRUE(port) << row.what;
    EXPECT_EQ(document->text_of(*port), "8080") << row.what;
    EXPECT_EQ(*port, json::Value(8080)) << row.what;
    Place place = place_of(text, document->root(), "PORT");
    EXPECT_EQ(place.source, "8080") << row.what;
    EXPECT_EQ(place.line, row.line) << row.what;
  }
}

TEST(Yaml, ReadsJsonInOneLineBehindAByteOrderMark) {
  std::string text = "\xEF\xBB\xBF{\"A\": \"\u00e9\", \"PORT\": 8080, \"B\": true}";
  base::Diagnostics diagnostics("f", text);
  auto document = read(text, diagnostics);
  ASSERT_TRUE(document) << diagnostics.render();
  EXPECT_EQ(place_of(text, document->root(), "PORT").source, "8080");
  EXPECT_EQ(place_of(text, document->root(), "A").source, "\"\u00e9\"");
  EXPECT_EQ(document->text_of(*document->root().find("B")), "true");
}

TEST(Yaml, RefusesCharactersThatProgramsReadDifferently) {
  using namespace std::string_literals;
  struct Row {
    std::string text, message;
  };
  const std::vector<Row> rows = {
      {"A: 10 # x\u2028PORT: 8080\n", "f:1:10: error: the invisible character U+2028 stands here"},
      {"A: 10\nB: \"x\u2029y\"\n", "f:2:6: error: the invisible character U+2029 stands here"},
      {"A: |\n  x\xC2\x85  y\n", "f:2:4: error: the invisible character U+0085 stands here"},
      {"A: 10\n\xEF\xBB\xBF"
       "B: 11\n",
       "f:2:1: error: the invisible character U+FEFF stands here"},
      {"{\"A\": 10,\u2028\"PORT\": 8080}", "write `\\u2028` in double quotes"},
      {"\xFF\xFE"
       "A\0:\0 \0"
       "1\0"s,
       "f: error: the text is UTF-16, expected UTF-8\n       = save it as UTF-8"},
      {"\xFE\xFF\0A\0:\0 \0"
       "1"s,
       "the text is UTF-16"},
      {"A\0:\0 \0"
       "1\0"s,
       "the text is UTF-16"},
      {"\0A\0:\0 \0"
       "1"s,
       "the text is UTF-16"},
      {"\xFF\xFE\0\0A\0\0\0"s, "the text is UTF-32"},
      {"A\0\0\0:\0\0\0"s, "the text is UTF-32"},
      {"\0\0\0A\0\0\0:"s, "the text is UTF-32"},
      {"A: 10\nB: x\0y\n"s, "f:2:5: error: invalid YAML: control characters are not allowed"},
      {"\u00e9: 10\nB: \x1b[0m\n", "f:2:4: error: invalid YAML: control characters are not allowed"},
      {"A: 10\r\nB: x\xFFy\r\n", "f:2:5: error: invalid YAML: invalid leading UTF-8 octet"},
      {"A: \xC3(\n", "f:1:5: error: invalid YAML: invalid trailing UTF-8 octet"},
      {"A: \xED\xA0\x80\n", "f:1:4: error: invalid YAML: invalid Unicode character"},
      {"A: \"\\ud800\"\n", "invalid YAML: found invalid Unicode character escape code"},
      {"A: 10\rA: 11\r", "f:2:1: error: duplicate name `A`"},
      {"A: \"\u20ac\"\r\r\nB: 1\r\r\nB: 2\r\r\n", "f:5:1: error: duplicate name `B`"},
      {"A: \u00e9\rB: &x 1\r", "f:2:4: error: anchors and tags are not supported"},
      {"A: 1\rB: [1, 2\r", "invalid YAML"},
  };
  for (const Row& row : rows) {
    EXPECT_NE(as_json(row.text).find(row.message), std::string::npos) << row.message << "\n"
                                                                      << as_json(row.text);
  }
}

TEST(Yaml, KeepsHowNumbersAndBooleansAreWritten) {
  for (const char* written : {"8080",
                              "1.10",
                              "007",
                              "+12",
                              "-0",
                              "1e3",
                              "1E+03",
                              ".5",
                              "1.",
                              "-.5",
                              "99999999999999999999",
                              "0.10000000000000000001",
                              "true",
                              "True",
                              "FALSE",
                              "0x1F",
                              "0o17",
                              "1_000",
                              "1:30",
                              ".inf",
                              ".nan",
                              "1e999"}) {
    std::string text = std::string("# \u00e9\nvalue: ") + written + "  # as written\n";
    base::Diagnostics diagnostics("f", text);
    auto document = read(text, diagnostics);
    ASSERT_TRUE(document) << diagnostics.render();
    EXPECT_EQ(document->text_of(*document->root().find("value")), written);
  }
}

}  // namespace
}  // namespace yaml
