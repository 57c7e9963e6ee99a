using System.Text;
using JustHungry.Replication.Replicas;
using SQLitePCL;

namespace JustHungry.Replication.Sqlite;

/// <summary>
/// A compiled statement of a <see cref="Database"/>, used again and again: bind (parameters from 1), step, read columns
/// (from 0). A statement that has given its last row, or failed, is reset by itself; one left in the middle needs <see
/// cref="Reset"/>, for it keeps its read open. Bindings stay until they are bound anew.
/// </summary>
public sealed class Statement : IDisposable
{
    private readonly Database _database;
    private readonly sqlite3_stmt _handle;

    /// <summary>What <see cref="_handle"/> stands for; 0, which SQLite refuses or reads nothing from, once this is disposed of.</summary>
    private nint _statement;

    internal Statement(Database database, sqlite3_stmt handle, string sql)
    {
        _database = database;
        _handle = handle;
        _statement = handle.DangerousGetHandle();
        Sql = sql;
    }

    /// <summary>Text of up to so many bytes is written on the stack on its way to SQLite.</summary>
    private const int ShortText = 256;

    /// <summary>The SQL as it was prepared.</summary>
    public string Sql { get; }

    /// <summary>Binds an integer.</summary>
    public Statement Bind(int index, long value)
    {
        Check(Native.BindLong(_statement, index, value));
        return this;
    }

    /// <summary>Binds an integer or NULL.</summary>
    public Statement Bind(int index, long? value)
    {
        Check(value is { } number
            ? Native.BindLong(_statement, index, number)
            : Native.BindNull(_statement, index));
        return this;
    }

    /// <summary>Binds a floating-point number or NULL.</summary>
    public Statement Bind(int index, double? value)
    {
        Check(value is { } number
            ? Native.BindDouble(_statement, index, number)
            : Native.BindNull(_statement, index));
        return this;
    }

    /// <summary>Binds text or NULL.</summary>
    public Statement Bind(int index, string? value)
    {
        if (value is null)
        {
            return BindNull(index);
        }

        Span<byte> utf8 = stackalloc byte[ShortText];
        return BindText(index, Encoding.UTF8.TryGetBytes(value, utf8, out var length) ? utf8[..length] : Encoding.UTF8.GetBytes(value));
    }

    /// <summary>Binds bytes; they are copied.</summary>
    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(Native.BindBlob(_statement, index, value));
        return this;
    }

    /// <summary>Binds text that is UTF-8 already; it is copied.</summary>
    public Statement BindText(int index, ReadOnlySpan<byte> utf8)
    {
        Check(Native.BindText(_statement, index, utf8));
        return this;
    }

    /// <summary>Binds NULL.</summary>
    public Statement BindNull(int index)
    {
        Check(Native.BindNull(_statement, index));
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>True on a row; false after the last one, the statement being reset then.</returns>
    /// <exception cref="StoreException">It failed; the statement is reset.</exception>
    public bool Step()
    {
        var code = Native.Step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code == raw.SQLITE_DONE)
        {
            _ = Native.Reset(_statement);
            return false;
        }

        var failure = _database.Failure(code, Sql);
        _ = Native.Reset(_statement);
        throw failure;
    }

    /// <summary>Runs a statement whose rows, if any, do not matter.</summary>
    /// <returns>How many rows it changed; meaningless after anything but INSERT, UPDATE and DELETE.</returns>
    /// <exception cref="StoreException">It failed.</exception>
    public int Execute()
    {
        if (Step())
        {
            Reset();
        }

        return _database.Changes;
    }

    /// <summary>
    /// Makes it ready to run again. Never throws: the error of a failed step has been told by the step.
    /// </summary>
    public void Reset() => _ = Native.Reset(_statement);

    /// <summary>How many columns a row has.</summary>
    public int ColumnCount => raw.sqlite3_column_count(_handle);

    /// <summary>True where the column is NULL.</summary>
    public bool IsNull(int column) => Native.ColumnType(_statement, column) == raw.SQLITE_NULL;

    /// <summary>The column as an integer; 0 for NULL.</summary>
    public long Long(int column) => Native.ColumnLong(_statement, column);

    /// <summary>The column as a floating-point number; 0 for NULL.</summary>
    public double Double(int column) => Native.ColumnDouble(_statement, column);

    /// <summary>The column as text; empty for NULL.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>
    /// The bytes of a blob, or of a text as UTF-8, valid until the next step or reset; empty for NULL.
    /// </summary>
    public ReadOnlySpan<byte> Bytes(int column) => Native.Bytes(_statement, column);

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Forget(this);
        _statement = 0;
        _handle.Dispose();
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw _database.Failure(code, Sql);
        }
    }
}
