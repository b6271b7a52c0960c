"""Tables by the AWS CLI and boto3 with its resources; and random conditions, whose meaning is said once more here."""

import decimal
import random
import threading

import boto3
import botocore.exceptions
import pytest
from boto3.dynamodb.conditions import Attr, Key

from clients import Refused, account_of_file, clients
LOCKS = {"AttributeDefinitions": [{"AttributeName": "LockID", "AttributeType": "S"}],
         "KeySchema": [{"AttributeName": "LockID", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}
GAMES = {"AttributeDefinitions": [{"AttributeName": "player", "AttributeType": "S"}, {"AttributeName": "game", "AttributeType": "N"},
                                  {"AttributeName": "score", "AttributeType": "N"}],
         "KeySchema": [{"AttributeName": "player", "KeyType": "HASH"}, {"AttributeName": "game", "KeyType": "RANGE"}],
         "GlobalSecondaryIndexes": [{"IndexName": "by-score", "Projection": {"ProjectionType": "KEYS_ONLY"},
                                     "KeySchema": [{"AttributeName": "player", "KeyType": "HASH"},
                                                   {"AttributeName": "score", "KeyType": "RANGE"}]}],
         "BillingMode": "PAY_PER_REQUEST"}


account = account_of_file()
client = clients("boto3", "cli")


@pytest.fixture(scope="module")
def dynamodb(account):
    keys = account.root()
    return boto3.resource("dynamodb", region_name="eu-west-3", endpoint_url=account.endpoint, aws_access_key_id=keys["accessKeyId"],
                          aws_secret_access_key=keys["secretAccessKey"])


def test_life_of_a_table(client):
    table = "games-" + client.name
    made = client.call("dynamodb", "CreateTable", {"TableName": table, **GAMES})["TableDescription"]
    assert made["TableArn"].endswith(":table/" + table)
    for game in range(5):
        item = {"player": {"S": "añn"}, "game": {"N": str(game)}, "score": {"N": f"{game % 3}.50"}, "tags": {"SS": ["b", "a"]}}
        client.call("dynamodb", "PutItem", {"TableName": table, "Item": item})
    got = client.call("dynamodb", "GetItem", {"TableName": table, "Key": {"player": {"S": "añn"}, "game": {"N": "4"}}})["Item"]
    assert (got["score"], got["tags"]) == ({"N": "1.5"}, {"SS": ["a", "b"]})
    query = {"TableName": table, "IndexName": "by-score", "KeyConditionExpression": "player = :p AND score BETWEEN :l AND :u",
             "ExpressionAttributeValues": {":p": {"S": "añn"}, ":l": {"N": "0"}, ":u": {"N": "2"}}}
    assert [item["game"]["N"] for item in client.call("dynamodb", "Query", query)["Items"]] == ["0", "3", "1", "4"]
    with pytest.raises(Refused) as refused:
        client.call("dynamodb", "UpdateItem", {"TableName": table, "Key": {"player": {"S": "añn"}, "game": {"N": "4"}},
                                               "UpdateExpression": "SET size = :s", "ExpressionAttributeValues": {":s": {"N": "1"}}})
    assert refused.value.code == "ValidationException"
    assert refused.value.message == "Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: size"
    client.call("dynamodb", "DeleteTable", {"TableName": table})
    with pytest.raises(Refused) as refused:
        client.call("dynamodb", "DescribeTable", {"TableName": table})
    assert refused.value.code == "ResourceNotFoundException"


def test_pages(client):
    table = "pages-" + client.name
    client.call("dynamodb", "CreateTable", {"TableName": table, **LOCKS})
    for i in range(7):
        client.call("dynamodb", "PutItem", {"TableName": table, "Item": {"LockID": {"S": f"lock {i}"}}})
    found = client.all("dynamodb", "Scan", {"TableName": table}, "Items", 2)
    assert sorted(item["LockID"]["S"] for item in found) == [f"lock {i}" for i in range(7)]


def test_only_one_gets_the_lock(account):
    """As Terraform's S3 backend locks: PutItem that must find nothing, GetItem, DeleteItem."""
    account.boto3("dynamodb").create_table(TableName="locks", **LOCKS)
    won, lost = [], []

    def lock(name):
        try:
            account.boto3("dynamodb").put_item(TableName="locks", ConditionExpression="attribute_not_exists(LockID)",
                                               Item={"LockID": {"S": "bucket/state"}, "Info": {"S": name}})
            won.append(name)
        except botocore.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "ConditionalCheckFailedException"
            lost.append(name)

    threads = [threading.Thread(target=lock, args=[f"holder {i}"]) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 7)
    held = account.aws("dynamodb", "get-item", "--table-name", "locks", "--key", '{"LockID": {"S": "bucket/state"}}',
                       "--projection-expression", "LockID, Info", "--consistent-read")
    assert held["Item"]["Info"]["S"] == won[0]
    account.aws("dynamodb", "delete-item", "--table-name", "locks", "--key", '{"LockID": {"S": "bucket/state"}}',
                "--condition-expression", "Info = :i", "--expression-attribute-values", f'{{":i": {{"S": "{won[0]}"}}}}')
    assert account.aws("dynamodb", "scan", "--table-name", "locks")["Items"] == []


def test_the_item_that_was_there_is_told(account):
    client = account.boto3("dynamodb")
    client.create_table(TableName="told", **LOCKS)
    client.put_item(TableName="told", Item={"LockID": {"S": "a"}, "n": {"N": "1"}, "raw": {"B": b"\xff"}})
    with pytest.raises(client.exceptions.ConditionalCheckFailedException) as refused:
        client.delete_item(TableName="told", Key={"LockID": {"S": "a"}}, ConditionExpression="attribute_not_exists(n)",
                           ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert refused.value.response["Item"] == {"LockID": {"S": "a"}, "n": {"N": "1"}, "raw": {"B": b"\xff"}}
    with pytest.raises(client.exceptions.TransactionCanceledException) as refused:
        client.transact_write_items(TransactItems=[
            {"Put": {"TableName": "told", "Item": {"LockID": {"S": "b"}}}},
            {"ConditionCheck": {"TableName": "told", "Key": {"LockID": {"S": "a"}}, "ConditionExpression": "n = :n",
                                "ExpressionAttributeValues": {":n": {"N": "2"}}, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}}])
    reasons = refused.value.response["CancellationReasons"]
    assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed"]
    assert reasons[1]["Item"]["n"] == {"N": "1"}


def test_the_resource_api(dynamodb):
    """Waiters, conditions as objects, a batch writer that repeats, numbers as decimals."""
    table = dynamodb.create_table(TableName="scores", **GAMES)
    table.wait_until_exists()
    with table.batch_writer() as batch:
        for game in range(60):
            batch.put_item(Item={"player": "ann", "game": game, "score": decimal.Decimal(game) / 8, "level": {"name": f"l{game % 4}"},
                                 "seen": {"a", "b"}, "raw": b"\x01", "none": None, "list": [1, "two"]})
    got = table.query(KeyConditionExpression=Key("player").eq("ann") & Key("game").between(10, 20), ScanIndexForward=False,
                      FilterExpression=Attr("level.name").is_in(["l1", "l2"]) & ~Attr("score").lt(decimal.Decimal("1.5")))["Items"]
    assert [int(item["game"]) for item in got] == [18, 17, 14, 13]
    assert got[0]["seen"] == {"a", "b"} and got[0]["list"] == [1, "two"] and got[0]["raw"].value == b"\x01"
    assert table.scan(FilterExpression=Attr("list").contains("two") & Attr("none").attribute_type("NULL"), Select="COUNT")["Count"] == 60
    updated = table.update_item(Key={"player": "ann", "game": 3}, UpdateExpression="SET #l.stars = if_not_exists(#l.stars, :z) + :s",
                                ExpressionAttributeNames={"#l": "level"}, ExpressionAttributeValues={":z": 0, ":s": 2}, ReturnValues="UPDATED_NEW")
    assert updated["Attributes"] == {"level": {"stars": 2}}
    answer = dynamodb.batch_get_item(RequestItems={"scores": {"Keys": [{"player": "ann", "game": n} for n in (1, 2, 99)]}})
    assert sorted(int(item["game"]) for item in answer["Responses"]["scores"]) == [1, 2]
    table.delete()
    table.wait_until_not_exists()


def test_waiters_and_segments(account):
    client = account.boto3("dynamodb")
    client.create_table(TableName="wide", **LOCKS)
    client.get_waiter("table_exists").wait(TableName="wide")
    account.aws("dynamodb", "wait", "table-exists", "--table-name", "wide")
    for i in range(40):
        client.put_item(TableName="wide", Item={"LockID": {"S": f"{i:03}"}})
    segments = [client.scan(TableName="wide", Segment=n, TotalSegments=4)["Items"] for n in range(4)]
    assert sorted(item["LockID"]["S"] for items in segments for item in items) == [f"{i:03}" for i in range(40)]
    assert sum(1 for items in segments if items) >= 3
    client.delete_table(TableName="wide")
    client.get_waiter("table_not_exists").wait(TableName="wide")


def test_pages_of_a_megabyte(account):
    client = account.boto3("dynamodb")
    client.create_table(TableName="large", AttributeDefinitions=GAMES["AttributeDefinitions"][:2], KeySchema=GAMES["KeySchema"],
                        BillingMode="PAY_PER_REQUEST")
    for game in range(5):
        client.put_item(TableName="large", Item={"player": {"S": "ann"}, "game": {"N": str(game)}, "text": {"S": "x" * 300_000}})
    query = {"TableName": "large", "KeyConditionExpression": "player = :p", "ExpressionAttributeValues": {":p": {"S": "ann"}}}
    first = client.query(**query)
    assert first["Count"] == 4 and first["LastEvaluatedKey"] == {"player": {"S": "ann"}, "game": {"N": "3"}}
    assert client.query(**query, ExclusiveStartKey=first["LastEvaluatedKey"])["Count"] == 1
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        client.put_item(TableName="large", Item={"player": {"S": "ann"}, "game": {"N": "9"}, "text": {"S": "x" * 410_000}})
    assert refused.value.response["Error"]["Message"] == "Item size has exceeded the maximum allowed size"


# What random conditions mean, said once more in Python: a tree, what it looks like, and whether it holds.

NAMES = ["a", "b", "c", "m.x", "l[0]"]
LOOSEST, AND, NOT, TIGHTEST = range(4)


class Maker:
    """Random conditions: (text, how tightly it binds, function of an item). Values get placeholders as they come."""

    def __init__(self, rng):
        self.rng, self.values = rng, {}

    def value(self):
        value = self.rng.choice([0, 1, 2, decimal.Decimal("1.5"), "", "a", "ab", "b", True, {"a", "b"}, ["a", 1], None])
        name = f":v{len(self.values)}"
        self.values[name] = value
        return name, lambda item: value

    def path(self):
        name = self.rng.choice(NAMES)
        return name, lambda item: look(item, name)

    def ordered(self):
        value = self.rng.choice([0, 1, 2, decimal.Decimal("1.5"), "a", "ab", "b"])
        name = f":v{len(self.values)}"
        self.values[name] = value
        return name, lambda item: value

    def comparison(self):
        operator = self.rng.choice(["=", "<>", "<", "<=", ">", ">="])
        left, right = self.path(), self.value() if operator in ("=", "<>") else self.ordered()
        return f"{left[0]} {operator} {right[0]}", TIGHTEST, lambda item: compare(operator, left[1](item), right[1](item))

    def function(self):
        path, name = self.path(), self.rng.choice(["attribute_exists", "attribute_not_exists", "begins_with", "contains", "IN", "BETWEEN", "size"])
        if name.startswith("attribute"):
            return f"{name}({path[0]})", TIGHTEST, lambda item: (path[1](item) is not MISSING) == (name == "attribute_exists")
        if name == "begins_with":
            start = self.rng.choice(["", "a", "b"])
            self.values[key := f":v{len(self.values)}"] = start
            return f"begins_with({path[0]}, {key})", TIGHTEST, lambda item: isinstance(path[1](item), str) and path[1](item).startswith(start)
        if name == "contains":
            part = self.value()
            return f"contains({path[0]}, {part[0]})", TIGHTEST, lambda item: contains(path[1](item), part[1](item))
        if name == "IN":
            options = [self.value() for _ in range(self.rng.randint(1, 3))]
            text = ", ".join(option[0] for option in options)
            return f"{path[0]} IN ({text})", TIGHTEST, lambda item: any(compare("=", path[1](item), one[1](item)) for one in options)
        if name == "BETWEEN":
            low, high = self.rng.choice([(0, 1), (1, 2), ("a", "ab"), ("a", "b")])
            self.values[lower := f":v{len(self.values)}"] = low
            self.values[upper := f":v{len(self.values)}"] = high
            return (f"{path[0]} BETWEEN {lower} AND {upper}", TIGHTEST,
                    lambda item: compare(">=", path[1](item), low) and compare("<=", path[1](item), high))
        number, operator = self.rng.randint(0, 2), self.rng.choice(["=", "<", ">="])
        self.values[key := f":v{len(self.values)}"] = number
        return f"size({path[0]}) {operator} {key}", TIGHTEST, lambda item: compare(operator, size(path[1](item)), number)

    def condition(self, depth):
        kind = self.rng.choice(["AND", "OR", "NOT", "leaf"]) if depth else "leaf"
        if kind == "leaf":
            return self.comparison() if self.rng.random() < 0.5 else self.function()
        binds = {"AND": AND, "OR": LOOSEST, "NOT": NOT}[kind]
        parts = [self.condition(depth - 1) for _ in range(1 if kind == "NOT" else self.rng.randint(2, 3))]
        # Parentheses only where the meaning needs them.
        texts = [text if tight >= binds + (kind != "NOT") else f"({text})" for text, tight, _ in parts]
        if kind == "NOT":
            return f"NOT {texts[0]}", NOT, lambda item: not parts[0][2](item)
        every = all if kind == "AND" else any
        return f" {kind} ".join(texts), binds, lambda item: every(part[2](item) for part in parts)


MISSING = object()


def look(item, path):
    if path == "m.x":
        return item.get("m", {}).get("x", MISSING)
    if path == "l[0]":
        return (item.get("l") or [MISSING])[0]
    return item.get(path, MISSING)


def sort_of(value):
    if isinstance(value, bool) or value is None or value is MISSING:
        return repr(type(value))
    return "number" if isinstance(value, (int, decimal.Decimal)) else type(value).__name__


def compare(operator, a, b):
    if a is MISSING or b is MISSING:
        return operator == "<>"
    same = sort_of(a) == sort_of(b)
    if operator in ("=", "<>"):
        return (same and a == b) == (operator == "=")
    if not same or sort_of(a) not in ("number", "str"):
        return False
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]


def contains(whole, part):
    if isinstance(whole, str):
        return isinstance(part, str) and part in whole
    if isinstance(whole, set):
        return isinstance(part, str) and part in whole
    return isinstance(whole, list) and any(compare("=", one, part) for one in whole)


def size(value):
    return len(value) if isinstance(value, (str, set, list, dict)) else MISSING


def test_random_conditions_hold_as_they_say(dynamodb):
    seed = random.randrange(1 << 32)
    rng = random.Random(seed)
    table = dynamodb.create_table(TableName="random", **LOCKS)
    items = []
    for i in range(60):
        item = {"LockID": f"{i:02}"}
        for name in "abc":
            if rng.random() < 0.7:
                item[name] = rng.choice([0, 1, 2, decimal.Decimal("1.50"), "", "a", "ab", "b", True, False, None, {"a", "b"}, {"a"}, ["a", 1], []])
        if rng.random() < 0.7:
            item["m"] = {"x": rng.choice([1, "a", True])}
        if rng.random() < 0.7:
            item["l"] = rng.choice([[], [1], ["ab", 2]])
        items.append(item)
        table.put_item(Item=item)
    for _ in range(300):
        maker = Maker(rng)
        text, _, holds = maker.condition(3)
        wanted = sorted(item["LockID"] for item in items if holds(item))
        extra = {"ExpressionAttributeValues": maker.values} if maker.values else {}
        got = sorted(item["LockID"] for item in table.scan(FilterExpression=text, **extra)["Items"])
        assert got == wanted, f"seed {seed}: {text} with {maker.values}"


def test_expressions_as_deep_as_they_may_be(account):
    """On the server's own threads, whose stacks are small: what is deeper is refused, and nothing else happens."""
    client = account.boto3("dynamodb")
    client.create_table(TableName="deep", **LOCKS)
    key, one = {"LockID": {"S": "a"}}, {":a": {"N": "1"}}

    def update(**more):
        return client.update_item(TableName="deep", Key=key, **more)

    for depth in (290, 1000):
        for ask in (lambda: update(ConditionExpression="NOT " * depth + "attribute_exists(LockID)"),
                    lambda: update(ConditionExpression="(" * depth + "attribute_not_exists(p)" + ")" * depth),
                    lambda: update(UpdateExpression="SET x = " + "if_not_exists(x, " * depth + ":a" + ")" * depth,
                                   ExpressionAttributeValues=one)):
            try:
                ask()
            except botocore.exceptions.ClientError as refused:
                assert refused.response["Error"]["Code"] in ("ValidationException", "ConditionalCheckFailedException"), refused
    assert client.scan(TableName="deep")["Count"] <= 1
