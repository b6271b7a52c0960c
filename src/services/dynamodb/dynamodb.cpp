#include "services/dynamodb/dynamodb.h"

#include "services/dynamodb/table.h"
#include "services/dynamodb/time_to_live.h"

namespace account::dynamodb {

Service service() {
  Service dynamodb{
      "dynamodb",
      "dynamodb",
      {table_operations(), update_table_operations(), setting_operations(), tag_operations(),
       item_operations(), read_operations(), batch_operations(), transaction_operations()},
      {.denied = "AccessDeniedException", .token_mismatch = "IdempotentParameterMismatchException"}};
  dynamodb.effects = {kEraseTable, kExpireItem};
  return dynamodb;
}

}  // namespace account::dynamodb
