// What stands in one object of a journal, and in that of the lease.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/keep/keep.h"

namespace blueprint {

// One write to the journal: a run's entries, its opening, or the mark of a snapshot. As text it is lines with a
// checksum each (engine/keep/entry_line.h), of which the first says who wrote it and how many follow.
struct Record {
  int64_t fence = 0;   // of the lease under which it was written
  std::string writer;  // drawn for this write alone: by it a writer knows its own
  std::string note;    // for people
  std::vector<std::string> entries;

  bool operator==(const Record&) const = default;
};

std::string to_text(const Record& record);
// invalid: damaged, cut off, or of a later version.
base::Result<Record> parse_record(std::string_view text);

struct LeaseRecord {
  engine::Lease lease;
  std::string writer;

  bool operator==(const LeaseRecord&) const = default;
};

std::string to_text(const LeaseRecord& record);
base::Result<LeaseRecord> parse_lease(std::string_view text);

}  // namespace blueprint
