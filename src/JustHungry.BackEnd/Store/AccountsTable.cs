using JustHungry.Ordering.People;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>What people sign in with and what they are, and how to reach them.</summary>
internal sealed class AccountsTable(Database database)
{
    private const string Columns = "SELECT person, email, password, role, restaurants, temporary FROM accounts";

    private const char Separator = ',';

    private Statement SelectByEmail => field ??= database.Prepare($"{Columns} WHERE email = ?1");

    private Statement SelectByPerson => field ??= database.Prepare($"{Columns} WHERE person = ?1");

    private Statement SelectStaff => field ??= database.Prepare($"{Columns} WHERE role > 0 ORDER BY person");

    private Statement Upsert => field ??= database.Prepare("""
        INSERT INTO accounts (person, email, password, role, restaurants, temporary, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (person) DO UPDATE SET email = excluded.email, password = excluded.password, role = excluded.role,
            restaurants = excluded.restaurants, temporary = excluded.temporary
        """);

    private Statement Delete => field ??= database.Prepare("DELETE FROM accounts WHERE person = ?1");

    private Statement SelectContact => field ??= database.Prepare("SELECT phone, address FROM contacts WHERE person = ?1");

    private Statement SelectByPhone => field ??= database.Prepare(
        "SELECT person FROM contacts WHERE phone = ?1 AND phone <> '' ORDER BY person DESC LIMIT ?2");

    private Statement UpsertContact => field ??= database.Prepare("""
        INSERT INTO contacts (person, phone, address) VALUES (?1, coalesce(?2, ''), coalesce(?3, ''))
        ON CONFLICT (person) DO UPDATE SET phone = coalesce(?2, phone), address = coalesce(?3, address)
        """);

    private Statement DeleteContact => field ??= database.Prepare("DELETE FROM contacts WHERE person = ?1");

    /// <summary>The account of an e-mail address in small letters; null where there is none.</summary>
    public StoredAccount? Find(string email) => ReadOne(SelectByEmail.Bind(1, email));

    /// <summary>Somebody's account; null where they have none.</summary>
    public StoredAccount? Find(long person) => ReadOne(SelectByPerson.Bind(1, person));

    /// <summary>All who are more than customers, in the order of their coming.</summary>
    public IReadOnlyList<StoredAccount> Staff()
    {
        var staff = new List<StoredAccount>();
        while (SelectStaff.Step())
        {
            staff.Add(Read(SelectStaff));
        }

        return staff;
    }

    public void Put(long person, Account account, long at) => Upsert
        .Bind(1, person)
        .Bind(2, account.Email)
        .Bind(3, account.PasswordHash)
        .Bind(4, (long)account.Role)
        .Bind(5, Joined(account.Restaurants))
        .Bind(6, account.IsTemporary ? 1L : 0L)
        .Bind(7, at)
        .Execute();

    /// <summary>How to reach somebody; empty texts where they have not told.</summary>
    public (string Phone, string Address) Contact(long person)
    {
        if (!SelectContact.Bind(1, person).Step())
        {
            return ("", "");
        }

        var contact = (SelectContact.Text(0), SelectContact.Text(1));
        SelectContact.Reset();
        return contact;
    }

    /// <summary>Those who gave that phone, the latest first.</summary>
    public IReadOnlyList<long> WithPhone(string phone, int limit)
    {
        var people = new List<long>();
        SelectByPhone.Bind(1, phone).Bind(2, limit);
        while (SelectByPhone.Step())
        {
            people.Add(SelectByPhone.Long(0));
        }

        return people;
    }

    /// <summary>Changes phone and address; what is null stays.</summary>
    public void PutContact(long person, string? phone, string? address) =>
        UpsertContact.Bind(1, person).Bind(2, phone).Bind(3, address).Execute();

    /// <summary>Forgets all of it.</summary>
    public void Erase(long person)
    {
        Delete.Bind(1, person).Execute();
        DeleteContact.Bind(1, person).Execute();
    }

    /// <summary>Slugs in one text; they have no commas.</summary>
    public static string Joined(IReadOnlyList<string> slugs) => string.Join(Separator, slugs);

    /// <summary>The same back.</summary>
    public static IReadOnlyList<string> Slugs(string joined) => joined.Length == 0 ? [] : joined.Split(Separator);

    private static StoredAccount? ReadOne(Statement row)
    {
        if (!row.Step())
        {
            return null;
        }

        var account = Read(row);
        row.Reset();
        return account;
    }

    private static StoredAccount Read(Statement row) => new(
        row.Long(0), new Account(row.Text(1), row.Text(2), (Role)row.Long(3), Slugs(row.Text(4)), row.Long(5) != 0));
}

/// <summary>An account with its person's number. Immutable.</summary>
internal sealed record StoredAccount(long Person, Account Account);
