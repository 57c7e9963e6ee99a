namespace JustHungry.Ordering.Refusals;

/// <summary>
/// Why something was refused: one member per reason, each with a code, an HTTP status and a title (<see
/// cref="Reasons"/>). The codes are public and never change their meaning; docs/api.md lists them.
/// </summary>
public enum Reason
{
    // 400: the request cannot be read.
    MalformedRequest,
    MalformedParameter,
    PostcodeMalformed,
    IdempotencyKeyMissing,
    IdempotencyKeyMalformed,

    // 401 and 403: who asks.
    TokenMissing,
    TokenUnknown,
    Forbidden,

    // 404 and 405: what is asked for is not there, or is another's.
    NotFound,
    RestaurantNotFound,
    OrderNotFound,
    PostcodeNotFound,
    MethodNotAllowed,

    // 409: not in the state that it is in.
    OrderNotCancellable,

    // 413 and 415: how it was sent.
    BodyTooLarge,
    MediaTypeUnsupported,

    // 422: a rule says no.
    NameEmpty,
    NameTooLong,
    NameMalformed,
    PostcodeUnknown,
    RestaurantUnknown,
    RestaurantClosed,
    OutsideDeliveryArea,
    DeliveryNotOffered,
    NoLines,
    TooManyLines,
    QuantityOutOfRange,
    NoteTooLong,
    NoteMalformed,
    ItemUnknown,
    ItemUnavailable,
    ItemNotServedNow,
    VariationMissing,
    VariationUnknown,
    VariationUnavailable,
    ModifierMissing,
    TooManyModifiers,
    ModifierUnknown,
    ModifierUnavailable,
    BelowMinimum,
    PriceChanged,
    DocumentInvalid,
    IdempotencyKeyReused,
    IdempotencyKeyExpired,

    // 429 and up: not now.
    TooManyRequests,
    InternalError,
    Unavailable,
    OutcomeUnknown,
}
