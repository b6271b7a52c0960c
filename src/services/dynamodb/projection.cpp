#include "services/dynamodb/projection.h"

#include "services/dynamodb/errors.h"

namespace account::dynamodb {

aws::Result<Projection> Projection::read(const json::Value& members) {
  Placeholders placeholders = TRY(Placeholders::read(members.find("ExpressionAttributeNames"), nullptr,
                                                     members.find("ProjectionExpression") != nullptr, ""));
  Projection projection = TRY(read(members, placeholders));
  TRY(placeholders.check_all_used());
  return projection;
}

aws::Result<Projection> Projection::read(const json::Value& members, Placeholders& placeholders) {
  if (members.find("AttributesToGet"))
    return invalid("AttributesToGet is not simulated, ProjectionExpression is (see docs/operations.md)");
  Projection projection;
  const json::Value* text = members.find("ProjectionExpression");
  if (text) projection.paths_ = TRY(parse_projection(text->as_string(), placeholders));
  return projection;
}

}  // namespace account::dynamodb
