// A kind of resource: what is regular as data, what depends on the API as functions that make requests and read
// answers. None of them makes a call: the engine does (engine/apply), when its turn has come.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/call.h"
#include "engine/model/resource.h"

namespace engine {

// One thing that a resource is or was: which, and what is known of it by now.
struct Subject {
  std::string address;
  std::string token;     // the same whenever this generation of this address is asked for, by whomever
  json::Value identity;  // what the service knows it by; null: not known
  json::Value desired;   // an object without outputs; of what is removed, as it was last asked for
  // What earlier runs asked for, which may have been reached by half: objects. So it is known which entries of a
  // member that others use, too (tags), were ours.
  std::vector<json::Value> earlier = {};
  json::Object observed = {};  // its members as they were read last, when it is changed
  // The state that knew its token was lost: it is found by its other marks, whichever token it carries.
  bool is_lost = false;
};

// What an answer says of a thing.
struct Reading {
  bool is_there = false;
  enum class Condition {
    ready,
    pending,
    failed,
    ending,  // on its way out: nothing can be done with it but to wait until it has gone
  } condition = Condition::ready;
  std::string note;     // why it is so; of what is not ours, whose it is
  bool is_ours = true;  // it carries the subject's token, as far as things of this kind carry any
  std::string token;    // the one that it carries; empty: none, or it is not told
  json::Value
      identity;  // an object; what of it another change has made another is looked at before it is used
  json::Object members;  // as engine/value.h says; a member that cannot be read is not among them
  json::Object outputs;  // what others may refer to, as data
  json::Object hung;     // what hangs on it, as lists of names (ResourceKind::Hanging::member)
};

// How a thing is found whose identity was never heard of, since the answer that told it was lost.
enum class FoundBy {
  token,  // creating it again with the same token gives the same thing
  name,   // another one of that name is refused
  tag,    // another one would be made: look first, for as long as a new one may stay invisible
};

struct ResourceKind {
  std::string name;
  std::string why;  // what things of this kind are good for
  FoundBy found_by = FoundBy::token;

  std::vector<std::string> in_place;      // members that can be changed; any other one replaces the thing
  std::vector<std::string> restarting;    // those of them whose change restarts what runs on it
  std::vector<std::string> interrupting;  // those whose change cuts off for a while what comes through it
  std::vector<std::string>
      name_from;  // members that its name is made of: while none differs, two cannot be there at once
  // Members that others own, and who: neither compared nor changed.
  std::map<std::string, std::string, std::less<>> foreign;
  // Members and outputs that are secrets: desired by reference only, and dropped from whatever is read.
  std::vector<std::string> secret;
  std::vector<std::string> varying;  // outputs that a change in place may change
  bool holds_data = false;           // what is lost with it comes back from nowhere: it is protected
  bool runs_workloads = false;       // what runs on it stops with it: it is protected
  bool carries_traffic = false;      // what comes through it is cut off while it is not there

  std::vector<std::string> absent;    // codes: it is not there
  std::vector<std::string> taken;     // codes: there is one of that name already
  std::vector<std::string> busy;      // codes: not now, something else is still going on; ask again
  std::vector<std::string> occupied;  // codes: it does not go as long as something hangs on it
  std::map<std::string, std::string, std::less<>> remedies;  // codes, and what to do about them
  // Why it makes each of its calls, by API and operation: `ec2 CreateVpc`.
  std::map<std::string, std::string, std::less<>> reasons;

  // How long it takes, typically, and which calls it takes.
  std::chrono::seconds creating{1}, changing{1}, removing{1};
  std::map<std::string, std::chrono::seconds, std::less<>>
      slow;  // members whose change takes longer, and how long
  std::vector<PlannedCall> creating_calls, changing_calls, removing_calls;
  std::chrono::milliseconds window{0};          // so long a new one may stay invisible
  std::chrono::milliseconds patience{3600000};  // so long it is waited for
  // So long after it has gone others may bring it back, who have not heard of it yet: then it is looked at once more.
  std::chrono::seconds returns_within{0};

  std::function<Request(const Subject&)>
      create;  // what gives it its identity, with its token; no more than it must
  std::function<Request(const Subject&)> find;  // by token, name or tag
  std::function<Request(const Subject&)> read;  // by identity
  // What the answer to `read` does not show of a thing that is there: each is asked for when that one is known to be
  // ready, and adds members and outputs.
  struct Detail {
    std::function<Request(const Subject&)> read;  // by identity
    std::function<void(const json::Value& output, const Subject&, Reading&)> add;
    std::vector<std::string> none = {};  // codes: it has nothing of that, which `add` is told by null

