"""The implementation of the guide: it converts the compression level, as some parsers do."""


def ImageGenTool(payload):  # noqa: N802 - the guide names a class
    value = payload.get("output_compression") if isinstance(payload, dict) else None
    return {**payload, "output_compression": int(value)} if isinstance(value, str) and value.isdigit() else payload
