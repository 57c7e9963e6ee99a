using JustHungry.Ordering.Vouchers;
using JustHungry.Replication.Sqlite;

namespace JustHungry.BackEnd.Store;

/// <summary>The vouchers, and who has used them how often.</summary>
internal sealed class VouchersTable(Database database)
{
    private Statement Select => field ??= database.Prepare("SELECT used, document FROM vouchers WHERE code = ?1");

    private Statement SelectPage => field ??= database.Prepare(
        "SELECT code, used, document FROM vouchers WHERE code > ?1 ORDER BY code LIMIT ?2");

    private Statement SelectUses => field ??= database.Prepare(
        "SELECT used FROM voucher_uses WHERE code = ?1 AND customer = ?2");

    private Statement Upsert => field ??= database.Prepare("""
        INSERT INTO vouchers (code, used, document) VALUES (?1, 0, ?2)
        ON CONFLICT (code) DO UPDATE SET document = excluded.document
        """);

    private Statement AddUse => field ??= database.Prepare("UPDATE vouchers SET used = used + ?2 WHERE code = ?1");

    private Statement AddUseOf => field ??= database.Prepare("""
        INSERT INTO voucher_uses (code, customer, used) VALUES (?1, ?2, ?3)
        ON CONFLICT (code, customer) DO UPDATE SET used = used + excluded.used
        """);

    private Statement RemoveUseOf => field ??= database.Prepare(
        "UPDATE voucher_uses SET used = used - 1 WHERE code = ?1 AND customer = ?2");

    /// <summary>A voucher and how often it was used; null: there is none of that code.</summary>
    public StoredVoucher? Find(string code)
    {
        if (!Select.Bind(1, code).Step())
        {
            return null;
        }

        var voucher = new StoredVoucher(code, Select.Long(0), Select.Bytes(1).ToArray());
        Select.Reset();
        return voucher;
    }

    /// <summary>A page of vouchers by code.</summary>
    public IReadOnlyList<StoredVoucher> Page(string after, int limit)
    {
        var page = new List<StoredVoucher>(limit);
        SelectPage.Bind(1, after).Bind(2, limit);
        while (SelectPage.Step())
        {
            page.Add(new StoredVoucher(SelectPage.Text(0), SelectPage.Long(1), SelectPage.Bytes(2).ToArray()));
        }

        return page;
    }

    /// <summary>How often a customer has used a voucher.</summary>
    public long UsedBy(string code, long customer)
    {
        if (!SelectUses.Bind(1, code).Bind(2, customer).Step())
        {
            return 0;
        }

        var used = SelectUses.Long(0);
        SelectUses.Reset();
        return used;
    }

    /// <summary>Puts a voucher's document in place; how often it was used stays.</summary>
    public void Put(string code, ReadOnlySpan<byte> document) => Upsert.Bind(1, code).Bind(2, document).Execute();

    /// <summary>A customer uses a voucher once more.</summary>
    public void Use(string code, long customer)
    {
        AddUse.Bind(1, code).Bind(2, 1L).Execute();
        AddUseOf.Bind(1, code).Bind(2, customer).Bind(3, 1L).Execute();
    }

    /// <summary>A customer's use of a voucher comes to nothing.</summary>
    public void GiveBack(string code, long customer)
    {
        AddUse.Bind(1, code).Bind(2, -1L).Execute();
        RemoveUseOf.Bind(1, code).Bind(2, customer).Execute();
    }
}

/// <summary>A voucher's row. Immutable.</summary>
internal sealed record StoredVoucher(string Code, long Used, byte[] Document)
{
    /// <summary>The voucher, read.</summary>
    public Voucher Voucher => VoucherDocument.Parse(Document);
}