    bool is_none(std::string_view code) const;
  };
  std::vector<Detail> details;
  std::function<std::vector<Request>(const Subject&, const std::vector<std::string>& members)> change;
  // How a change goes on that is not over when its call is answered. Where it has failed, the thing itself may look as
  // if nobody had asked for it.
  struct Follow {
    // What asks for it, of one of the calls of `change` and its answer; nullopt: it is over.
    std::function<std::optional<Request>(const Request& made, const json::Value& output, const Subject&)> ask;
    struct Outcome {
      Reading::Condition condition = Reading::Condition::ready;
      std::string note, hint;  // of a failure: why, and what to do
    };
    std::function<Outcome(const json::Value& output)> judge;
  } follow;
  std::function<Request(const Subject&)> remove;
  // What may hang on it that is nobody's resource, and goes with it: it is taken off only when it keeps the thing from
  // going. Until then it is left alone, and told.
  struct Hanging {
    std::function<Request(const Subject&)> look;
    // Empty: it goes by nobody's hand but its owner's, and the thing cannot go before (`remedy` says what to do).
    std::function<std::vector<Request>(const json::Value& output, const Subject&)> take_off;
    std::string member = {};  // what it is called when it is told; empty: it is not
    std::string owner = {};   // whose it is
    std::function<std::vector<std::string>(const json::Value& output)> names = {};
    // Of these those are ours which this member of a resource of that kind names, if it needs the thing.
    std::string our_kind = {}, our_member = {};
    std::string remedy = {};
  };
  std::vector<Hanging> hanging;
  // What puts our marks on a thing that is nobody's, of what `find` answered: with them it becomes ours. conflict: it
  // is another's, or cannot be ours as it is.
  std::function<base::Result<std::vector<Request>>(const json::Value& output, const Subject&)> mark;
  std::string unmarkable;  // where things of this kind carry no marks: why, and what to do instead
  // The member of its identity that the service makes up, as `VpcId`; empty: it is known by what is desired of it.
  std::string id;
  std::function<json::Value(const json::Value& output, const Subject&)>
      identity_of;  // of what `create` answered
  // What an answer to `create` or `remove` refuses though it is none of a refusal, as where a call is about many things
  // and tells of each; nullopt: nothing. Empty: it never does.
  std::function<std::optional<Answer>(const json::Value& output)> refusal;
  std::function<Reading(const json::Value& output, const Subject&)>
      reading;  // of what `find` or `read` answered

  bool is_absent(std::string_view code) const;
  bool is_taken(std::string_view code) const;
  bool is_busy(std::string_view code) const;
  bool is_occupied(std::string_view code) const;
  std::string remedy(std::string_view code) const;  // empty: there is none
};

// Something has the name that is desired, and is not ours. Without its address.
base::Error not_ours(const Reading& reading);

// What the kind reads in an answer, without secrets. This is how the engine reads.
Reading read_answer(const ResourceKind& kind, const json::Value& output, const Subject& subject);
// What one of its details adds to that, likewise.
void read_detail(const ResourceKind& kind, size_t detail, const json::Value& output, const Subject& subject,
                 Reading& reading);
// Whether there is more to ask for: it is there, ours or known, and ready.
bool has_details(const ResourceKind& kind, const Reading& reading);

// By name.
using Kinds = std::map<std::string, std::shared_ptr<const ResourceKind>, std::less<>>;
const ResourceKind* find_kind(const Kinds& kinds, std::string_view name);

// How a thing is and how it shall be: the members that differ, in the order of `desired`. A member that was not read is
// compared with what was last applied. Foreign ones never differ; what is not known yet does.
struct Difference {
  std::vector<std::string> in_place;
  std::vector<std::string> replacing;

  bool empty() const { return in_place.empty() && replacing.empty(); }
};
Difference differences(const ResourceKind& kind, const json::Value& desired, const json::Object& observed,
                       const json::Value& applied);

// How long a change of these members takes, typically.
std::chrono::seconds duration_of_change(const ResourceKind& kind, const std::vector<std::string>& members);

// What a change of these members does to what runs on the thing, or comes through it.
Impact impact_of_change(const ResourceKind& kind, const std::vector<std::string>& members);
// What it does that a thing goes, before or behind its successor if it has one.
enum class Leaving { for_good, before_successor, behind_successor };
Impact impact_of_leaving(const ResourceKind& kind, Leaving leaving);

// Whether an old and a new one can be there at once.
bool can_stand_beside(const ResourceKind& kind, const json::Value& old_one, const json::Value& new_one);

}  // namespace engine
