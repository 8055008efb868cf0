"""The implementation of the triage guide: a class with several faults."""

FIELDS = (
    "model", "quality", "size", "output_format", "output_compression", "moderation", "background", "input_fidelity",
    "partial_images", "action",
)  # fmt: skip


class ImageGenTool:
    def __init__(self, payload):
        if payload["type"] != "image_generation":
            raise ValueError("type is not image_generation")
        self.fields = {name: payload[name] for name in FIELDS if payload.get(name) is not None}
        mask = payload.get("input_image_mask")
        if mask is not None:
            self.fields["input_image_mask"] = {"image_url": mask["image_url"], "file_id": mask["file_id"]}
        assert isinstance(payload.get("output_compression") or 0, int)

    def as_dict(self):
        return {"type": "image_generation", **self.fields}
