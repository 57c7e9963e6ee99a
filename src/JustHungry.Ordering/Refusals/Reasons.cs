using System.Collections.Frozen;
using System.Text.Json;

namespace JustHungry.Ordering.Refusals;

/// <summary>Code, status and title of every <see cref="Reason"/>.</summary>
public static class Reasons
{
    private static readonly FrozenDictionary<Reason, Words> All = new Dictionary<Reason, Words>
    {
        [Reason.MalformedRequest] = new(400, "The request could not be read"),
        [Reason.MalformedParameter] = new(400, "A parameter could not be read"),
        [Reason.PostcodeMalformed] = new(400, "That is not a UK postcode"),
        [Reason.IdempotencyKeyMissing] = new(400, "The Idempotency-Key header is missing"),
        [Reason.IdempotencyKeyMalformed] = new(400, "The Idempotency-Key header could not be read"),
        [Reason.TokenMissing] = new(401, "A token is needed"),
        [Reason.TokenUnknown] = new(401, "Nobody has this token"),
        [Reason.Forbidden] = new(403, "This is not allowed to you"),
        [Reason.SignInFailed] = new(401, "That is not right"),
        [Reason.PasswordChangeNeeded] = new(403, "Choose a password of your own first"),
        [Reason.NotFound] = new(404, "There is nothing here"),
        [Reason.RestaurantNotFound] = new(404, "There is no such restaurant"),
        [Reason.OrderNotFound] = new(404, "There is no such order"),
        [Reason.PostcodeNotFound] = new(404, "There is no such postcode"),
        [Reason.PersonNotFound] = new(404, "There is no such person"),
        [Reason.InvitationNotFound] = new(404, "There is no such invitation"),
        [Reason.MethodNotAllowed] = new(405, "That cannot be done here"),
        [Reason.OrderNotCancellable] = new(409, "The order can no longer be cancelled"),
        [Reason.EmailTaken] = new(409, "That e-mail address has an account"),
        [Reason.AccountExists] = new(409, "There is an account already"),
        [Reason.AccountMissing] = new(409, "There is no account yet"),
        [Reason.OperatorExists] = new(409, "There is an operator already"),
        [Reason.LastOperator] = new(409, "The last operator stays"),
        [Reason.OrderUnderWay] = new(409, "An order is under way"),
        [Reason.VoucherNotFound] = new(404, "There is no such voucher"),
        [Reason.ReplicaUnknown] = new(404, "There is no such replica"),
        [Reason.HandOverRefused] = new(409, "Nobody can take over just now"),
        [Reason.ReplicaNotRemovable] = new(409, "The replica cannot be removed now"),
        [Reason.OrderOutOfTurn] = new(409, "The order is not in the state for that"),
        [Reason.BodyTooLarge] = new(413, "The request is too large"),
        [Reason.TooLarge] = new(413, "There is too much in it"),
        [Reason.MediaTypeUnsupported] = new(415, "The request must be JSON"),
        [Reason.NameEmpty] = new(422, "A name is needed"),
        [Reason.NameTooLong] = new(422, "The name is too long"),
        [Reason.NameMalformed] = new(422, "The name has characters that cannot be shown"),
        [Reason.PostcodeUnknown] = new(422, "There is no such postcode"),
        [Reason.PostcodeMissing] = new(422, "A postcode is needed first"),
        [Reason.EmailMalformed] = new(422, "That is not an e-mail address"),
        [Reason.PasswordTooWeak] = new(422, "Choose another password"),
        [Reason.PhoneMalformed] = new(422, "That is not a phone number"),
        [Reason.AddressMalformed] = new(422, "That is not an address"),
        [Reason.RoleUnknown] = new(422, "There is no such role"),
        [Reason.RestaurantsWrong] = new(422, "The restaurants do not fit the role"),
        [Reason.RestaurantUnknown] = new(422, "There is no such restaurant"),
        [Reason.RestaurantClosed] = new(422, "The restaurant is closed"),
        [Reason.RestaurantPaused] = new(422, "The restaurant takes no orders for a while"),
        [Reason.OutsideDeliveryArea] = new(422, "The restaurant does not deliver there"),
        [Reason.DeliveryNotOffered] = new(422, "The restaurant does not deliver"),
        [Reason.CollectionNotOffered] = new(422, "Nothing can be collected there"),
        [Reason.ServiceUnknown] = new(422, "There is no such service"),
        [Reason.AddressIncomplete] = new(422, "The address is incomplete"),
        [Reason.SlotUnavailable] = new(422, "There is no such slot"),
        [Reason.SlotFull] = new(422, "The slot is full"),
        [Reason.VoucherUnknown] = new(422, "There is no such voucher"),
        [Reason.VoucherExpired] = new(422, "The voucher has expired"),
        [Reason.VoucherNotApplicable] = new(422, "The voucher is not for this order"),
        [Reason.VoucherUsed] = new(422, "The voucher has been used"),
        [Reason.TipOutOfRange] = new(422, "That tip cannot be given"),
        [Reason.AgeCheckNeeded] = new(422, "Somebody of age must take the order"),
        [Reason.NoLines] = new(422, "The order is empty"),
        [Reason.TooManyLines] = new(422, "The order has too many lines"),
        [Reason.QuantityOutOfRange] = new(422, "That quantity cannot be ordered"),
        [Reason.NoteTooLong] = new(422, "The note is too long"),
        [Reason.NoteMalformed] = new(422, "The note has characters that cannot be shown"),
        [Reason.ItemUnknown] = new(422, "That is not on the menu"),
        [Reason.ItemUnavailable] = new(422, "That is sold out"),
        [Reason.ItemNotServedNow] = new(422, "That is not served now"),
        [Reason.VariationMissing] = new(422, "A size must be chosen"),
        [Reason.VariationUnknown] = new(422, "There is no such size"),
        [Reason.VariationUnavailable] = new(422, "That size is sold out"),
        [Reason.ModifierMissing] = new(422, "A choice is missing"),
        [Reason.TooManyModifiers] = new(422, "Too much was chosen"),
        [Reason.ModifierUnknown] = new(422, "There is no such choice"),
        [Reason.ModifierUnavailable] = new(422, "That choice is sold out"),
        [Reason.BelowMinimum] = new(422, "The order is below the minimum"),
        [Reason.PriceChanged] = new(422, "The price has changed"),
        [Reason.MinutesOutOfRange] = new(422, "That time cannot be promised"),
        [Reason.ReasonUnknown] = new(422, "There is no such reason"),
        [Reason.VoucherInvalid] = new(422, "The voucher has faults"),
        [Reason.DocumentInvalid] = new(422, "The restaurant's document has faults"),
        [Reason.IdempotencyKeyReused] = new(422, "The key was used for something else"),
        [Reason.IdempotencyKeyExpired] = new(422, "The key is too old"),
        [Reason.TooManyRequests] = new(429, "Too many requests"),
        [Reason.TooManyAttempts] = new(429, "Too many wrong tries"),
        [Reason.InternalError] = new(500, "Something went wrong on our side"),
        [Reason.Unavailable] = new(503, "Not available just now"),
        [Reason.StorageFull] = new(503, "There is no room to store it"),
        [Reason.OutcomeUnknown] = new(503, "The outcome is not known yet"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<Reason, string> Codes =
        Enum.GetValues<Reason>().ToFrozenDictionary(reason => reason, SnakeCase);

    /// <summary>The public code in snake_case, such as <c>restaurant_closed</c>.</summary>
    public static string Code(this Reason reason) => Codes[reason];

    /// <summary>The HTTP status, 400–599.</summary>
    public static int Status(this Reason reason) => All[reason].Status;

    /// <summary>A few words for people, without a full stop.</summary>
    public static string Title(this Reason reason) => All[reason].Title;

    private static string SnakeCase(Reason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());

    private sealed record Words(int Status, string Title);
}
