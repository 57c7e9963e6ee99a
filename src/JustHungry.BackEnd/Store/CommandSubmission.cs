using JustHungry.Ordering;
using JustHungry.Ordering.Customers;
using JustHungry.Ordering.Refusals;
using JustHungry.Ordering.Restaurants;
using JustHungry.Replication.Replicas;

namespace JustHungry.BackEnd.Store;

/// <summary>A command on its way to a decision, read and fingerprinted outside the replica's loop. Immutable.</summary>
/// <param name="Id">The command's id, 1–128 visible ASCII characters; empty for the system's own, which are not
/// answered twice.</param>
/// <param name="Command">As parsed.</param>
/// <param name="Fingerprint">16 bytes that differ where the command does; empty for the system's own.</param>
/// <param name="Caller">SHA-256 of the caller's token; empty for nobody's.</param>
/// <param name="Size">About how many bytes its record will take.</param>
public sealed record CommandSubmission(
    string Id,
    Command Command,
    ReadOnlyMemory<byte> Fingerprint,
    ReadOnlyMemory<byte> Caller,
    int Size = 0) : Submission(Size)
{
    /// <summary>The system's own rounds look at a bounded number of rows; their records stay below this.</summary>
    private const int SystemSize = 96 * 1024;

    /// <summary>
    /// What looking the postcode of a registration or of an order up came to, before the decision; null: it was not looked up.
    /// </summary>
    public PostcodeLookup? Lookup { get; init; }

    /// <summary>
    /// What reading a restaurant's document came to: done before the decision, so that a large one does not hold up the
    /// orders behind it. Null: not done.
    /// </summary>
    public Verdict<Restaurant>? Restaurant { get; init; }

    /// <summary>
    /// What checking and hashing the command's passwords came to, before the decision; null: it was not done, because too
    /// many guesses went wrong or too many waited.
    /// </summary>
    public PasswordWork? Passwords { get; init; }

    /// <summary>Why it was not done; null where it was, or where nobody had the time.</summary>
    public Refusal? NotNow { get; init; }

    /// <summary>
    /// A command of the system itself (<c>ExpireOrders</c>, <c>ForgetAnswers</c>, <c>KeepPostcode</c>).
    /// </summary>
    public static CommandSubmission OfSystem(Command command) => new("", command, default, default, SystemSize);
}

/// <summary>What looking a postcode up came to. Immutable.</summary>
/// <param name="Place">Where it lies, as far as it is known; null where it does not exist.</param>
/// <param name="Exists">False where a service says that there is no such postcode.</param>
public sealed record PostcodeLookup(PostcodePlace? Place, bool Exists);

/// <summary>What checking and hashing passwords came to. Immutable.</summary>
/// <param name="Hash">Of the password that is to be kept; null where there is none.</param>
/// <param name="Verified">The hash of the account that the password was found to match; null: it matches none.</param>
public sealed record PasswordWork(string? Hash, string? Verified);

/// <summary>The system forgets answers that were given long ago, some at a time.</summary>
/// <param name="Before">Answers given earlier may go.</param>
public sealed record ForgetAnswers(DateTimeOffset Before) : Command;
