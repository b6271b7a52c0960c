// One spelling for what a request's headers say. Clients write the same thing in several ways; it is made one
// before anything reads it, so that the model's checks, policies and operations cannot differ in what they see.
#pragma once

#include "aws/route/route.h"
#include "aws/signature/signature.h"
#include "net/http.h"

namespace aws {

// To be called once the signature was verified (nullptr: anonymous), since it changes the headers of
// `request`:
//  - S3: headers that stand in the query string become headers. InvalidArgument if the request has the
//  header, too,
//    and it says something else.
//  - Values of header members with an enum take the model's letters (`enabled`: ENABLED).
//  - x-amz-copy-source is BUCKET/KEY[?versionId=ID], percent-encoded the same way however it came.
Result<void> settle_headers(const Route& route, const VerifiedSignature* signature, net::Request& request);

}  // namespace aws
