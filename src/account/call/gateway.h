// From bytes to bytes: what happens to a request between the HTTP server and an operation.
//
//   route -> signature -> caller -> decode and validate -> authorize -> the operation -> encode
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "account/call/environment.h"
#include "account/call/service.h"
#include "aws/payload/payload.h"
#include "aws/route/route.h"
#include "aws/signature/signature.h"
#include "net/http.h"
#include "store/store.h"

namespace account {

class Gateway {
 public:
  Gateway(store::Store& store, Environment& environment, std::vector<Service> services,
          std::vector<std::string> s3_host_suffixes);

  net::Response handle(net::Request& request);

  uint64_t calls() const { return calls_; }
  const std::vector<Service>& services() const { return services_; }

  // For requests that are none of AWS's (control, clusters): who signed it, for `service`.
  aws::Result<Caller> authenticate(const net::Request& request, std::string_view body,
                                   std::string_view service);
  aws::Result<Caller> check_signature(const net::Request& request, const aws::SignatureClaim& claim,
                                      std::string_view body);

 private:
  struct Pending;
  void tell_answer(const Pending& pending, int status, std::string_view error_code) const;
  aws::Result<net::Response> answer(net::Request& request, Pending& pending);
  aws::Result<KnownKey> identify(const aws::SignatureClaim& claim, aws::ErrorFamily family);
  void note_use(const KnownKey& key, const aws::SignatureClaim& claim);
  aws::Result<Caller> verify(const net::Request& request, const aws::SignatureClaim& claim,
                             std::string_view body, Pending& pending);
  aws::Result<std::unique_ptr<aws::PayloadReader>> open_payload(const net::Request& request,
                                                                const Pending& pending);
  aws::Result<Upload> receive(const net::Request& request, const Pending& pending, Bodies& bodies);
  aws::Result<void> authorize(const Operation& row, Call& call, Pending& pending);
  aws::Result<net::Response> run(net::Request& request, const json::Value& input, Pending& pending);
  const Operation* find_row(const aws::Route& route, const Service** service) const;

  store::Store& store_;
  Environment& environment_;
  std::vector<Service> services_;
  std::vector<std::string> s3_host_suffixes_;
  aws::SigningKeys signing_keys_;
  std::atomic<uint64_t> calls_ = 0;
};

}  // namespace account
