"""The image generation tool and the two objects inside it: their fields and their constructors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

from imagegen_reference.enums import ImageGenAction, InputFidelity
from imagegen_reference.field import Field, as_boolean, as_integer, as_member_of, as_raw, as_text
from imagegen_reference.model import Model
from imagegen_reference.normalisation import rebuild
from imagegen_reference.structure import IMAGE_GENERATION, is_object, tool_configs_error
from imagegen_reference.validation import Level, validate_payload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from imagegen_reference.errors import RuleWarning

# Open enumerations: the literals are for editors to offer, and any other string is as good.
ModelName: TypeAlias = Literal["gpt-image-1", "gpt-image-1-mini", "gpt-image-1.5"] | str  # noqa: PYI051
Size: TypeAlias = Literal["1024x1024", "1024x1536", "1536x1024", "auto"] | str  # noqa: PYI051


class ImageGenToolInputImageMask(Model):
    """The mask for inpainting: where the image may change."""

    image_url = Field[str](read=as_text)
    """Where the mask can be fetched from, or the mask itself as a data URL."""
    file_id = Field[str](read=as_text)
    """Id of an uploaded file that is the mask."""

    @overload
    def __init__(self, /) -> None: ...

    @overload
    def __init__(self, mapping: Mapping[str, Any], /) -> None: ...

    @overload
    def __init__(self, /, *, image_url: str | None = None, file_id: str | None = None) -> None: ...

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        """Take one mapping, or fields by keyword; see `Model` for the details and the errors."""
        super().__init__(*args, **kwargs)


class ToolConfig(Model):
    """One entry of the deprecated `tool_configs`."""

    pin = Field[bool](read=as_boolean)
    """Whether the tool is always offered to the model."""
    additional_search_text = Field[str](read=as_text)
    """Further words by which the tool can be found."""

    @overload
    def __init__(self, /) -> None: ...

    @overload
    def __init__(self, mapping: Mapping[str, Any], /) -> None: ...

    @overload
    def __init__(self, /, *, pin: bool | None = None, additional_search_text: str | None = None) -> None: ...

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        """Take one mapping, or fields by keyword; see `Model` for the details and the errors."""
        super().__init__(*args, **kwargs)


def _store_mask(value: Any) -> Any:
    if is_object(value) and not isinstance(value, Model):
        return ImageGenToolInputImageMask(value)
    return rebuild(value, as_raw)


def _store_tool_configs(value: Any) -> Any:
    if value is None:
        return None
    if not is_object(value):
        raise tool_configs_error(value)
    return {name: _store_tool_config(member) for name, member in value.items()}


def _store_tool_config(value: Any) -> Any:
    if is_object(value) and not isinstance(value, Model):
        return ToolConfig(value)
    return rebuild(value, as_raw)


class ImageGenTool(Model):
    """A tool with which a model makes and edits images: `{"type": "image_generation", ...}`.

    Construction checks nothing but `tool_configs`; `validate` checks everything that is known of a payload.
    """

    type = Field[str]()
    """Always `image_generation` after construction. Required."""
    model = Field[ModelName]()
    """The image model: any string."""
    quality = Field[Literal["low", "medium", "high", "auto"]]()
    """The quality of the image; `auto` where it is not given."""
    size = Field[Size]()
    """`auto`, or WIDTHxHEIGHT: any string."""
    output_format = Field[Literal["png", "webp", "jpeg"]]()
    """The file format of the image; `png` where it is not given."""
    output_compression = Field[int](read=as_integer)
    """How far the image is compressed, 0 to 100; 100 where it is not given."""
    moderation = Field[Literal["auto", "low"]]()
    """How strictly the image is moderated; `auto` where it is not given."""
    background = Field[Literal["transparent", "opaque", "auto"]]()
    """The background of the image; `auto` where it is not given."""
    input_fidelity = Field[str | InputFidelity](read=as_member_of(InputFidelity))
    """How closely to keep to the input image."""
    input_image_mask = Field[ImageGenToolInputImageMask](read=as_raw, store=_store_mask)
    """Where the image may change."""
    partial_images = Field[int](read=as_integer)
    """How many unfinished images are streamed, 0 to 3; 0 where it is not given."""
    action = Field[str | ImageGenAction](read=as_member_of(ImageGenAction))
    """Whether to make a new image or change one; `auto` where it is not given."""
    name = Field[str](read=as_text)
    """A name for the tool. Deprecated."""
    description = Field[str](read=as_text)
    """What the tool is for. Deprecated."""
    tool_configs = Field[dict[str, ToolConfig]](read=as_raw, store=_store_tool_configs)
    """Settings by the name of a tool. Deprecated."""

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
        """Take one mapping, or fields by keyword; see `Model` for the details.

        Mappings for `input_image_mask` and for members of `tool_configs` become models; whatever else is
        given there is kept. `type` is overwritten: it keeps its place where it was given, and is last
        otherwise.

        Raises:
            TypeError: more than one positional argument, or a keyword that is no field.
            AttributeError: the positional argument has no `items` method.
            ValidationError: `tool_configs` is neither a mapping nor None.
        """
        super().__init__(*args, **kwargs)
        self._data["type"] = IMAGE_GENERATION

    def validate(self, level: Level = "semantic") -> tuple[RuleWarning, ...]:
        """Check the data as they are stored, and return what is legal and worth a warning.

        Level `schema` stops before the rules that span fields, and warns of nothing.

        Raises:
            ValidationError: at least one rule is broken; its `errors` tell which.
        """
        return validate_payload(self._data, level)

    validate_payload = staticmethod(validate_payload)
