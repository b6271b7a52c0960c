// From an address to a keep:
//
//   s3://BUCKET/PREFIX      objects below a prefix; without one, of the bucket
//   dynamodb://TABLE/NAME   items of a table; without a name, `slipway`
//   anything else           a folder of this machine
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aws/client/client.h"
#include "base/random.h"
#include "engine/keep/keep.h"

namespace blueprint {

struct KeepWorld {
  // Made only where it is needed; with the region in which the state stands.
  std::function<base::Result<std::shared_ptr<aws::Client>>()> client;
  // Both outlive the keep.
  const base::Clock& clock;
  base::Random& random;
  std::string kms_key = {};  // see S3Place and DynamoPlace
  std::string account = {};  // whose bucket it must be; empty: any
};

// invalid: it has `://` and is none of these, or lacks its bucket or table.
base::Status check_address(std::string_view address);

// Nothing is read or made yet. invalid: no address.
base::Result<std::unique_ptr<engine::Keep>> open_keep(std::string_view address, const KeepWorld& world);

// The states that stand in a bucket or a table below an address, whoever has put them there, by what follows it; in
// order. Where there is no bucket or table yet, there are none. A table is read as a whole (`dynamodb:Scan`).
base::Result<std::vector<std::string>> names_below(std::string_view address, const KeepWorld& world);

}  // namespace blueprint
