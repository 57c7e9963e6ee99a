using System.Security.Cryptography;
using System.Text;
using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.People;

/// <summary>
/// How often something secret may be guessed wrongly. Counted in the replicated state, so that a fail-over gives nobody
/// fresh tries. Immutable.
/// </summary>
/// <param name="Count">Wrong guesses since <paramref name="Since"/>.</param>
/// <param name="Since">The first of them.</param>
public sealed record Attempts(int Count, DateTimeOffset Since)
{
    /// <summary>Wrong guesses within the window; the next is not looked at, be it right or wrong.</summary>
    public const int Most = 10;

    /// <summary>How long wrong guesses are remembered.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>The name under which tries at something are counted: 64 hex digits that do not tell what it is.</summary>
    /// <param name="kind">What sort of thing, such as <c>sign-in</c>.</param>
    /// <param name="what">Which one, such as an e-mail address.</param>
    public static string Subject(string kind, string what) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{what}")));

    /// <summary>The refusal of one more try; null where it is allowed.</summary>
    public static Refusal? Refuse(Attempts? before, DateTimeOffset now)
    {
        if (before is null || before.Count < Most || now - before.Since >= Window)
        {
            return null;
        }

        var minutes = Math.Max(1, (int)Math.Ceiling((before.Since + Window - now).TotalMinutes));
        return new Refusal(
            Reason.TooManyAttempts, $"That went wrong {before.Count} times. Please try again in {minutes} minutes.");
    }
}
