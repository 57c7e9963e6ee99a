using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.People;

/// <summary>
/// A front end has made a key that cookies are to be sealed with, so that all front ends have it. For who holds the cluster key.
/// </summary>
/// <param name="Secret">The key, sealed with the cluster key: neither log nor backups hold anything that opens a cookie.</param>
public sealed record KeepSiteKey(string Secret) : Command;

/// <summary>A key of the web site is kept. Immutable.</summary>
/// <param name="Secret">As it was sent.</param>
/// <param name="At">When.</param>
public sealed record SiteKeyKept(string Secret, DateTimeOffset At) : DomainEvent
{
    /// <summary>How many keys are kept, the newest ones: what an older one sealed cannot be opened any more.</summary>
    public const int MostKept = 8;

    /// <summary>Most characters of a sealed key.</summary>
    public const int LongestSecret = 200;

    /// <summary>A key that is younger is not replaced yet: several front ends may have made one at the same time.</summary>
    public static readonly TimeSpan ReplacedAfter = TimeSpan.FromDays(25);

    /// <summary>Decides. Null: the newest one is young, and nothing is to be done.</summary>
    /// <param name="command">As parsed.</param>
    /// <param name="newest">When the newest key was kept, or null.</param>
    /// <param name="now">When.</param>
    public static Verdict<SiteKeyKept>? Decide(KeepSiteKey command, DateTimeOffset? newest, DateTimeOffset now)
    {
        if (command.Secret.Length is 0 or > LongestSecret)
        {
            return new Refusal(Reason.MalformedRequest, $"A key has 1 to {LongestSecret} characters.");
        }

        if (newest is { } at && now - at < ReplacedAfter)
        {
            return null;
        }

        return new SiteKeyKept(command.Secret, now);
    }
}
