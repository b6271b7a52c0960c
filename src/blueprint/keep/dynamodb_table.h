// The table in which states are kept.
#pragma once

#include "aws/client/client.h"
#include "blueprint/keep/dynamodb_objects.h"

namespace blueprint {

// Makes the table, if it is not there: paid by request, protected from being deleted, with point-in-time recovery,
// which one that is there gets, too. Waits until it can be used.
base::Status make_table(aws::Client& client, const base::Clock& clock, const DynamoPlace& place);

// As keep_error(), and what may be wrong with a table. not_found: it is not there.
base::Error table_error(const aws::Error& error, std::string_view action, const std::string& table,
                        std::string_view place);

}  // namespace blueprint
