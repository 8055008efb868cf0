"""The image generation tool, its mask and its tool configurations: fields and constructors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

from imagegen_reference.enums import ImageGenAction, InputFidelity
from imagegen_reference.field import Field, as_boolean, as_integer, as_member_of, as_raw, as_text
from imagegen_reference.mapping import PayloadMapping
from imagegen_reference.normalization import deep_rebuild
from imagegen_reference.schema_rules import IMAGE_GENERATION, is_object, tool_configs_error
from imagegen_reference.validation import Level, validate_payload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imagegen_reference.errors import RuleWarning

# Open enumerations: editors complete the literals, and any other string is legal.
ModelName: TypeAlias = Literal["gpt-image-1", "gpt-image-1-mini", "gpt-image-1.5"] | str  # noqa: PYI051
Size: TypeAlias = Literal["1024x1024", "1024x1536", "1536x1024", "auto"] | str  # noqa: PYI051


class ImageGenToolInputImageMask(PayloadMapping):
    """The mask for inpainting: the parts of the image that may change."""

    image_url = Field[str](read=as_text)
    """URL of the mask, which may be a data URL."""
    file_id = Field[str](read=as_text)
    """Id of an uploaded file with the mask."""

    @overload
    def __init__(self, /) -> None: ...

    @overload
    def __init__(self, mapping: Mapping[str, Any], /) -> None: ...

    @overload
    def __init__(self, /, *, image_url: str | None = None, file_id: str | None = None) -> None: ...

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        """Create an object from one mapping, or from fields by keyword, as `PayloadMapping` does."""
        super().__init__(*args, **kwargs)


class ToolConfig(PayloadMapping):
    """One entry of the deprecated `tool_configs`."""

    pin = Field[bool](read=as_boolean)
    """Whether the tool is always offered to the model."""
    additional_search_text = Field[str](read=as_text)
    """Additional text for searching tools."""

    @overload
    def __init__(self, /) -> None: ...

    @overload
    def __init__(self, mapping: Mapping[str, Any], /) -> None: ...

    @overload
    def __init__(self, /, *, pin: bool | None = None, additional_search_text: str | None = None) -> None: ...

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        """Create an object from one mapping, or from fields by keyword, as `PayloadMapping` does."""
        super().__init__(*args, **kwargs)


def _store_mask(value: Any) -> Any:
    if is_object(value) and not isinstance(value, PayloadMapping):
        return ImageGenToolInputImageMask(value)
    return deep_rebuild(value, as_raw)


def _store_tool_configs(value: Any) -> Any:
    if value is None:
        return None
    if not is_object(value):
        raise tool_configs_error(value)
    return {name: _store_tool_config(member) for name, member in value.items()}


def _store_tool_config(value: Any) -> Any:
    if is_object(value) and not isinstance(value, PayloadMapping):
        return ToolConfig(value)
    return deep_rebuild(value, as_raw)


class ImageGenTool(PayloadMapping):
    """A tool that generates and edits images: `{"type": "image_generation", ...}`.

    Construction checks only `tool_configs`. `validate` checks all rules.
    """

    type = Field[str]()
    """Always `image_generation` after construction. Required."""
    model = Field[ModelName]()
    """The image model. Any string is legal."""
    quality = Field[Literal["low", "medium", "high", "auto"]]()
    """The quality of the image. The default is `auto`."""
    size = Field[Size]()
    """`auto`, or WIDTHxHEIGHT. Any string is legal at level schema."""
    output_format = Field[Literal["png", "webp", "jpeg"]]()
    """The file format of the image. The default is `png`."""
    output_compression = Field[int](read=as_integer)
    """The compression level, 0 to 100. The default is 100."""
    moderation = Field[Literal["auto", "low"]]()
    """The moderation level. The default is `auto`."""
    background = Field[Literal["transparent", "opaque", "auto"]]()
    """The background of the image. The default is `auto`."""
    input_fidelity = Field[str | InputFidelity](read=as_member_of(InputFidelity))
    """How closely the output follows the input image."""
    input_image_mask = Field[ImageGenToolInputImageMask](read=as_raw, store=_store_mask)
    """The parts of the image that may change."""
    partial_images = Field[int](read=as_integer)
    """The number of partial images that are streamed, 0 to 3. The default is 0."""
    action = Field[str | ImageGenAction](read=as_member_of(ImageGenAction))
    """Whether to generate a new image or edit an existing one. The default is `auto`."""
    name = Field[str](read=as_text)
    """The name of the tool. Deprecated."""
    description = Field[str](read=as_text)
    """The description of the tool. Deprecated."""
    tool_configs = Field[dict[str, ToolConfig]](read=as_raw, store=_store_tool_configs)
    """Tool configurations by name. Deprecated."""

    @overload
    def __init__(self, /) -> None: ...

    @overload
    def __init__(self, mapping: Mapping[str, Any], /) -> None: ...

    @overload
    def __init__(
        self,
        /,
        *,
        model: ModelName | None = None,
        quality: Literal["low", "medium", "high", "auto"] | None = None,
        size: Size | None = None,
        output_format: Literal["png", "webp", "jpeg"] | None = None,
        output_compression: int | None = None,
        moderation: Literal["auto", "low"] | None = None,
        background: Literal["transparent", "opaque", "auto"] | None = None,
        input_fidelity: str | InputFidelity | None = None,
        input_image_mask: ImageGenToolInputImageMask | None = None,
        partial_images: int | None = None,
        action: str | ImageGenAction | None = None,
        name: str | None = None,
        description: str | None = None,
        tool_configs: dict[str, ToolConfig] | None = None,
    ) -> None: ...

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        """Create a tool from one mapping, or from fields by keyword, as `PayloadMapping` does.

        Mappings for `input_image_mask` and for members of `tool_configs` are converted to their classes. Other
        values there are kept. `type` is overwritten; it keeps its position if it was present, and is last otherwise.

        Raises:
            TypeError: There is more than one positional argument, or an unknown keyword.
            AttributeError: The positional argument has no `items` method.
            ValidationError: `tool_configs` is neither a mapping nor None.
        """
        super().__init__(*args, **kwargs)
        self._data["type"] = IMAGE_GENERATION

    def validate(self, level: Level = "semantic") -> tuple[RuleWarning, ...]:
        """Check the stored items by the default revision, which this class implements, and return the warnings.

        Args:
            level: `schema` skips the rules that involve several fields, and returns no warnings.

        Raises:
            ValidationError: At least one rule is broken; see its `errors`.
        """
        return validate_payload(self._data, level)

    validate_payload = staticmethod(validate_payload)
