#include "engine/model/graph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace engine {
namespace {

using Nodes = std::vector<Graph::Node>;

Graph diamond() {  // 3 needs 1 and 2, which need 0
  Graph graph(4);
  graph.add(1, 0);
  graph.add(2, 0);
  graph.add(3, 1);
  graph.add(3, 2);
  return graph;
}

TEST(Graph, OrdersEachNodeBehindItsNeeds) {
  EXPECT_EQ(diamond().order(), (Nodes{0, 1, 2, 3}));
  EXPECT_TRUE(diamond().cycle().empty());
  Graph twice(2);
  twice.add(0, 1);
  twice.add(0, 1);
  EXPECT_EQ(twice.order(), (Nodes{1, 0}));
}

TEST(Graph, NamesACycleAndNotWhatLeadsThere) {
  Graph graph(5);
  graph.add(0, 1);  // leads there
  graph.add(1, 2);
  graph.add(2, 3);
  graph.add(3, 1);
  EXPECT_EQ(graph.cycle(), (Nodes{1, 2, 3}));
  EXPECT_EQ(graph.order(), (Nodes{4}));
  Graph self(1);
  self.add(0, 0);
  EXPECT_EQ(self.cycle(), (Nodes{0}));
}

TEST(Graph, MeasuresTheLongestRemainingPath) {
  EXPECT_EQ(diamond().remaining({1, 10, 20, 5}), (std::vector<int64_t>{26, 15, 25, 5}));
}

TEST(Graph, ClosesOverNeedsOrUsers) {
  using Bits = std::vector<bool>;
  EXPECT_EQ(diamond().closure({1}, Graph::Direction::needs), (Bits{true, true, false, false}));
  EXPECT_EQ(diamond().closure({1}, Graph::Direction::users), (Bits{false, true, false, true}));
}

// Whatever the edges are, what order() leaves out is what lies on cycles or behind them, and cycle() is one.
TEST(Graph, EveryCycleIsOne) {
  uint32_t seed = std::random_device{}();
  std::mt19937 random(seed);
  for (int round = 0; round < 500; ++round) {
    Graph graph(1 + random() % 12);
    for (uint32_t edges = random() % 15; edges > 0; --edges)
      graph.add(static_cast<Graph::Node>(random() % graph.size()),
                static_cast<Graph::Node>(random() % graph.size()));
    Nodes cycle = graph.cycle();
    ASSERT_EQ(cycle.empty(), graph.order().size() == graph.size()) << "seed " << seed;
    for (size_t at = 0; at < cycle.size(); ++at) {
      const Nodes& needs = graph.needs(cycle[at]);
      Graph::Node next = cycle[(at + 1) % cycle.size()];
      EXPECT_NE(std::find(needs.begin(), needs.end(), next), needs.end()) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace engine
