// ProjectionExpression of a call, of a table in a batch, or of an entry of a transaction.
#pragma once

#include "services/dynamodb/expression/evaluate.h"
#include "services/dynamodb/expression/parse.h"

namespace account::dynamodb {

class Projection {
 public:
  // Errors: ValidationException.
  static aws::Result<Projection> read(const json::Value& members);
  // Where other expressions use the same placeholders.
  static aws::Result<Projection> read(const json::Value& members, Placeholders& placeholders);

  bool is_all() const { return paths_.empty(); }
  Item of(const Item& item) const { return is_all() ? item : project(paths_, item); }
  const std::vector<Path>& paths() const { return paths_; }

 private:
  std::vector<Path> paths_;
};

}  // namespace account::dynamodb
