// What a keep needs of a store: named texts, which can be written on the condition that nobody else has written them
// meanwhile. Names are paths such as `journal/000000000012`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace blueprint {

struct Stored {
  std::string text;
  std::string tag;  // another one after each write
};

struct Listed {
  std::string name;  // within its folder
  base::Time written;
};

// Whoever reads or lists sees every write that was answered before. Safe from one thread; calls block, for half a
// minute at most.
//
// Errors: not_found: what the texts stand in is not there (bucket, table); denied; unavailable: nobody can know whether
// a write was done; invalid: it was damaged, or is nothing of ours.
class Objects {
 public:
  virtual ~Objects() = default;

  // Makes what they stand in, or makes ready what an earlier try left by half. What somebody else has made is left as
  // it is.
  virtual base::Status make() = 0;

  // None: there is no such text.
  virtual base::Result<std::optional<Stored>> read(const std::string& name) = 0;

  // Writes it if it still has the tag that was seen; an empty one: if it is not there. conflict: it is not so. Since a
  // write is sent again when its answer is lost, it may be that this very write has made it so: who wants to know,
  // reads it.
  virtual base::Status write(const std::string& name, const std::string& text,
                             const std::string& seen_tag) = 0;

  // Those of a folder whose names come after `after`, in order.
  virtual base::Result<std::vector<Listed>> list(const std::string& folder, const std::string& after) = 0;

  // Removes those of a folder whose names come before `name`.
  virtual base::Status remove_before(const std::string& folder, const std::string& name) = 0;

  // Where a text is, for people.
  virtual std::string place(const std::string& name) const = 0;
};

}  // namespace blueprint
