using JustHungry.Ordering.People;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>Who is signed in, who is invited, and what was guessed wrongly. Tokens and codes stand here as hashes.</summary>
internal sealed class SessionsTable(Database database)
{
    private Statement Insert => field ??= database.Prepare(
        "INSERT INTO sessions (token, id, person, at, expires) VALUES (?1, ?2, ?3, ?4, ?5)");

    private Statement DeleteExpired => field ??= database.Prepare(
        "DELETE FROM sessions WHERE person = ?1 AND expires <= ?2");

    private Statement DeleteSurplus => field ??= database.Prepare("""
        DELETE FROM sessions WHERE person = ?1 AND token NOT IN (
            SELECT token FROM sessions WHERE person = ?1 ORDER BY at DESC, token LIMIT ?2)
        """);

    private Statement DeleteOne => field ??= database.Prepare("DELETE FROM sessions WHERE person = ?1 AND token = ?2");

    private Statement DeleteOthers => field ??= database.Prepare("DELETE FROM sessions WHERE person = ?1 AND token <> ?2");

    private Statement SelectOf => field ??= database.Prepare(
        "SELECT id, at, expires FROM sessions WHERE person = ?1 AND expires > ?2 ORDER BY at, token");

    private Statement SelectAttempts => field ??= database.Prepare("SELECT count, since FROM attempts WHERE subject = ?1");

    private Statement ForgetAttempts => field ??= database.Prepare("DELETE FROM attempts WHERE since <= ?1");

    private Statement CountAttempt => field ??= database.Prepare("""
        INSERT INTO attempts (subject, count, since) VALUES (?1, 1, ?2) ON CONFLICT (subject) DO UPDATE SET count = count + 1
        """);

    private Statement SelectInvitation => field ??= database.Prepare(
        "SELECT id, role, restaurants, expires FROM invitations WHERE code = ?1");

    private Statement SelectInvitations => field ??= database.Prepare(
        "SELECT id, role, restaurants, expires FROM invitations WHERE expires > ?1 ORDER BY id");

    private Statement InsertInvitation => field ??= database.Prepare("""
        INSERT INTO invitations (code, id, role, restaurants, at, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        """);

    private Statement DeleteInvitation => field ??= database.Prepare("DELETE FROM invitations WHERE id = ?1");

    private Statement DeleteOldInvitations => field ??= database.Prepare("DELETE FROM invitations WHERE expires <= ?1");

    /// <summary>Begins a session; the person's expired ones go, and the oldest where there are too many.</summary>
    public void Add(ReadOnlySpan<byte> token, ReadOnlySpan<byte> id, long person, long at, long expires)
    {
        DeleteExpired.Bind(1, person).Bind(2, at).Execute();
        Insert.Bind(1, token).Bind(2, id).Bind(3, person).Bind(4, at).Bind(5, expires).Execute();
        DeleteSurplus.Bind(1, person).Bind(2, Account.MostSessions).Execute();
    }

    /// <summary>Ends one session of a person.</summary>
    public void End(long person, ReadOnlySpan<byte> token) => DeleteOne.Bind(1, person).Bind(2, token).Execute();

    /// <summary>Ends all sessions of a person but one; with no bytes, all.</summary>
    public void EndOthers(long person, ReadOnlySpan<byte> except) =>
        DeleteOthers.Bind(1, person).Bind(2, except).Execute();

    /// <summary>Where somebody is signed in.</summary>
    public IReadOnlyList<(Guid Id, DateTimeOffset At, DateTimeOffset Expires)> Of(long person, DateTimeOffset now)
    {
        var sessions = new List<(Guid, DateTimeOffset, DateTimeOffset)>();
        SelectOf.Bind(1, person).Bind(2, now.ToUnixTimeMilliseconds());
        while (SelectOf.Step())
        {
            sessions.Add((
                new Guid(SelectOf.Bytes(0), bigEndian: true),
                DateTimeOffset.FromUnixTimeMilliseconds(SelectOf.Long(1)),
                DateTimeOffset.FromUnixTimeMilliseconds(SelectOf.Long(2))));
        }

        return sessions;
    }

    /// <summary>Wrong guesses at something; null where there were none lately.</summary>
    public Attempts? Attempts(string subject)
    {
        if (!SelectAttempts.Bind(1, Convert.FromHexString(subject)).Step())
        {
            return null;
        }

        var attempts = new Attempts(
            (int)SelectAttempts.Long(0), DateTimeOffset.FromUnixTimeMilliseconds(SelectAttempts.Long(1)));
        SelectAttempts.Reset();
        return attempts;
    }

    /// <summary>Counts a wrong guess; those of long ago are forgotten.</summary>
    public void AddAttempt(string subject, long at)
    {
        ForgetAttempts.Bind(1, at - (long)Ordering.People.Attempts.Window.TotalMilliseconds).Execute();
        CountAttempt.Bind(1, Convert.FromHexString(subject)).Bind(2, at).Execute();
    }

    /// <summary>The invitation of a code, by its SHA-256.</summary>
    public Invitation? Invitation(ReadOnlySpan<byte> code)
    {
        if (!SelectInvitation.Bind(1, code).Step())
        {
            return null;
        }

        var invitation = Read(SelectInvitation);
        SelectInvitation.Reset();
        return invitation;
    }

    /// <summary>All invitations that can still be used.</summary>
    public IReadOnlyList<Invitation> Invitations(DateTimeOffset now)
    {
        var invitations = new List<Invitation>();
        SelectInvitations.Bind(1, now.ToUnixTimeMilliseconds());
        while (SelectInvitations.Step())
        {
            invitations.Add(Read(SelectInvitations));
        }

        return invitations;
    }

    /// <summary>Keeps an invitation; those that nobody used in time go.</summary>
    public void Add(ReadOnlySpan<byte> code, Invitation invitation, long at)
    {
        DeleteOldInvitations.Bind(1, at).Execute();
        Span<byte> id = stackalloc byte[16];
        invitation.Id.TryWriteBytes(id, bigEndian: true, out _);
        InsertInvitation
            .Bind(1, code)
            .Bind(2, id)
            .Bind(3, (long)invitation.Role)
            .Bind(4, AccountsTable.Joined(invitation.Restaurants))
            .Bind(5, at)
            .Bind(6, invitation.Expires.ToUnixTimeMilliseconds())
            .Execute();
    }

    public void CloseInvitation(ReadOnlySpan<byte> id) => DeleteInvitation.Bind(1, id).Execute();

    private static Invitation Read(Statement row) => new(
        new Guid(row.Bytes(0), bigEndian: true),
        (Role)row.Long(1),
        AccountsTable.Slugs(row.Text(2)),
        DateTimeOffset.FromUnixTimeMilliseconds(row.Long(3)));
}
