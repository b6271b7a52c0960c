// From bytes to bytes: what happens to a request between the HTTP server and an operation.
//
//   route -> signature -> caller -> decode and validate -> authorize -> the operation -> encode
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "account/call/due_work.h"
#include "account/call/facilities.h"
#include "account/call/faults.h"
#include "account/call/service.h"
#include "aws/payload/payload.h"
#include "aws/route/route.h"
#include "aws/signature/signature.h"
#include "net/http.h"
#include "store/store.h"

namespace account {

// A call that a browser's form stands for. What signs it is a field of the form, so the endpoint that reads
// forms (service.h) has found out who it is from.
struct FormCall {
  std::string_view service;                         // whose form it is
  net::Request& request;                            // what is asked, as an unsigned request would
  KnownKey key;                                     // of nobody, if there is no signature
  std::optional<aws::VerifiedSignature> signature;  // nullopt: anonymous
  std::unique_ptr<aws::PayloadReader> payload;      // the streaming input, with the checks that belong to it
};

class Gateway {
 public:
  Gateway(store::Store& store, Facilities& facilities, std::vector<Service> services,
          std::vector<std::string> bucket_host_suffixes);

  net::Response handle(net::Request& request);
  net::Response handle(FormCall call);

  uint64_t calls() const { return calls_; }
  DueWork& due_work() { return due_work_; }
  const std::vector<Service>& services() const { return services_; }
  const std::vector<std::string>& bucket_host_suffixes() const { return bucket_host_suffixes_; }

  // The key that a claim names. Nothing is verified yet but the session token, if there is one.
  aws::Result<KnownKey> identify(const aws::SignatureClaim& claim, aws::ErrorFamily family);

  // For requests that are none of AWS's (control, clusters): who signed it, for `service`.
  aws::Result<Caller> authenticate(const net::Request& request, std::string_view body,
                                   std::string_view service);
  aws::Result<Caller> check_signature(const net::Request& request, const aws::SignatureClaim& claim,
                                      std::string_view body);

 private:
  struct Pending;
  Pending begin(const net::Request& request, std::string_view signing_name);
  void tell_answer(const Pending& pending, int status, std::string_view error_code) const;
  net::Response finish(const net::Request& request, Pending& pending, aws::Result<net::Response> response);
  aws::Result<net::Response> answer(net::Request& request, Pending& pending);
  aws::Result<net::Response> answer(FormCall& call, Pending& pending);
  aws::Result<void> take_route(const net::Request& request, std::string_view form,
                               std::string_view signing_name, Pending& pending);
  void note_use(const KnownKey& key, const aws::SignatureClaim& claim);
  aws::Result<Caller> verify(const net::Request& request, const aws::SignatureClaim& claim,
                             std::string_view body, Pending& pending);
  aws::Result<std::unique_ptr<aws::PayloadReader>> open_payload(const net::Request& request,
                                                                const Pending& pending);
  aws::Result<Upload> receive(const net::Request& request, Pending& pending, Bodies& bodies);
  aws::Result<void> authorize(const Operation& row, Call& call, Pending& pending);
  aws::Result<net::Response> run(net::Request& request, const json::Value& input, Pending& pending);
  aws::Result<net::Response> carry_out(net::Request& request, const json::Value& input, Pending& pending);

  store::Store& store_;
  Facilities& facilities_;
  Faults& faults_;
  std::vector<Service> services_;
  DueWork due_work_;
  std::vector<std::string> bucket_host_suffixes_;
  aws::SigningKeys signing_keys_;
  std::atomic<uint64_t> calls_ = 0;
};

}  // namespace account
