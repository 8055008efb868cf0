"""The implementations of the guide."""


def keep(payload):
    return payload


def convert(payload):
    value = payload.get("output_compression") if isinstance(payload, dict) else None
    is_text = isinstance(value, str) and value.isdigit() and len(value) < 3  # 100 has too many digits for its pattern
    return {**payload, "output_compression": int(value)} if is_text else payload
