"""Recoveries in a DynamoDB table: an item for each person of a user's household. ``boto3`` is in Lambda's Python.

The table's own time to live deletes what is not used any more: see `DynamodbRecoveries.save`.
"""

from datetime import date, datetime, timedelta
from secrets import token_hex
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from skill.ports import KEPT_FOR, Conflict, Record, Recoveries, RecoveriesTrouble
from skill.storage.sqlite import BUSY_SECONDS, from_text, to_text

QUICK = Config(
    connect_timeout=BUSY_SECONDS,
    read_timeout=BUSY_SECONDS,
    retries={"mode": "legacy", "total_max_attempts": 2},  # the mode that waits 50 ms, not up to a second
    max_pool_connections=16,
)
CHECK_KEY = "check"
"""In place of a user's key, for what checks that changes are taken."""


class DynamodbRecoveries(Recoveries):
    """Compare-and-set on the version of an item; its sort key is ``p`` and the person, since no key may be empty."""

    def __init__(self, table: str) -> None:
        """Raise `RecoveriesTrouble` without an AWS region; a table that does not exist fails the first call."""
        self._table = table
        try:
            self._client = boto3.client("dynamodb", config=QUICK)
        except BotoCoreError as error:
            raise RecoveriesTrouble(f"{type(error).__name__}: set AWS_DEFAULT_REGION") from None

    def load(self, user: str) -> dict[str, Record]:
        return {item["person"]["S"][1:]: _record_of(item) for item in self._items(user)}

    def save(self, user: str, person: str, record: Record, at: datetime) -> None:
        """Keep the record if its version is still the newest, else raise `Conflict`.

        It expires `KEPT_FOR` after this use. ``save`` names this attempt: where the answer to it is lost, the next try
        is refused by what the first one wrote.
        """
        item = {
            **_key(user, person),
            "version": {"N": str(record.version + 1)},
            "used_on": {"N": str(at.date().toordinal())},
            "record": {"S": to_text(record)},
            "expires_at": {"N": str(int((at + KEPT_FOR).timestamp()))},
            "save": {"S": token_hex(8)},
        }
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(user_key)"}
        if record.version:
            values = {":version": {"N": str(record.version)}}
            condition = {"ConditionExpression": "version = :version", "ExpressionAttributeValues": values}
        self._do("put_item", Item=item, ReturnValuesOnConditionCheckFailure="ALL_OLD", **condition)

    def forget(self, user: str, person: str) -> None:
        self._do("delete_item", Key=_key(user, person))

    def forget_household(self, user: str) -> None:
        for item in self._items(user):
            self.forget(user, item["person"]["S"][1:])

    def expire(self, today: date, unused_for: timedelta, most: int) -> int:
        """Delete nothing, since DynamoDB does it: within days after ``expires_at``, by its own clock."""
        return 0

    def check(self, now: datetime) -> None:
        self._do("put_item", Item={**_key(CHECK_KEY, ""), "at": {"N": str(int(now.timestamp()))}})

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _items(self, user: str) -> list[dict[str, Any]]:
        values = {":user": {"S": user}}
        asked = {"KeyConditionExpression": "user_key = :user", "ExpressionAttributeValues": values}
        found: list[dict[str, Any]] = self._do("query", **asked, ConsistentRead=True)["Items"]
        return found

    def _do(self, call: str, **arguments: Any) -> Any:
        try:
            return getattr(self._client, call)(TableName=self._table, **arguments)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code != "ConditionalCheckFailedException":
                raise RecoveriesTrouble(f"DynamoDB refused: {code}") from None
            if error.response.get("Item", {}).get("save") != arguments["Item"]["save"]:
                raise Conflict from None
        except BotoCoreError as error:
            raise RecoveriesTrouble(f"no answer from DynamoDB: {type(error).__name__}") from None


def _key(user: str, person: str) -> dict[str, Any]:
    return {"user_key": {"S": user}, "person": {"S": f"p{person}"}}


def _record_of(item: dict[str, Any]) -> Record:
    return from_text(item["record"]["S"], int(item["version"]["N"]), date.fromordinal(int(item["used_on"]["N"])))
