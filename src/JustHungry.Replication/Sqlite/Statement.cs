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

    internal Statement(Database database, sqlite3_stmt handle, string sql)
    {
        _database = database;
        _handle = handle;
        Sql = sql;
    }

    /// <summary>The SQL as it was prepared.</summary>
    public string Sql { get; }

    /// <summary>Binds an integer.</summary>
    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_handle, index, value));
        return this;
    }

    /// <summary>Binds an integer or NULL.</summary>
    public Statement Bind(int index, long? value)
    {
        Check(value is { } number
            ? raw.sqlite3_bind_int64(_handle, index, number)
            : raw.sqlite3_bind_null(_handle, index));
        return this;
    }

    /// <summary>Binds a floating-point number or NULL.</summary>
    public Statement Bind(int index, double? value)
    {
        Check(value is { } number
            ? raw.sqlite3_bind_double(_handle, index, number)
            : raw.sqlite3_bind_null(_handle, index));
        return this;
    }

    /// <summary>Binds text or NULL.</summary>
    public Statement Bind(int index, string? value)
    {
        Check(value is null ? raw.sqlite3_bind_null(_handle, index) : raw.sqlite3_bind_text(_handle, index, value));
        return this;
    }

    /// <summary>Binds bytes; they are copied.</summary>
    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_handle, index, value));
        return this;
    }

    /// <summary>Binds text that is UTF-8 already; it is copied.</summary>
    public Statement BindText(int index, ReadOnlySpan<byte> utf8)
    {
        Check(raw.sqlite3_bind_text(_handle, index, utf8));
        return this;
    }

    /// <summary>Binds NULL.</summary>
    public Statement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(_handle, index));
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>True on a row; false after the last one, the statement being reset then.</returns>
    /// <exception cref="StoreException">It failed; the statement is reset.</exception>
    public bool Step()
    {
        var code = raw.sqlite3_step(_handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code == raw.SQLITE_DONE)
        {
            _ = raw.sqlite3_reset(_handle);
            return false;
        }

        var failure = _database.Failure(code, Sql);
        _ = raw.sqlite3_reset(_handle);
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
    public void Reset() => _ = raw.sqlite3_reset(_handle);

    /// <summary>How many columns a row has.</summary>
    public int ColumnCount => raw.sqlite3_column_count(_handle);

    /// <summary>True where the column is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL;

    /// <summary>The column as an integer; 0 for NULL.</summary>
    public long Long(int column) => raw.sqlite3_column_int64(_handle, column);

    /// <summary>The column as a floating-point number; 0 for NULL.</summary>
    public double Double(int column) => raw.sqlite3_column_double(_handle, column);

    /// <summary>The column as text; empty for NULL.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>
    /// The bytes of a blob, or of a text as UTF-8, valid until the next step or reset; empty for NULL.
    /// </summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_handle, column);

    /// <inheritdoc/>
    public void Dispose()
    {
        _database.Forget(this);
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
