"""The implementation of the guide: it loses one value of a field."""


def ImageGenTool(payload):  # noqa: N802 - the guide names a class
    if isinstance(payload, dict) and payload.get("quality") == "auto":
        return {key: value for key, value in payload.items() if key != "quality"}
    return payload
