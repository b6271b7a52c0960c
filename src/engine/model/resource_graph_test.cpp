#include "engine/model/resource_graph.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

Kinds kinds() {
  auto kind = std::make_shared<ResourceKind>();
  kind->name = "thing";
  return {{"thing", kind}};
}

Resource thing(std::string address, std::string_view desired, std::vector<std::string> needs = {}) {
  return {std::move(address), "thing", {}, *json::parse(desired), std::move(needs), "", false, {}};
}

TEST(ResourceGraph, HasAnEdgeForEachReferenceAndEachNeedBesides) {
  std::vector<Resource> resources = {
      thing("c", R"({"a": {"$after": "a.Id"}, "x": [{"$after": "a.Arn"}]})", {"b"}), thing("b", "{}"),
      thing("a", "{}")};
  resources[1].connection.cluster = after({"a", "Name"});
  base::Diagnostics diagnostics;
  ResourceGraph graph = make_graph(resources, kinds(), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.render();
  EXPECT_EQ(graph.order, (std::vector<Graph::Node>{2, 1, 0}));
  EXPECT_EQ(needs_of(resources[0]), (std::vector<std::string>{"a", "b"}));
}

struct Row {
  std::vector<Resource> resources;
  std::string_view error;
};

TEST(ResourceGraph, SaysWhatMakesItUnusable) {
  const Row kRows[] = {
      {{thing("a", "{}"), thing("a", "{}")}, "two resources have the address `a`"},
      {{thing("a", R"({"x": {"$after": "b.Id"}})")}, "`a` needs `b`, which there is not"},
      {{thing("a", "{}", {"b"})}, "`a` needs `b`, which there is not"},
      {{thing("a", R"({"x": {"$before": "b.Id"}})")}, "`$before` stands for nothing"},
      {{thing("a", "[]")}, "is no object"},
      {{{"a", "stranger", {}, json::Object(), {}, "", false, {}}}, "kind `stranger`, which there is not"},
      {{thing("a", "{}", {"a"})}, "`a` needs `a`: none of them can be the first"},
      {{thing("a", "{}", {"b"}), thing("b", "{}", {"c"}), thing("c", "{}", {"b"})},
       "`b` needs `c` needs `b`: none of them can be the first"},
  };
  for (const Row& row : kRows) {
    base::Diagnostics diagnostics;
    make_graph(row.resources, kinds(), diagnostics);
    EXPECT_TRUE(diagnostics.has_errors());
    EXPECT_NE(diagnostics.render().find(row.error), std::string::npos) << diagnostics.render();
  }
}

TEST(ResourceKind, TellsWhichMembersDifferAndWhatThatMeans) {
  ResourceKind kind;
  kind.in_place = {"size", "password"};
  kind.foreign = {{"scale", "the autoscaler"}};
  auto value = [](std::string_view text) { return *json::parse(text); };
  json::Value desired = value(R"({"zone": "a", "size": 1, "scale": 2, "password": "p"})");
  auto compared = [&](std::string_view observed, std::string_view applied) {
    Difference found = differences(kind, desired, value(observed).as_object(), value(applied));
    std::string text;
    for (const std::string& name : found.in_place) text += "~" + name;
    for (const std::string& name : found.replacing) text += "!" + name;
    return text;
  };
  EXPECT_EQ(compared(R"({"zone": "a", "size": 1, "scale": 9})", R"({"password": "p"})"), "");
  EXPECT_EQ(compared(R"({"zone": "b", "size": 2})", R"({"password": "q"})"), "~size~password!zone");
  EXPECT_EQ(compared(R"({"zone": "a", "size": 1})", "null"), "~password") << "it was never applied";

  EXPECT_TRUE(can_stand_beside(kind, value("{}"), value("{}"))) << "it has no name";
  kind.name_from = {"name"};
  EXPECT_FALSE(can_stand_beside(kind, value(R"({"name": "x"})"), value(R"({"name": "x"})")));
  EXPECT_TRUE(can_stand_beside(kind, value(R"({"name": "x"})"), value(R"({"name": "y"})")));
}

}  // namespace
}  // namespace engine
