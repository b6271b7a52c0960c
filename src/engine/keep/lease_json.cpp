#include "engine/keep/lease_json.h"

namespace engine {

json::Object to_json(const Lease& lease) {
  return json::Object{{"owner", lease.owner},
                      {"purpose", lease.purpose},
                      {"fence", lease.fence},
                      {"since", base::to_ms(lease.since)},
                      {"expires", base::to_ms(lease.expires)}};
}

Lease lease_of(const json::Value& value) {
  return {std::string(value.string_or("owner", "")), std::string(value.string_or("purpose", "")),
          value.int_or("fence", 0), base::from_ms(value.int_or("since", 0)),
          base::from_ms(value.int_or("expires", 0))};
}

}  // namespace engine
