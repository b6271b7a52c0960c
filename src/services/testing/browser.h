// For tests: requests as browsers send them, past every SDK.
#pragma once

#include <string>

#include "services/testing/embedded_account.h"

namespace account::testing {

// Goes the way of the server: to the endpoint that takes it, else through the gateway.
//   {method: GET, path: /bucket/key, headers: {Origin: https://page.example}, body: text}
// The answer: {status, headers: {NAME in lower case: text}, body}.
json::Value send_http(EmbeddedAccount& account, const json::Value& request);

// A form with a file, as `who` signs it (nullptr: nobody).
//   {to: /bucket, fields: {key: k}, file: {name: a.txt, content: abc},
//    conditions: [...],        # of the policy; if absent, one for each field and the bucket
//    expiration: text,         # in an hour, if absent
//    version: 4,               # of the signature; or 2
//    policy: text,             # instead of one that is made of conditions
//    replace: {NAME: text},    # fields that are changed after the form was signed; ~: left out
//    behind: {NAME: text},     # fields that come after the file
//    headers: {NAME: text}}    # of the request
json::Value send_form(EmbeddedAccount& account, const aws::Credentials* who, const json::Value& form);

}  // namespace account::testing
