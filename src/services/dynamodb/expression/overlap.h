// Paths of one expression must not lead into each other, nor into the same thing as a list and as a map.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "services/dynamodb/expression/tree.h"

namespace account::dynamodb {

class PathSet {
 public:
  // nullopt: it is in the set now; else why it cannot be: a message of the service.
  std::optional<std::string> add(const Path& path);

 private:
  struct Node {
    std::optional<Path> whole;  // a path that ends here
    Path any;                   // one that comes by
    std::map<std::string, Node> names;
    std::map<size_t, Node> indexes;
  };
  Node root_;
};

}  // namespace account::dynamodb
