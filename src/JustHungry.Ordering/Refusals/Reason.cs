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
    SignInFailed,
    PasswordChangeNeeded,

    // 404 and 405: what is asked for is not there, or is another's.
    NotFound,
    RestaurantNotFound,
    OrderNotFound,
    PostcodeNotFound,
    PersonNotFound,
    InvitationNotFound,
    VoucherNotFound,
    ReplicaUnknown,
    MethodNotAllowed,

    // 409: not in the state that it is in.
    OrderNotCancellable,
    EmailTaken,
    AccountExists,
    AccountMissing,
    OperatorExists,
    LastOperator,
    OrderUnderWay,
    OrderOutOfTurn,
    HandOverRefused,
    ReplicaNotRemovable,

    // 413 and 415: how it was sent.
    BodyTooLarge,
    TooLarge,
    MediaTypeUnsupported,

    // 422: a rule says no.
    NameEmpty,
    NameTooLong,
    NameMalformed,
    PostcodeUnknown,
    PostcodeMissing,
    EmailMalformed,
    PasswordTooWeak,
    PhoneMalformed,
    AddressMalformed,
    RoleUnknown,
    RestaurantsWrong,
    RestaurantUnknown,
    RestaurantClosed,
    RestaurantPaused,
    OutsideDeliveryArea,
    DeliveryNotOffered,
    CollectionNotOffered,
    ServiceUnknown,
    AddressIncomplete,
    SlotUnavailable,
    SlotFull,
    VoucherUnknown,
    VoucherExpired,
    VoucherNotApplicable,
    VoucherUsed,
    TipOutOfRange,
    AgeCheckNeeded,
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
    MinutesOutOfRange,
    ReasonUnknown,
    VoucherInvalid,
    DocumentInvalid,
    IdempotencyKeyReused,
    IdempotencyKeyExpired,

    // 429 and up: not now.
    TooManyRequests,
    TooManyAttempts,
    InternalError,
    Unavailable,
    StorageFull,
    OutcomeUnknown,
}
