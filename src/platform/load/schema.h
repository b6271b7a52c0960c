// Checks a located document against a JSON Schema, and reports every mistake with its place.
//
// Why not a validator from a library: they report a pointer into the document and stop at "does not match",
// while a person needs the line, the expectation in words and the name they meant. The subset of JSON Schema
// 2020-12 that slipway.schema.json uses: type, properties, additionalProperties, propertyNames, required,
// minProperties, maxProperties, items, minItems, maxItems, uniqueItems, enum, pattern, minLength, maxLength,
// minimum, maximum, anyOf (of different types), $ref into $defs. The `description` of a subschema says what
// was expected.
#pragma once

#include <string_view>

#include "base/diagnostics.h"
#include "base/json.h"

namespace platform {

// The schema of slipway.yaml, as `slipway schema` prints it.
std::string_view schema_text();

// `schema` must be of the subset: schema_test.cpp proves it of ours.
void check_against_schema(const json::Value& document, const json::Value& schema,
                          base::Diagnostics& diagnostics);

}  // namespace platform
