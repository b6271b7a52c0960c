// POST Object: what a browser's form uploads. The form becomes the PutObject that it stands for, of whoever
// signed it, so policies, ACLs and all that an upload asks for are asked as ever, with the form's key.
//
// Source: S3 API Reference, "POST Object".
#pragma once

#include "account/call/facilities.h"
#include "account/call/gateway.h"
#include "aws/route/s3_place.h"
#include "net/http.h"

namespace account::s3 {

// `place`: a bucket and no key.
net::Response post_object(net::Request& request, const aws::S3Place& place, Gateway& gateway,
                          Facilities& facilities);

}  // namespace account::s3
