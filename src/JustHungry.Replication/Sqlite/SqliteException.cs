namespace JustHungry.Replication.Sqlite;

/// <summary>
/// What SQLite said when a call failed; stands inside the <see cref="Replicas.StoreException"/> that is thrown.
/// </summary>
public sealed class SqliteException : Exception
{
    private const int PrimaryCodeMask = 0xff;

    /// <param name="extendedCode">SQLite's extended result code.</param>
    /// <param name="message">SQLite's own words.</param>
    public SqliteException(int extendedCode, string message)
        : base(message) => ExtendedCode = extendedCode;

    /// <summary>SQLite's extended result code, such as 2067 for a broken unique index.</summary>
    public int ExtendedCode { get; }

    /// <summary>SQLite's primary result code, such as 19 for any broken constraint.</summary>
    public int Code => ExtendedCode & PrimaryCodeMask;
}
