using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>What every command was answered.</summary>
internal sealed class AnswersTable(Database database)
{
    private Statement Select => field ??= database.Prepare(
        "SELECT fingerprint, status, subject, version, body FROM answers WHERE key = ?1");

    private Statement Insert => field ??= database.Prepare("""
        INSERT INTO answers (key, fingerprint, at, status, subject, version, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """);

    private Statement SelectNext => field ??= database.Prepare("""
        SELECT max(key), sum(at < ?3) FROM (SELECT key, at FROM answers WHERE key > ?1 ORDER BY key LIMIT ?2)
        """);

    private Statement DeleteOld => field ??= database.Prepare(
        "DELETE FROM answers WHERE key > ?1 AND key <= ?2 AND at < ?3");

    /// <summary>The answer under a key, or null.</summary>
    public StoredAnswer? Find(ReadOnlySpan<byte> key)
    {
        if (!Select.Bind(1, key).Step())
        {
            return null;
        }

        var answer = new StoredAnswer(
            Select.Bytes(0).ToArray(),
            (int)Select.Long(1),
            Select.IsNull(2) ? null : Select.Long(2),
            Select.IsNull(3) ? null : (int)Select.Long(3),
            Select.Bytes(4).ToArray());
        Select.Reset();
        return answer;
    }

    /// <summary>Keeps an answer about an order (with its version) or a customer.</summary>
    public void Add(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> fingerprint, long at, int status, long subject, long? version) =>
        Common(key, fingerprint, at, status).Bind(5, subject).Bind(6, version).BindNull(7).Execute();

    /// <summary>Keeps an answer with its whole body.</summary>
    public void Add(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> fingerprint, long at, int status, ReadOnlySpan<byte> body) =>
        Common(key, fingerprint, at, status).BindNull(5).BindNull(6).Bind(7, body).Execute();

    /// <summary>
    /// Looks at the next <paramref name="limit"/> answers: the last one's key (null at the end), and how many are old.
    /// </summary>
    public (byte[]? Last, long Old) Next(ReadOnlySpan<byte> after, int limit, long before)
    {
        SelectNext.Bind(1, after).Bind(2, limit).Bind(3, before).Step();
        var next = (SelectNext.IsNull(0) ? null : SelectNext.Bytes(0).ToArray(), SelectNext.Long(1));
        SelectNext.Reset();
        return next;
    }

    /// <summary>Forgets the old ones of a range of keys.</summary>
    public void Forget(ReadOnlySpan<byte> after, ReadOnlySpan<byte> through, long before) =>
        DeleteOld.Bind(1, after).Bind(2, through).Bind(3, before).Execute();

    private Statement Common(ReadOnlySpan<byte> key, ReadOnlySpan<byte> fingerprint, long at, int status) =>
        Insert.Bind(1, key).Bind(2, fingerprint).Bind(3, at).Bind(4, status);
}

/// <summary>An answer as it is kept. Immutable.</summary>
internal sealed record StoredAnswer(byte[] Fingerprint, int Status, long? Subject, int? Version, byte[] Body);
