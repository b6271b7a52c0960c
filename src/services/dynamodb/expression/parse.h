// Expressions read: condition and filter expressions, key conditions (as conditions: key_condition.h), update and
// projection expressions.
//
//   condition   := all (OR all)*, where all := one (AND one)*
//   one         := NOT one | ( condition ) | comparison | function ( operand, ... )
//   comparison  := operand (= | <> | < | <= | > | >=) operand | operand BETWEEN operand AND operand
//                | operand IN ( operand, ... )
//   operand     := path | :value | size ( operand ) | ( operand )
//   update      := SET path = sum, ... | REMOVE path, ... | ADD path :value, ... | DELETE path :value, ...; each once
//   sum         := term | term + term | term - term
//   term        := path | :value | if_not_exists ( path, term ) | list_append ( term, term ) | ( sum )
//   path        := name (. name | [ index ])*, where a name is a word that is not reserved, or #name
//
// Source: Amazon DynamoDB Developer Guide, "Condition and filter expressions, operators, and functions in DynamoDB",
// "Using update expressions", "Using projection expressions", "Reserved words in DynamoDB"; quotas: "Expression
// parameters".
#pragma once

#include <string_view>
#include <vector>

#include "services/dynamodb/expression/placeholders.h"
#include "services/dynamodb/expression/tree.h"

namespace account::dynamodb {

// Errors, all of them: ValidationException, which begins `Invalid PARAMETER: `; of several mistakes the one that the
// service tells first.
aws::Result<Condition> parse_condition(std::string_view parameter, std::string_view text,
                                       Placeholders& placeholders);
aws::Result<Update> parse_update(std::string_view text, Placeholders& placeholders);
aws::Result<std::vector<Path>> parse_projection(std::string_view text, Placeholders& placeholders);

bool is_reserved_word(std::string_view name);  // in any case

}  // namespace account::dynamodb
