// Which service and operation a request is for, from what the client sent.
//
// Signed: the credential scope names the service. Unsigned (web identity, presigned): Action + Version,
// X-Amz-Target, host and path. S3: path style, or the bucket in the host name.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "aws/error.h"
#include "aws/model/model.h"
#include "aws/values/parameters.h"
#include "net/http.h"

namespace aws {

struct Route {
  Service service;
  Operation operation;
  Protocol protocol;                          // what the client speaks, which may differ from the model's
  std::map<std::string, std::string> labels;  // decoded {labels} of the URI, by member name
  Parameters parameters;                      // query string; for query and ec2 also the form body
  bool virtual_host = false;                  // S3: the bucket was in the host name
};

// Whether the body is a form, whose Action names the operation. Of a signed request only that is asked which
// its signature covers: the service that the scope names, the method, X-Amz-Target. Content-Type need not be
// signed, and must not choose what is done.
bool carries_form(const net::Request& request, std::string_view signing_name);

// Services answered by this server are those of the embedded models. Errors are AWS's:
// UnknownOperationException, InvalidAction, MethodNotAllowed (S3), each in the family's form. `form` is the
// body where carries_form(), else empty. `signing_name` and `region` are of the
// credential scope, if there is one. `s3_host_suffixes`: a Host of BUCKET.SUFFIX is virtual-host addressing;
// the default forms of AWS are always known.
Result<Route> route(const net::Request& request, std::string_view form, std::string_view signing_name,
                    const std::vector<std::string>& s3_host_suffixes);

// How errors are written before a route is known: by signing name, target header and path.
struct ErrorForm {
  Protocol protocol = Protocol::query;
  std::string_view xml_namespace;
  bool s3 = false;
  bool head = false;                        // the answer to HEAD has no body
  std::optional<Operation> operation = {};  // whose errors these are, once it is known
};
ErrorForm error_form(const net::Request& request, std::string_view signing_name);

}  // namespace aws
