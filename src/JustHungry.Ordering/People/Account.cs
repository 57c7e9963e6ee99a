using JustHungry.Ordering.Refusals;

namespace JustHungry.Ordering.People;

/// <summary>
/// What somebody signs in with, and what they are. The decisions here read no clock, store or network, and see passwords
/// only as hashes that were made and compared before. Immutable.
/// </summary>
/// <param name="Email">In small letters; unique in the town.</param>
/// <param name="PasswordHash">As the framework's password hasher writes it: slow, and with salt of its own.</param>
/// <param name="Role">What they are.</param>
/// <param name="Restaurants">For whom they work.</param>
/// <param name="IsTemporary">True while the password is one that was given to them.</param>
public sealed record Account(
    string Email, string PasswordHash, Role Role, IReadOnlyList<string> Restaurants, bool IsTemporary)
{
    /// <summary>The name that the first operator signs in with.</summary>
    public const string FirstOperator = "operator";

    /// <summary>How long a sign-in is good for.</summary>
    public static readonly TimeSpan SessionTime = TimeSpan.FromDays(90);

    /// <summary>Devices that one person may be signed in on; the one that signed in first is signed out by one more.</summary>
    public const int MostSessions = 20;

    private const int MaxEmail = 254;
    private const int MinPassword = 8;
    private const int MaxPassword = 128;

    /// <summary>An e-mail address as accounts are found by: trimmed, in small letters.</summary>
    public static string Normal(string email) => email.Trim().ToLowerInvariant();

    /// <summary>What is wrong with an e-mail address; null where nothing is.</summary>
    public static Fault? EmailFault(string email)
    {
        var text = Normal(email);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var isGood = text.Length <= MaxEmail
            && at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1
            && !text.Any(char.IsWhiteSpace) && Words.CanBeShown(text);
        return isGood ? null : new Fault("email", Reason.EmailMalformed, "An e-mail address looks like ada@example.org.");
    }

    /// <summary>What is wrong with a password that somebody chose; null where nothing is.</summary>
    public static Fault? PasswordFault(string password, string email) => password.Length switch
    {
        < MinPassword => new Fault(
            "password", Reason.PasswordTooWeak, $"A password has {MinPassword} characters or more; longer is better."),
        > MaxPassword => new Fault(
            "password", Reason.PasswordTooWeak, $"A password has {MaxPassword} characters at most."),
        _ when password.Distinct().Count() < 3 || Normal(password) == Normal(email) => new Fault(
            "password", Reason.PasswordTooWeak, "That password is too easy to guess."),
        _ => null,
    };

    /// <summary>Decides whether somebody may sign in.</summary>
    /// <param name="account">The account of that e-mail address; null where there is none.</param>
    /// <param name="verified">The hash that the password was found to match; null where it matched none.</param>
    public static Refusal? SignInRefusal(Account? account, string? verified) =>
        account is not null && verified == account.PasswordHash
            ? null
            : new Refusal(Reason.SignInFailed, "There is no account with that e-mail address and that password.");

    /// <summary>Decides that a customer opens an account.</summary>
    /// <param name="person">Their id.</param>
    /// <param name="own">The account that they have already, or null.</param>
    /// <param name="other">Whoever has that e-mail address already, or null.</param>
    /// <param name="command">As parsed.</param>
    /// <param name="hash">Of the password.</param>
    /// <param name="now">When.</param>
    public static Verdict<AccountKept> Open(
        Guid person, Account? own, Account? other, OpenAccount command, string hash, DateTimeOffset now)
    {
        if (own is not null)
        {
            return new Refusal(Reason.AccountExists, $"You have an account already: {own.Email}.");
        }

        return Refuse(command.Email, command.Password, other) is { } refusal
            ? refusal
            : new AccountKept(person, new Account(Normal(command.Email), hash, Role.Customer, [], false), now);
    }

    /// <summary>Decides that somebody takes another password.</summary>
    /// <param name="person">Their id.</param>
    /// <param name="own">Their account; null where they have none.</param>
    /// <param name="command">As parsed.</param>
    /// <param name="verified">The hash that the current password was found to match, or null.</param>
    /// <param name="hash">Of the new password.</param>
    /// <param name="now">When.</param>
    public static Verdict<AccountKept> Change(
        Guid person, Account? own, ChangePassword command, string? verified, string hash, DateTimeOffset now)
    {
        if (own is null)
        {
            return NoAccount();
        }

        if (verified != own.PasswordHash)
        {
            return new Refusal(Reason.SignInFailed, "That is not your password.");
        }

        if (PasswordFault(command.Password, own.Email) is { } fault)
        {
            return Refusal.Of([fault]);
        }

        return command.Password == command.Current
            ? Refusal.Of([new Fault("password", Reason.PasswordTooWeak, "Please choose another one than you had.")])
            : new AccountKept(person, own with { PasswordHash = hash, IsTemporary = false }, now);
    }

    /// <summary>Decides that somebody signs in with another e-mail address from now on.</summary>
    /// <param name="person">Their id.</param>
    /// <param name="own">Their account; null where they have none.</param>
    /// <param name="other">Whoever has the new address already, or null.</param>
    /// <param name="command">As parsed.</param>
    /// <param name="verified">The hash that the password was found to match, or null.</param>
    /// <param name="now">When.</param>
    public static Verdict<AccountKept> Change(
        Guid person, Account? own, Account? other, ChangeEmail command, string? verified, DateTimeOffset now)
    {
        if (own is null)
        {
            return NoAccount();
        }

        if (verified != own.PasswordHash)
        {
            return new Refusal(Reason.SignInFailed, "That is not your password.");
        }

        if (own.IsTemporary)
        {
            return new Refusal(Reason.PasswordChangeNeeded, "Please choose a password of your own first.");
        }

        if (EmailFault(command.Email) is { } fault)
        {
            return Refusal.Of([fault]);
        }

        return other is not null && other.Email != own.Email
            ? new Refusal(Reason.EmailTaken, "There is another account with that e-mail address already.")
            : new AccountKept(person, own with { Email = Normal(command.Email) }, now);
    }

    /// <summary>What stands against an e-mail address and a password that somebody chose; null: nothing.</summary>
    public static Refusal? Refuse(string email, string password, Account? other)
    {
        List<Fault> faults = [];
        if (EmailFault(email) is { } malformed)
        {
            faults.Add(malformed);
        }

        if (PasswordFault(password, email) is { } weak)
        {
            faults.Add(weak);
        }

        return faults.Count > 0 ? Refusal.Of(faults)
            : other is null ? null
            : new Refusal(Reason.EmailTaken, "There is an account with that e-mail address already: sign in instead.");
    }

    /// <summary>The refusal of what only somebody with an account can do.</summary>
    public static Refusal NoAccount() =>
        new(Reason.AccountMissing, "You have no account: open one with an e-mail address and a password first.");
}
