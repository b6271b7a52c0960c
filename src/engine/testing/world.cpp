#include "engine/testing/world.h"

#include <algorithm>

namespace engine {
namespace {

using Status = Answer::Status;

Answer refused(std::string code, std::string message) {
  return {Status::refused, nullptr, std::move(code), std::move(message)};
}

std::set<std::string> uses_of(const json::Object& members) {
  std::set<std::string> ids;
  if (const json::Value* uses = members.find("uses"))
    for (const json::Value& id : uses->as_array()) ids.insert(id.as_string());
  return ids;
}

}  // namespace

Answer World::call(const Call& call, const base::Deadline&) {
  ++calls_;
  const ResourceKind& kind = *find_kind(kinds_, call.request.api);
  const json::Value& input = call.request.input;
  const std::string& operation = call.request.operation;
  if (operation == "Find") return find(kind, input);
  if (operation == "Read") return read(input);
  Failure failed = failure ? failure(operation, std::string(input.string_or("address", ""))) : Failure::none;
  if (failed == Failure::throttled) return {Status::throttled, nullptr, "Throttling", "Rate exceeded"};
  if (failed == Failure::lost_before) return {Status::unknown, nullptr, "", ""};
  if (failed == Failure::refused) return refused("AccessDenied", "not allowed");
  Answer answer = operation == "Create"   ? create(kind, input)
                  : operation == "Change" ? change(kind, input)
                                          : remove(kind, input);
  if (answer.status == Status::done) ++writes_;
  return failed == Failure::lost_after ? Answer{Status::unknown, nullptr, "", ""} : answer;
}

bool World::is_there(const Thing& thing) const {
  return !thing.gone_at || *thing.gone_at > clock_.now();
}

bool World::is_there(const json::Value& identity, const std::string& token) const {
  return std::any_of(things_.begin(), things_.end(), [&](const auto& each) {
    const Thing& thing = each.second;
    return is_there(thing) &&
           (identity.is_null() ? thing.token == token : thing.id == identity.string_or("Id", ""));
  });
}

bool World::is_ready(const Thing& thing) const {
  return !thing.gone_at && thing.ready_at <= clock_.now();
}

bool World::is_visible(const Thing& thing, const ResourceKind& kind) const {
  return is_there(thing) && clock_.now() >= thing.made_at + kind.window;
}

std::vector<const World::Thing*> World::things() const {
  std::vector<const Thing*> out;
  for (const auto& [id, thing] : things_)
    if (!thing.gone_at) out.push_back(&thing);
  return out;
}

World::Thing* World::find(const std::string& id) {
  auto found = things_.find(id);
  return found == things_.end() || !is_there(found->second) ? nullptr : &found->second;
}

World::Thing& World::add_by_hand(const std::string& kind, json::Object members) {
  std::string id = fmt::format("id-{}", next_id_++);
  Thing thing{id,
              kind,
              "",
              "",
              std::string(json::Value(members).string_or("name", "")),
              std::move(members),
              clock_.now() - std::chrono::hours(1),
              clock_.now() - std::chrono::hours(1),
              std::nullopt};
  return things_.emplace(id, std::move(thing)).first->second;
}

void World::check_uses(const Thing& thing, std::string_view doing) {
  for (const std::string& id : uses_of(thing.members)) {
    auto used = things_.find(id);
    if (used == things_.end() || !is_ready(used->second))
      wrong(fmt::format("`{}` is {} before `{}` is ready, which it uses", thing.address, doing, id));
  }
  for (const std::string& address : needs[thing.address]) {
    bool is_met = std::any_of(things_.begin(), things_.end(), [&](const auto& each) {
      return each.second.address == address && is_ready(each.second);
    });
    if (!is_met)
      wrong(fmt::format("`{}` is {} before `{}` is ready, which it needs", thing.address, doing, address));
  }
}

Answer World::create(const ResourceKind& kind, const json::Value& input) {
  Thing thing;
  thing.kind = kind.name;
  thing.address = input.string_or("address", "");
  thing.token = input.string_or("token", "");
  thing.members = input.find("members")->as_object();
  thing.name = json::Value(thing.members).string_or("name", "");
  for (const auto& [id, other] : things_) {
    if (!is_there(other) || other.kind != kind.name) continue;
    if (kind.found_by == FoundBy::token && other.token == thing.token) {
      if (other.gone_at) return refused("Busy", "it is being destroyed");
      return described(other);
    }
    if (kind.found_by == FoundBy::name && other.name == thing.name)
      return other.gone_at ? refused("Busy", "it is being destroyed")
                           : refused("Exists", "that name is taken");
  }
  if (!tokens_.insert(thing.token).second)
    wrong(fmt::format("`{}` is made a second time with `{}`", thing.address, thing.token));
  thing.id = fmt::format("id-{}", next_id_++);
  thing.made_at = clock_.now();
  thing.ready_at = thing.made_at + kind.creating - kind.changing;
  check_uses(thing, "made");
  return described(things_.emplace(thing.id, std::move(thing)).first->second);
}

Answer World::find(const ResourceKind& kind, const json::Value& input) {
  for (const auto& [id, thing] : things_) {
    bool is_it = kind.found_by == FoundBy::name ? thing.name == input.string_or("name", "")
                                                : thing.token == input.string_or("token", "");
    if (thing.kind == kind.name && is_it && is_visible(thing, kind)) return described(thing);
  }
  return refused("NotFound", "there is none");
}

Answer World::read(const json::Value& input) {
  const Thing* thing = find(std::string(input.string_or("id", "")));
  if (!thing || !is_visible(*thing, *find_kind(kinds_, thing->kind)))
    return refused("NotFound", "there is none");
  return described(*thing);
}

Answer World::change(const ResourceKind& kind, const json::Value& input) {
  Thing* thing = find(std::string(input.string_or("id", "")));
  if (!thing) return refused("NotFound", "there is none");
  if (!is_ready(*thing)) return refused("Busy", "it is still being made");
  for (const json::Member& member : input.find("members")->as_object())
    thing->members.set(member.name, member.value);
  thing->ready_at = clock_.now() + kind.changing;
  if (input.find("members")->find("uses")) check_uses(*thing, "changed");
  return described(*thing);
}

Answer World::remove(const ResourceKind& kind, const json::Value& input) {
  Thing* thing = find(std::string(input.string_or("id", "")));
  if (!thing || !is_visible(*thing, kind)) return refused("NotFound", "there is none");
  for (const auto& [id, other] : things_)
    if (is_there(other) && uses_of(other.members).contains(thing->id)) {
      wrong(fmt::format("`{}` is destroyed before `{}`, which uses it", thing->address, other.address));
      return refused("InUse", fmt::format("`{}` uses it", id));
    }
  if (!thing->gone_at) thing->gone_at = clock_.now() + kind.removing;
  return {Status::done, nullptr, "", ""};
}

Answer World::described(const Thing& thing) const {
  json::Object shown = thing.members;
  shown.erase("secret");
  std::string status = thing.gone_at ? "ENDING" : thing.ready_at > clock_.now() ? "UNDER WAY" : "READY";
  return {Status::done,
          json::Object{{"id", thing.id}, {"token", thing.token}, {"status", status}, {"members", shown}}, "",
          ""};
}

namespace {

json::Value part_of(const json::Value& desired, const std::vector<std::string>& names) {
  json::Object part;
  for (const std::string& name : names) part.set_if(name, desired.find(name));
  return part;
}

Reading read_thing(const json::Value& output, const Subject& subject) {
  Reading reading;
  reading.is_there = true;
  std::string id(output.string_or("id", ""));
  reading.identity = json::Object{{"Id", id}};
  reading.is_ours = output.string_or("token", "") == subject.token;
  std::string status(output.string_or("status", ""));
  if (status == "ENDING") reading.condition = Reading::Condition::ending;
  if (status == "UNDER WAY") reading.condition = Reading::Condition::pending;
  if (status != "READY") reading.note = status;
  reading.members = output.find("members")->as_object();
  reading.outputs = {{"Id", id}, {"Arn", "arn:" + id}};
  return reading;
}

std::shared_ptr<ResourceKind> world_kind(const std::string& name, FoundBy found_by) {
  auto kind = std::make_shared<ResourceKind>();
  kind->name = name;
  kind->why = "tests need it";
  kind->found_by = found_by;
  kind->in_place = {"size", "label", "secret"};
  kind->foreign = {{"scale", "the autoscaler"}};
  kind->absent = {"NotFound"};
  kind->busy = {"Busy"};
  std::vector<std::string> at_birth = {"zone"};
  if (found_by == FoundBy::name) {
    at_birth.push_back("name");
    kind->name_from = {"name"};
    kind->taken = {"Exists"};
  }
  if (found_by == FoundBy::tag)
    at_birth.push_back("uses");
  else
    kind->in_place.push_back("uses");

  auto request = [name](std::string operation, json::Object input) {
    return Request{name, std::move(operation), std::move(input)};
  };
  kind->create = [=](const Subject& subject) {
    return request("Create", {{"address", subject.address},
                              {"token", subject.token},
                              {"members", part_of(subject.desired, at_birth)}});
  };
  kind->find = [=](const Subject& subject) {
    return request("Find",
                   {{"token", subject.token}, {"name", subject.desired.string_or("name", subject.address)}});
  };
  kind->read = [=](const Subject& subject) {
    return request("Read", {{"id", subject.identity.string_or("Id", "")}});
  };
  kind->change = [=](const Subject& subject, const std::vector<std::string>& members) {
    std::vector<Request> requests;
    // All at once, or one after the other: services like either.
    std::vector<std::vector<std::string>> parts = {members};
    if (found_by != FoundBy::tag) {
      parts.clear();
      for (const std::string& member : members) parts.push_back({member});
    }
    for (const std::vector<std::string>& part : parts)
      requests.push_back(request("Change", {{"address", subject.address},
                                            {"id", subject.identity.string_or("Id", "")},
                                            {"members", part_of(subject.desired, part)}}));
    return requests;
  };
  kind->remove = [=](const Subject& subject) {
    return request("Remove", {{"address", subject.address}, {"id", subject.identity.string_or("Id", "")}});
  };
  kind->identity_of = [](const json::Value& output, const Subject&) {
    return json::Object{{"Id", output.string_or("id", "")}};
  };
  kind->reading = read_thing;
  return kind;
}

// What one of its members is, another call tells.
void tell_by_detail(ResourceKind& kind, const std::string& member) {
  kind.reading = [member](const json::Value& output, const Subject& subject) {
    Reading reading = read_thing(output, subject);
    reading.members.erase(member);
    return reading;
  };
  ResourceKind::Detail detail;
  detail.read = [name = kind.name](const Subject& subject) {
    return Request{name, "Read", json::Object{{"id", subject.identity.string_or("Id", "")}}};
  };
  detail.add = [member](const json::Value& output, const Subject&, Reading& reading) {
    reading.members.set_if(member, output.find("members")->find(member));
  };
  kind.details.push_back(std::move(detail));
}

}  // namespace

Kinds world_kinds() {
  using std::chrono::seconds;
  auto token = world_kind("token", FoundBy::token);
  token->creating = seconds(120);
  token->changing = seconds(0);
  token->removing = seconds(60);
  token->window = base::Milliseconds(3000);
  auto name = world_kind("name", FoundBy::name);
  name->creating = name->removing = seconds(20);
  name->changing = seconds(0);
  name->window = base::Milliseconds(10'000);
  auto tag = world_kind("tag", FoundBy::tag);
  tag->creating = seconds(30);
  tag->changing = seconds(3);
  tag->removing = seconds(30);
  tag->window = base::Milliseconds(5000);
  tell_by_detail(*tag, "size");
  return {{"token", token}, {"name", name}, {"tag", tag}};
}

}  // namespace engine
