using System.Runtime.InteropServices;

namespace JustHungry.Replication.Sqlite;

/// <summary>
/// The calls of SQLite's C API that a statement makes for every row, without the checks and handles of SQLitePCLRaw, which cost more than
/// most of them do (sqlite.org/c3ref/funclist.html). Everything that is not called for every row goes through SQLitePCLRaw.
/// </summary>
/// <remarks>
/// What only looks at memory, and for some nanoseconds, is called without telling the garbage collector
/// (<see cref="SuppressGCTransitionAttribute"/>); whatever may read the disk, wait, or copy, is not.
/// </remarks>
internal static unsafe partial class Native
{
    private const string Library = "e_sqlite3";

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
    public static partial int BindLong(nint statement, int index, long value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null"), SuppressGCTransition]
    public static partial int BindNull(nint statement, int index);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_double"), SuppressGCTransition]
    public static partial int BindDouble(nint statement, int index, double value);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    private static partial int BindBlob(nint statement, int index, byte* value, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    private static partial int BindText(nint statement, int index, byte* value, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    public static partial int ColumnType(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    public static partial long ColumnLong(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_double"), SuppressGCTransition]
    public static partial double ColumnDouble(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    private static partial byte* ColumnBlob(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    private static partial int ColumnBytes(nint statement, int column);

    /// <summary>SQLITE_TRANSIENT: the bytes are copied before the call returns.</summary>
    private const nint Copied = -1;

    /// <summary>Binds bytes, which are copied; none are an empty blob, not NULL.</summary>
    public static int BindBlob(nint statement, int index, ReadOnlySpan<byte> value)
    {
        byte none = 0;
        fixed (byte* bytes = value)
        {
            return BindBlob(statement, index, bytes is null ? &none : bytes, value.Length, Copied);
        }
    }

    /// <summary>Binds text, which is copied; none is an empty text, not NULL.</summary>
    public static int BindText(nint statement, int index, ReadOnlySpan<byte> utf8)
    {
        byte none = 0;
        fixed (byte* bytes = utf8)
        {
            return BindText(statement, index, bytes is null ? &none : bytes, utf8.Length, Copied);
        }
    }

    /// <summary>The bytes of a column, which are SQLite's until the next step or reset.</summary>
    public static ReadOnlySpan<byte> Bytes(nint statement, int column)
    {
        // In this order: the first may turn a number into text, and the second tells how long that is.
        var bytes = ColumnBlob(statement, column);
        return new ReadOnlySpan<byte>(bytes, ColumnBytes(statement, column));
    }
}
