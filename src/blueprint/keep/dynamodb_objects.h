// Texts as items of a table of DynamoDB: partition key `state`, which one table may have many of, and sort key `name`.
// Conditions of writes: DynamoDB Developer Guide, "Condition expressions"; all reads are consistent ones.
//
// An item holds 400 KB at most ("Service, account, and table quotas"), and a snapshot can be larger. So a text above
// 32 KB stands in parts, items of their own in the partition `STATE#parts`, which are written first; the item itself
// is written last, names them by its tag, and is there or not as a whole. That needs no second service, bucket or set
// of permissions, and an item with its condition stays the only thing that decides. Parts that nobody names, because
// their writer ended too soon, are removed with the snapshots before which they stand.
#pragma once

#include <memory>

#include "aws/client/client.h"
#include "base/random.h"
#include "blueprint/keep/objects.h"

namespace blueprint {

struct DynamoPlace {
  std::string table;
  std::string state;    // which of those in the table
  std::string kms_key;  // of the table, when it is made; empty: AWS's own
};

class DynamoObjects final : public Objects {
 public:
  // `client` has the table's region. `clock` and `random` outlive it.
  DynamoObjects(std::shared_ptr<aws::Client> client, const base::Clock& clock, base::Random& random,
                DynamoPlace place)
      : client_(std::move(client)), clock_(&clock), random_(&random), place_(std::move(place)) {}

  base::Status make() override;  // keep/dynamodb_table.h
  base::Result<std::optional<Stored>> read(const std::string& name) override;
  base::Status write(const std::string& name, const std::string& text, const std::string& seen_tag) override;
  base::Result<std::vector<Listed>> list(const std::string& folder, const std::string& after) override;
  base::Status remove_before(const std::string& folder, const std::string& name) override;
  std::string place(const std::string& name) const override;

 private:
  std::string parts() const { return place_.state + "#parts"; }
  aws::Result<json::Value> call(std::string_view operation, json::Object input);
  base::Result<std::optional<json::Value>> get(const std::string& state, const std::string& name);
  base::Result<json::Array> query(const std::string& state, const std::string& from, const std::string& to);
  base::Result<std::string> read_parts(const std::string& name, const std::string& tag, int64_t count);
  base::Result<size_t> write_parts(const std::string& name, const std::string& tag, std::string_view text);
  base::Result<bool> is_ours(const std::string& name, const std::string& tag);
  base::Status remove(const std::string& state, const std::vector<std::string>& names);
  tl::unexpected<base::Error> failed(const aws::Error& error, std::string_view action,
                                     const std::string& name) const;

  std::shared_ptr<aws::Client> client_;
  const base::Clock* clock_;
  base::Random* random_;
  DynamoPlace place_;
};

}  // namespace blueprint
