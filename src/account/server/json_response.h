// An answer in JSON, of the endpoints that no AWS model describes.
#pragma once

#include "base/json.h"
#include "net/http.h"

namespace account {

inline net::Response json_response(int status, const json::Value& body) {
  net::Response response;
  response.status = status;
  response.headers.set("Content-Type", "application/json");
  response.body = json::dump(body);
  return response;
}

}  // namespace account
