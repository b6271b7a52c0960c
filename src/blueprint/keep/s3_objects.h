// Texts as objects in a bucket of S3, below a prefix, whose ETags are their tags. Reads and lists see all that was
// written before (S3 User Guide, "Amazon S3 data consistency model"); conditions of writes: "How to prevent object
// overwrites with conditional writes".
#pragma once

#include <memory>

#include "aws/client/client.h"
#include "blueprint/keep/objects.h"

namespace blueprint {

struct S3Place {
  std::string bucket;
  std::string prefix;  // without `/` at its ends; empty: none
  std::string
      kms_key;  // with which objects are encrypted; empty: as the bucket says, which is never not at all
  std::string
      account;  // whose bucket it must be, so that nobody else's of that name gets to see the state; empty: any
};

class S3Objects final : public Objects {
 public:
  // `client` has the bucket's region. `clock` outlives it.
  S3Objects(std::shared_ptr<aws::Client> client, const base::Clock& clock, S3Place place)
      : client_(std::move(client)), clock_(&clock), place_(std::move(place)) {}

  base::Status make() override;  // keep/s3_bucket.h
  base::Result<std::optional<Stored>> read(const std::string& name) override;
  base::Status write(const std::string& name, const std::string& text, const std::string& seen_tag) override;
  base::Result<std::vector<Listed>> list(const std::string& folder, const std::string& after) override;
  base::Status remove_before(const std::string& folder, const std::string& name) override;
  std::string place(const std::string& name) const override;

 private:
  std::string key(std::string_view name) const;
  aws::Result<json::Value> call(std::string_view operation, json::Object input);
  tl::unexpected<base::Error> failed(const aws::Error& error, std::string_view action,
                                     const std::string& name) const;

  std::shared_ptr<aws::Client> client_;
  const base::Clock* clock_;
  S3Place place_;
};

}  // namespace blueprint
