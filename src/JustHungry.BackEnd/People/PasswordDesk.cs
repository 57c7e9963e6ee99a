using System.Security.Cryptography;
using System.Text;
using JustHungry.BackEnd.Store;
using JustHungry.Ordering.People;
using JustHungry.Ordering.Refusals;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JustHungry.BackEnd.People;

/// <summary>
/// Checks and hashes passwords before a command is decided: outside of the replica's loop, because that is slow by intent,
/// and outside of the log, because it is random. One at a time, so that a flood of sign-ins costs one core and no orders.
/// Thread-safe.
/// </summary>
/// <param name="store">Where accounts and wrong guesses are looked up.</param>
/// <param name="time">For how long wrong guesses count.</param>
/// <param name="iterations">Rounds of a hash; as many as the framework's hasher takes by itself.</param>
public sealed class PasswordDesk(ReplicaStore store, TimeProvider time, int iterations = PasswordDesk.Iterations) : IDisposable
{
    /// <summary>As many as the framework's hasher takes.</summary>
    public const int Iterations = 100_000;

    /// <summary>More than these are sent away at once.</summary>
    private const int MostWaiting = 64;

    private const int FingerprintLength = 16;

    private static readonly Account Nobody = new("", "", Role.Customer, [], false);

    private readonly PasswordHasher<Account> _hasher =
        new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));

    /// <summary>Compared with where there is no account, so that its absence cannot be told from the time it takes.</summary>
    private string NobodysHash => field ??= _hasher.HashPassword(Nobody, "nobody's");

    private readonly SemaphoreSlim _one = new(1);
    private int _waiting;

    /// <summary>The submission with what the decision needs to know of its passwords; the others as they are.</summary>
    public async ValueTask<CommandSubmission> Prepare(CommandSubmission submission, CancellationToken cancel)
    {
        if (submission.Command is not ICarryPassword { Passwords.Length: > 0 } command)
        {
            return submission;
        }

        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return submission;
        }

        try
        {
            await _one.WaitAsync(cancel);
            try
            {
                return await Task.Run(() => Work(submission, command), cancel);
            }
            finally
            {
                _one.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private CommandSubmission Work(CommandSubmission submission, ICarryPassword command)
    {
        var (account, tooMany) = store.Readers.Use(reader =>
        {
            reader.Begin();
            return LookUp(reader.Tables, submission);
        });
        if (tooMany is not null)
        {
            return submission with { NotNow = tooMany };
        }

        var (fresh, current) = Passwords(submission);
        return submission with
        {
            Fingerprint = Fingerprint(submission, command.Passwords),
            Passwords = new PasswordWork(
                fresh is null ? null : _hasher.HashPassword(Nobody, fresh),
                current is null ? null : Verified(account, current)),
        };
    }

    private (Account? Account, Refusal? TooMany) LookUp(Tables tables, CommandSubmission submission)
    {
        var now = time.GetUtcNow();
        var account = submission.Command switch
        {
            SignIn signIn => tables.Accounts.Find(Account.Normal(signIn.Email))?.Account,
            ChangePassword or ChangeEmail or ErasePerson when !submission.Caller.IsEmpty =>
                tables.Customers.FindByToken(submission.Caller.Span, now) is { } caller
                    ? tables.Accounts.Find(caller.Number)?.Account
                    : null,
            _ => null,
        };
        var email = submission.Command is SignIn { Email: var given } ? Account.Normal(given) : account?.Email;
        return email is null
            ? (account, null)
            : (account, Attempts.Refuse(tables.Sessions.Attempts(Attempts.Subject("sign-in", email)), now));
    }

    private static (string? Fresh, string? Current) Passwords(CommandSubmission submission) => submission.Command switch
    {
        SignIn command => (null, command.Password),
        ChangePassword command => (command.Password, command.Current),
        ChangeEmail command => (null, command.Password),
        ErasePerson command => (null, command.Password),
        OpenAccount command => (command.Password, null),
        AcceptInvitation command => (command.Password, null),
        MakeOperator command => (command.Password, null),
        Ordering.Customers.RegisterCustomer command => (command.Password, null),
        _ => throw new InvalidOperationException($"{submission.Command.GetType().Name} has passwords that nobody reads."),
    };

    private string? Verified(Account? account, string password) =>
        _hasher.VerifyHashedPassword(Nobody, account?.PasswordHash ?? NobodysHash, password)
            is not PasswordVerificationResult.Failed
            ? account?.PasswordHash
            : null;

    /// <summary>
    /// The fingerprint stands in the log, so the password goes into it as slowly as into its hash: nobody who reads the log
    /// can try words against it any faster.
    /// </summary>
    private byte[] Fingerprint(CommandSubmission submission, string passwords)
    {
        var salt = SHA256.HashData([.. Encoding.UTF8.GetBytes(submission.Id), .. submission.Fingerprint.Span]);
        return Rfc2898DeriveBytes.Pbkdf2(passwords, salt, iterations, HashAlgorithmName.SHA512, FingerprintLength);
    }
}
