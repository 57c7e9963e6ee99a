using JustHungry.Replication.Replicas;
using SQLitePCL;

namespace JustHungry.Replication.Sqlite;

/// <summary>The one place where SQLite's result codes become exceptions with words for people.</summary>
internal static class SqliteErrors
{
    /// <summary>Throws unless <paramref name="code"/> is SQLITE_OK.</summary>
    /// <exception cref="StoreException">The call failed; a <see cref="SqliteException"/> is inside.</exception>
    public static void Check(int code, sqlite3? database, string path, string doing)
    {
        if (code != raw.SQLITE_OK)
        {
            throw Translate(code, database, path, doing);
        }
    }

    public static StoreException Translate(int code, sqlite3? database, string path, string doing)
    {
        var open = database is { IsInvalid: false };
        var extended = open ? raw.sqlite3_extended_errcode(database) : code;
        var said = open ? raw.sqlite3_errmsg(database).utf8_to_string() : raw.sqlite3_errstr(code).utf8_to_string();
        // A misuse leaves the errors of the call before in place: then the code itself says more.
        var cause = new SqliteException((extended & 0xff) == (code & 0xff) ? extended : code, said);
        return new StoreException($"{path}: {Words(cause.Code)} ({doing}: {said})", cause)
        {
            IsFull = cause.Code == raw.SQLITE_FULL,
            IsDamaged = cause.Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB,
        };
    }

    private static string Words(int code) => code switch
    {
        raw.SQLITE_FULL => "the disk is full",
        raw.SQLITE_IOERR => "the disk cannot be read or written",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "the file is damaged or is not a database",
        raw.SQLITE_CANTOPEN => "the file cannot be opened",
        raw.SQLITE_READONLY or raw.SQLITE_PERM => "writing to the file is not allowed",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "the file is in use by another process",
        raw.SQLITE_NOMEM => "there is no memory left",
        raw.SQLITE_CONSTRAINT => "a row breaks a rule of the schema",
        raw.SQLITE_TOOBIG => "a value is too large",
        _ => "the database call failed",
    };
}
