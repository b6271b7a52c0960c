#include "account/server/answer.h"

namespace account {

net::Response answer_request(net::Request& request, Gateway& gateway, Facilities& facilities) {
  for (const Service& service : gateway.services()) {
    for (const Endpoint& endpoint : service.endpoints)
      if (endpoint.is_for(request)) return endpoint.answer(request, gateway, facilities);
  }
  return gateway.handle(request);
}

}  // namespace account
