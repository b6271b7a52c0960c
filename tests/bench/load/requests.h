// The requests of a load, encoded and signed before the clock starts: what is measured is the server.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "aws/error.h"
#include "aws/signature/signature.h"
#include "net/client.h"

namespace load {

struct Request {
  std::string head;                         // request line, headers and the empty line
  std::shared_ptr<const std::string> body;  // one for all where it is the same
};

struct Plan {
  std::string endpoint;
  std::string region;
  std::string service;    // as the models name it, such as sts
  std::string operation;  // such as GetCallerIdentity
  std::string input;      // JSON by the model's names; `{n}` in it becomes the number of the request
  size_t distinct = 1;    // how many different requests there are
  size_t body_bytes = 0;  // of the streamed body, for operations that have one
  aws::Credentials credentials;
};

// Any other API over HTTP: a POST of each line of `bodies`, in turn, with this Authorization.
std::vector<Request> prepare_posts(const net::Url& server, const std::string& path, const std::string& bodies,
                                   const base::Secret& authorization);

// S3's body hash is signed as SDKs do it over http, so the server checks every byte.
aws::Result<std::vector<Request>> prepare(const Plan& plan);

}  // namespace load
